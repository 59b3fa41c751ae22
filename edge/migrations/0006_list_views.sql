-- Saved views of the SMS list, and the campaign an SMS was sent for.

CREATE TABLE list_view (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    -- Its name without case: no two views of an owner have the same.
    name_key TEXT NOT NULL,
    -- Everybody sees it.
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    -- What was asked for (mitto_core::api::ListViewInput). A filter may hold a number.
    value TEXT NOT NULL CHECK (json_valid(value)),
    -- Rises with each change: what If-Match compares.
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (owner, name_key)
) STRICT;

CREATE INDEX list_view_shared ON list_view (number) WHERE shared = 1;

-- Null for an SMS to one person, whose rows written stay as they were.
ALTER TABLE sms ADD COLUMN campaign TEXT;
CREATE INDEX sms_campaign ON sms (campaign, number) WHERE campaign IS NOT NULL;
