-- Campaigns on their way: a plan that is sent is a job, and each of its recipients an SMS of it.

CREATE TABLE job (
    number INTEGER PRIMARY KEY,
    -- As in sms: who asked and under which Idempotency-Key, and what.
    request TEXT NOT NULL UNIQUE,
    request_body TEXT NOT NULL,
    campaign TEXT NOT NULL,
    sender TEXT NOT NULL,
    -- The template's text, and whether look-alikes in merged values are replaced.
    text TEXT NOT NULL,
    replaces INTEGER NOT NULL CHECK (replaces IN (0, 1)),
    -- The seal of the plan, and what it promises.
    plan TEXT NOT NULL,
    recipients INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'preparing', 'running', 'stopping', 'stopped', 'done', 'moved', 'failed')),
    reason TEXT,
    -- How far it is prepared: behind which member, and the seal over those before it.
    object TEXT NOT NULL DEFAULT '',
    id TEXT NOT NULL DEFAULT '',
    progress TEXT,
    -- Its SMS are among these numbers; it is prepared once the last is known.
    first INTEGER NOT NULL,
    last INTEGER,
    -- The gateway asked for a pause until then.
    not_before INTEGER NOT NULL DEFAULT 0,
    -- When somebody last did something for it. The sweep takes up one that is left alone.
    touched_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX job_campaign ON job (campaign, number);
CREATE INDEX job_under_way ON job (number)
    WHERE state IN ('queued', 'preparing', 'running', 'stopping', 'moved');

-- Null for an SMS that is no part of a job.
ALTER TABLE sms ADD COLUMN job INTEGER;

-- A job finds its own SMS by their numbers, so they need not be in the sweep's index: three rows less
-- are written for each of them.
DROP INDEX sms_waiting;
CREATE INDEX sms_waiting ON sms (due_at) WHERE phase <> 'settled' AND job IS NULL;
