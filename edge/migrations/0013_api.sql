-- Keys of the API, and batches of SMS.

-- One row a key; revoked: gone. Read with every request that shows a key, by its id.
CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Its name without case: no two keys have the same, because SMS are from it.
    name_key TEXT NOT NULL UNIQUE,
    -- Words with blanks between them (mitto_core::api::Scope).
    scopes TEXT NOT NULL,
    -- SHA-256 of its secret, which nobody has but whoever made the key.
    hash TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Null: never.
    expires_at INTEGER,
    -- Written once a minute at most.
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;

-- What a batch asked for, by its Idempotency-Key: the same key with something else in it is refused as a whole, although its
-- SMS are recorded one by one. Hashes only.
CREATE TABLE sms_batch (
    request TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
