"""Prints a session token for Mitto SMS: python3 session_token.py SUB ROLE [OBJECT:ID]

The key comes from the environment: SESSION_SECRET. SESSION_ISSUER and SESSION_AUDIENCE are needed if the Worker has
them. For ES256 and RS256 take the package PyJWT: the standard library signs with HMAC only.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time

# Seconds. Long enough for a page, short enough for a token that leaks. The page asks for a new one.
LIFE = 10 * 60


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def session_token(secret: str, sub: str, role: str, record: dict | None = None) -> str:
    now = int(time.time())
    claims = {
        "sub": sub,
        "role": role,
        "record": record,
        "iat": now,
        "exp": now + LIFE,
        "iss": os.environ.get("SESSION_ISSUER"),
        "aud": os.environ.get("SESSION_AUDIENCE"),
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    text = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64url(signature)}"


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python3 session_token.py SUB ROLE [OBJECT:ID]")
    record = None
    if len(sys.argv) == 4:
        about, record_id = sys.argv[3].split(":", 1)
        record = {"object": about, "id": record_id}
    print(session_token(os.environ["SESSION_SECRET"], sys.argv[1], sys.argv[2], record))
