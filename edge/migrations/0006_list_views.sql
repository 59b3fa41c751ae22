-- Saved views of the SMS list, the campaign an SMS was sent for, and where to look for those of which
-- nothing is heard.

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

-- What had no final status when it was 72 hours old: among these are those shown as NO REPORT, which is
-- computed when read all the same. The sweep marks them; an SMS that arrives is never written for it.
ALTER TABLE sms ADD COLUMN silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1));
CREATE INDEX sms_silent ON sms (number) WHERE silent = 1;

-- One row: the first SMS that the sweep has not looked at yet.
CREATE TABLE silent_until (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;

INSERT INTO silent_until (one, number) VALUES (1, 0);
