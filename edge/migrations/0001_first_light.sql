-- People, opt-outs, SMS records, delivery updates. Times are milliseconds since the epoch.

-- A lead or contact as the CRM last told us. The mobile number is read from its fields when it is
-- needed, because Setup says which field that is.
CREATE TABLE person (
    object TEXT NOT NULL CHECK (object IN ('lead', 'contact')),
    id TEXT NOT NULL,
    fields TEXT NOT NULL CHECK (json_valid(fields)),
    -- The SMS opt-out checkbox of a record whose number cannot be read. With a number, the number
    -- holds the opt-out (table opt_out) and this is 0.
    opted_out INTEGER NOT NULL CHECK (opted_out IN (0, 1)),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;

-- An opt-out belongs to the number: it holds for every record with it, also those added later.
CREATE TABLE opt_out (
    mobile TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('reply', 'hand')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an SMS, in and out. `number` is the SMS-000001 of its id.
CREATE TABLE sms (
    number INTEGER PRIMARY KEY,
    -- Hash of who asked and under which Idempotency-Key; unique, so that a repeated request finds
    -- the record of the first. For a reply: hash of its content.
    request TEXT NOT NULL UNIQUE,
    request_body TEXT NOT NULL,
    -- The answer once given, so that a repeat gets the same bytes.
    answer_status INTEGER,
    answer_body TEXT,
    object TEXT CHECK (object IN ('lead', 'contact')),
    record_id TEXT,
    mobile TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('GSM-7', 'UCS-2')),
    segments INTEGER NOT NULL,
    -- Where it is on its way out. due_at: not before (queued), lease until (sending).
    phase TEXT NOT NULL CHECK (phase IN ('queued', 'sending', 'settled')),
    due_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    -- status is the word, rank its place in the order; the rank of a row only rises.
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    reason TEXT,
    -- The gateway's own code behind the reason.
    gateway_code INTEGER,
    gateway_id TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What the sweep looks for.
CREATE INDEX sms_waiting ON sms (due_at) WHERE phase <> 'settled';
-- Reports that carry no reference of ours.
CREATE INDEX sms_gateway_id ON sms (gateway_id) WHERE gateway_id IS NOT NULL;

-- Reports, appended in order of arrival and unique by content.
CREATE TABLE delivery_update (
    number INTEGER PRIMARY KEY,
    sms INTEGER NOT NULL REFERENCES sms (number),
    content TEXT NOT NULL,
    status TEXT,
    rank INTEGER,
    gateway_status TEXT NOT NULL,
    segment INTEGER,
    error_code TEXT,
    provider_time INTEGER,
    extra TEXT,
    received_at INTEGER NOT NULL,
    UNIQUE (sms, content)
) STRICT;

-- The mailbox: reports that came before we knew whose they are.
CREATE TABLE early_report (
    gateway_id TEXT NOT NULL,
    content TEXT NOT NULL,
    status TEXT,
    rank INTEGER,
    gateway_status TEXT NOT NULL,
    segment INTEGER,
    error_code TEXT,
    provider_time INTEGER,
    extra TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (gateway_id, content)
) STRICT, WITHOUT ROWID;
