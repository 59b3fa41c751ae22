"""What Schemathesis cannot write by itself: files of lines, which it makes as texts."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()
