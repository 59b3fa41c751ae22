-- What is told to other servers: webhooks, and opt-outs to Salesforce. An event is written by the very statement that makes
-- it, so that no crash loses one; where nobody is told anything, nothing is written.

CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    -- As it was asked for (mitto_core::api::WebhookInput).
    value TEXT NOT NULL CHECK (json_valid(value)),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    -- What it hears at present: chosen, and enabled.
    on_status INTEGER NOT NULL CHECK (on_status IN (0, 1)),
    on_reply INTEGER NOT NULL CHECK (on_reply IN (0, 1)),
    on_opt_out INTEGER NOT NULL CHECK (on_opt_out IN (0, 1)),
    -- Sealed under CONFIG_SECRET.
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until INTEGER,
    -- Rises with each change: what If-Match compares.
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- Since when it has answered nothing but failures.
    failing_since INTEGER,
    -- Why it was turned off, if nobody did.
    off_because TEXT CHECK (off_because IN ('gone', 'failing'))
) STRICT, WITHOUT ROWID;

-- One event on its way to one endpoint: the outbox, and then the log. It holds ids; what is sent is put together when it is
-- sent, from what is there then.
CREATE TABLE webhook_delivery (
    number INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL,
    -- The header webhook-id: random, as numbers may come again.
    message TEXT NOT NULL,
    type TEXT NOT NULL,
    sms INTEGER,
    -- Of a status: which. Of an opt-out: 'reply' or 'hand'; 'cleared'.
    what TEXT,
    -- Of an opt-out: whose. Erased with the person, or with old SMS.
    mobile TEXT,
    object TEXT,
    record_id TEXT,
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When it is to be tried; of one that is being tried, until when that is left to whoever does. Null: never, or held
    -- because its endpoint is off.
    next_at INTEGER,
    last_at INTEGER,
    last_status INTEGER
) STRICT;

CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook, number);
CREATE INDEX webhook_delivery_whose ON webhook_delivery (mobile) WHERE mobile IS NOT NULL;

