// Prints a session token for Mitto SMS: node session-token.mjs SUB ROLE [OBJECT:ID]
//
// The key comes from the environment: SESSION_SECRET for HS256, or SESSION_PRIVATE_KEY (PEM) for ES256 or RS256, then
// optionally SESSION_KEY_ID (kid). SESSION_ISSUER and SESSION_AUDIENCE are needed if the Worker has them.
import { createHmac, createPrivateKey, sign } from "node:crypto";

// Seconds. Long enough for a page, short enough for a token that leaks. The page asks for a new one.
const LIFE = 10 * 60;

const { SESSION_SECRET, SESSION_PRIVATE_KEY, SESSION_KEY_ID, SESSION_ISSUER, SESSION_AUDIENCE } = process.env;

const json = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The algorithm's name and what signs a text with it. */
function signer() {
  if (SESSION_PRIVATE_KEY) {
    const key = createPrivateKey(SESSION_PRIVATE_KEY);
    return key.asymmetricKeyType === "ec"
      ? // Not DER, which is the default: a token has r and s in 32 bytes each.
        ["ES256", (text) => sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" })]
      : ["RS256", (text) => sign("sha256", Buffer.from(text), key)];
  }
  if (!SESSION_SECRET) {
    throw new Error("SESSION_SECRET is not set");
  }
  return ["HS256", (text) => createHmac("sha256", SESSION_SECRET).update(text).digest()];
}

export function sessionToken({ sub, role, record }) {
  const now = Math.floor(Date.now() / 1000);
  const [alg, signed] = signer();
  // JSON leaves out what is undefined.
  const header = json({ alg, typ: "JWT", kid: SESSION_KEY_ID });
  const claims = json({ sub, role, record, iat: now, exp: now + LIFE, iss: SESSION_ISSUER, aud: SESSION_AUDIENCE });
  const text = `${header}.${claims}`;
  return `${text}.${signed(text).toString("base64url")}`;
}

const [sub, role, record] = process.argv.slice(2);
if (!sub || !role) {
  throw new Error("usage: node session-token.mjs SUB ROLE [OBJECT:ID]");
}
const [object, id] = record?.split(":") ?? [];
console.log(sessionToken({ sub, role, record: object && { object, id } }));
