-- Configuration as admins change it, who changed it, and how the callback does. KV holds the copy
-- of the configuration that sends read.

-- One row an item. KV has no compare-and-swap, so what must not be lost is decided here.
CREATE TABLE config_item (
    kind TEXT NOT NULL CHECK (kind IN ('setup', 'sender', 'keyword', 'template')),
    id TEXT NOT NULL,
    -- The very text that KV holds. Null: removed; the row stays, so that KV hears of it, and so
    -- that nobody can edit what is gone.
    value TEXT CHECK (value IS NULL OR json_valid(value)),
    -- What no two items of a kind share. Nulls are never alike.
    unique_key TEXT,
    -- The row of change_log that made it so; 0: it came with the installation.
    change INTEGER NOT NULL,
    -- How many writers have yet to say that KV has heard of it. The sweep takes over from those
    -- that died.
    unpushed INTEGER NOT NULL CHECK (unpushed >= 0),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, unique_key)
) STRICT, WITHOUT ROWID;

-- Who changed what. Each row is chained to the one before it by its hash, which is also what makes
-- changes of the configuration wait for each other: a writer that read an older last row writes
-- nothing.
CREATE TABLE change_log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT,
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    value_before TEXT,
    value_after TEXT,
    hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER change_log_is_never_updated BEFORE UPDATE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is append-only');
END;

CREATE TRIGGER change_log_is_never_deleted BEFORE DELETE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is append-only');
END;

-- The opt-out keywords of a new installation (mitto_core::opt_out::DEFAULT_KEYWORDS).
INSERT INTO config_item (kind, id, value, unique_key, change, unpushed, updated_at)
SELECT 'keyword', 'default-' || lower(word.value),
    json_object('id', 'default-' || lower(word.value), 'value', word.value),
    lower(word.value), 0, 1, 0
FROM json_each('["STOP","STOPALL","UNSUBSCRIBE","CANCEL","END","QUIT","REVOKE","OPTOUT"]') AS word;

-- One row: what came in at the callback.
CREATE TABLE callback_health (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    proven_at INTEGER,
    last_delivery_at INTEGER,
    last_inbound_at INTEGER,
    rejected INTEGER NOT NULL,
    last_rejected_at INTEGER,
    last_rejected_reason TEXT,
    unknown_key INTEGER NOT NULL,
    last_unknown_key_at INTEGER
) STRICT;

INSERT INTO callback_health (one, rejected, unknown_key) VALUES (1, 0, 0);

-- Our own tests of the callback, until they come back.
CREATE TABLE callback_probe (
    nonce TEXT NOT NULL PRIMARY KEY,
    made_at INTEGER NOT NULL,
    seen_at INTEGER
) STRICT, WITHOUT ROWID;