-- A status that stays for a moment only is not told.
CREATE TRIGGER webhook_status AFTER UPDATE OF status ON sms
WHEN NEW.status <> OLD.status AND NEW.status NOT IN ('QUEUED', 'SENDING', 'RECEIVED', 'OPT-OUT')
BEGIN
    INSERT INTO webhook_delivery (webhook, message, type, sms, what, at, next_at)
    SELECT id, 'msg_' || lower(hex(randomblob(12))), 'sms.status', NEW.number, NEW.status,
        CAST(unixepoch('subsec') * 1000 AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM webhook WHERE on_status = 1;
END;

CREATE TRIGGER webhook_reply AFTER INSERT ON sms WHEN NEW.status IN ('RECEIVED', 'OPT-OUT')
BEGIN
    INSERT INTO webhook_delivery (webhook, message, type, sms, at, next_at)
    SELECT id, 'msg_' || lower(hex(randomblob(12))), 'sms.reply', NEW.number,
        CAST(unixepoch('subsec') * 1000 AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM webhook WHERE on_reply = 1;
END;

-- 1: it came back with its number; 2: it goes with its number, to be kept as a hash. Neither changes who may be texted.
ALTER TABLE opt_out ADD COLUMN moving INTEGER NOT NULL DEFAULT 0;

-- When the opt-out of a record was set or cleared last here, or Salesforce was told so: what an older token says of its box is
-- old.
ALTER TABLE person ADD COLUMN box_at INTEGER;

-- The box of a record as Salesforce is to have it: the newest state only. Gone once it is told.
CREATE TABLE crm_change (
    object TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Our name for the change; another state has another.
    change TEXT NOT NULL UNIQUE,
    opted_out INTEGER NOT NULL CHECK (opted_out IN (0, 1)),
    at INTEGER NOT NULL,
    -- How often the org would not save it.
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX crm_change_at ON crm_change (at);

-- One row: how telling Salesforce does. While it is not connected nothing is written for it.
CREATE TABLE crm (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    connected INTEGER NOT NULL CHECK (connected IN (0, 1)),
    -- Not before: somebody is telling it, or it failed.
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failing_since INTEGER,
    -- From when on admins are shown that it fails.
    shown_from INTEGER,
    problem TEXT,
    told_at INTEGER
) STRICT;

INSERT INTO crm (one, connected, next_at, attempts) VALUES (1, 0, 0, 0);

CREATE TRIGGER webhook_opted_out AFTER INSERT ON opt_out WHEN NEW.moving = 0
BEGIN
    INSERT INTO webhook_delivery (webhook, message, type, what, mobile, at, next_at)
    SELECT id, 'msg_' || lower(hex(randomblob(12))), 'opt_out.changed', NEW.source, NEW.mobile,
        CAST(unixepoch('subsec') * 1000 AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM webhook WHERE on_opt_out = 1;
    UPDATE person SET box_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE mobile = NEW.mobile;
    INSERT INTO crm_change (object, id, change, opted_out, at)
    SELECT object, id, 'oo-' || lower(hex(randomblob(8))), 1, CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM person WHERE mobile = NEW.mobile AND (SELECT connected FROM crm) = 1
    ON CONFLICT (object, id) DO UPDATE SET change = excluded.change, opted_out = excluded.opted_out, at = excluded.at,
        attempts = 0, next_at = 0;
END;

CREATE TRIGGER webhook_opted_in AFTER DELETE ON opt_out WHEN OLD.moving <> 2
BEGIN
    INSERT INTO webhook_delivery (webhook, message, type, what, mobile, at, next_at)
    SELECT id, 'msg_' || lower(hex(randomblob(12))), 'opt_out.changed', 'cleared', OLD.mobile,
        CAST(unixepoch('subsec') * 1000 AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM webhook WHERE on_opt_out = 1;
    UPDATE person SET box_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE mobile = OLD.mobile;
    INSERT INTO crm_change (object, id, change, opted_out, at)
    SELECT object, id, 'oo-' || lower(hex(randomblob(8))), 0, CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM person WHERE mobile = OLD.mobile AND (SELECT connected FROM crm) = 1
    ON CONFLICT (object, id) DO UPDATE SET change = excluded.change, opted_out = excluded.opted_out, at = excluded.at,
        attempts = 0, next_at = 0;
END;

-- The box of a record whose number cannot be read.
CREATE TRIGGER webhook_box AFTER UPDATE OF opted_out ON person
WHEN NEW.opted_out <> OLD.opted_out AND NEW.mobile IS NULL
BEGIN
    INSERT INTO webhook_delivery (webhook, message, type, what, object, record_id, at, next_at)
    SELECT id, 'msg_' || lower(hex(randomblob(12))), 'opt_out.changed', iif(NEW.opted_out = 1, 'hand', 'cleared'),
        NEW.object, NEW.id,
        CAST(unixepoch('subsec') * 1000 AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM webhook WHERE on_opt_out = 1;
    UPDATE person SET box_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
    WHERE object = NEW.object AND id = NEW.id;
    INSERT INTO crm_change (object, id, change, opted_out, at)
    SELECT NEW.object, NEW.id, 'oo-' || lower(hex(randomblob(8))), NEW.opted_out,
        CAST(unixepoch('subsec') * 1000 AS INTEGER)
    FROM crm WHERE connected = 1
    ON CONFLICT (object, id) DO UPDATE SET change = excluded.change, opted_out = excluded.opted_out, at = excluded.at,
        attempts = 0, next_at = 0;
END;

-- A record that comes to have a number that has opted out: its box is told as of when that was.
CREATE TRIGGER crm_new_person AFTER INSERT ON person
WHEN NEW.mobile IS NOT NULL AND (SELECT connected FROM crm) = 1
BEGIN
    INSERT INTO crm_change (object, id, change, opted_out, at)
    SELECT NEW.object, NEW.id, 'oo-' || lower(hex(randomblob(8))), 1, created_at
    FROM opt_out WHERE mobile = NEW.mobile
    ON CONFLICT (object, id) DO NOTHING;
END;

CREATE TRIGGER crm_new_mobile AFTER UPDATE OF mobile ON person
WHEN NEW.mobile IS NOT NULL AND NEW.mobile IS NOT OLD.mobile AND (SELECT connected FROM crm) = 1
BEGIN
    INSERT INTO crm_change (object, id, change, opted_out, at)
    SELECT NEW.object, NEW.id, 'oo-' || lower(hex(randomblob(8))), 1, created_at
    FROM opt_out WHERE mobile = NEW.mobile
    ON CONFLICT (object, id) DO NOTHING;
END;

-- What waits is held while its endpoint is off, and goes out when it is on again.
CREATE TRIGGER webhook_off AFTER UPDATE OF enabled ON webhook WHEN NEW.enabled = 0 AND OLD.enabled = 1
BEGIN
    UPDATE webhook_delivery SET next_at = NULL
    WHERE webhook = NEW.id AND next_at IS NOT NULL;
END;

CREATE TRIGGER webhook_on AFTER UPDATE OF enabled ON webhook WHEN NEW.enabled = 1 AND OLD.enabled = 0
BEGIN
    UPDATE webhook_delivery SET next_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
    WHERE webhook = NEW.id AND state = 'pending' AND next_at IS NULL;
END;

-- The sweep deletes them, some at a time.
CREATE TRIGGER webhook_gone AFTER DELETE ON webhook
BEGIN
    UPDATE webhook_delivery SET next_at = NULL
    WHERE webhook = OLD.id AND next_at IS NOT NULL;
END;
