-- Dispatch by the hundred: fewer rows written for a report, counts that need no scan, a settable rate.

-- An update was a row and an entry of the index that keeps it unique; now the one is the other. In order of arrival:
-- received_at, and the place among those that came at once.
CREATE TABLE delivery_update_once (
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
    place INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (sms, content)
) STRICT, WITHOUT ROWID;

INSERT INTO delivery_update_once (sms, content, status, rank, gateway_status, segment, error_code, provider_time,
    extra, received_at, place)
SELECT sms, content, status, rank, gateway_status, segment, error_code, provider_time, extra, received_at, number
FROM delivery_update;

DROP TABLE delivery_update;
ALTER TABLE delivery_update_once RENAME TO delivery_update;

-- As before: a report that comes after the erasing may say something personal.
CREATE TRIGGER delivery_update_of_the_erased AFTER INSERT ON delivery_update
WHEN NEW.extra IS NOT NULL
    AND (SELECT erased_at FROM sms WHERE number = NEW.sms) IS NOT NULL
BEGIN
    UPDATE delivery_update SET extra = NULL WHERE sms = NEW.sms AND content = NEW.content;
END;

-- The counts of a job, one row for a thousand numbers of SMS. A row is stale where a status has changed since it was
-- counted; who looks counts the stale ones anew. So a status that changes writes one row more, and only if it is the
-- first of its thousand since somebody looked.
CREATE TABLE job_part (
    job INTEGER NOT NULL,
    -- number / 1000 of its SMS.
    part INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 1 CHECK (stale IN (0, 1)),
    queued INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job, part)
) STRICT, WITHOUT ROWID;

INSERT INTO job_part (job, part) SELECT DISTINCT job, number / 1000 FROM sms WHERE job IS NOT NULL;

CREATE TRIGGER job_part_made AFTER INSERT ON sms WHEN NEW.job IS NOT NULL
BEGIN
    INSERT INTO job_part (job, part) VALUES (NEW.job, NEW.number / 1000)
    ON CONFLICT (job, part) DO UPDATE SET stale = 1 WHERE stale = 0;
END;

-- Queued and claimed are one count.
CREATE TRIGGER job_part_changed AFTER UPDATE OF status ON sms
WHEN NEW.job IS NOT NULL
    AND iif(NEW.status = 'SENDING', 'QUEUED', NEW.status) <> iif(OLD.status = 'SENDING', 'QUEUED', OLD.status)
BEGIN
    UPDATE job_part SET stale = 1 WHERE job = NEW.job AND part = NEW.number / 1000 AND stale = 0;
END;

CREATE TRIGGER job_part_removed AFTER DELETE ON sms WHEN OLD.job IS NOT NULL
BEGIN
    UPDATE job_part SET stale = 1 WHERE job = OLD.job AND part = OLD.number / 1000 AND stale = 0;
END;

-- One row, where Setup says how many messages a second may be sent: when the next may go, and whose turn it was.
CREATE TABLE pace (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    free_at INTEGER NOT NULL,
    holder TEXT NOT NULL
) STRICT;

INSERT INTO pace (one, free_at, holder) VALUES (1, 0, '');
