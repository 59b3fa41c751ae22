-- The brake on spending: messages of a day, and where test sends went.

-- Messages counted on a day, in days since 1970 (UTC): of one user, or of all (who is blank). Only the triggers below
-- write it, in the very statement that makes what is counted; that statement compares first.
CREATE TABLE spend (
    day INTEGER NOT NULL,
    who TEXT NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (day, who)
) STRICT, WITHOUT ROWID;

-- The day a single SMS is counted on; null where nothing is counted, which is so while no day has a limit.
ALTER TABLE sms ADD COLUMN spend_day INTEGER;

CREATE TRIGGER sms_is_counted AFTER INSERT ON sms WHEN NEW.spend_day IS NOT NULL
BEGIN
    INSERT INTO spend (day, who, messages)
    VALUES (NEW.spend_day, '', NEW.segments), (NEW.spend_day, NEW.created_by, NEW.segments)
    ON CONFLICT (day, who) DO UPDATE SET messages = messages + excluded.messages;
END;

-- What a job may send is counted all at once, before it sends; what of it was never sent is given back when it comes to
-- rest. Each Send, Resume and Retry is one row.
CREATE TABLE reservation (
    number INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    day INTEGER NOT NULL,
    who TEXT NOT NULL,
    messages INTEGER NOT NULL,
    -- Messages of the job that were sent, or may have been, before this one.
    before INTEGER NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1))
) STRICT;

CREATE INDEX reservation_job ON reservation (job);
CREATE UNIQUE INDEX reservation_open ON reservation (job) WHERE open = 1;

CREATE TRIGGER reservation_is_counted AFTER INSERT ON reservation
BEGIN
    INSERT INTO spend (day, who, messages)
    VALUES (NEW.day, '', NEW.messages), (NEW.day, NEW.who, NEW.messages)
    ON CONFLICT (day, who) DO UPDATE SET messages = messages + excluded.messages;
END;

CREATE TRIGGER reservation_is_given_back AFTER UPDATE OF messages ON reservation
WHEN NEW.messages <> OLD.messages
BEGIN
    UPDATE spend SET messages = messages + NEW.messages - OLD.messages
    WHERE day = NEW.day AND who IN ('', NEW.who);
END;

-- The last test send of each user: the number that the next one begins with is the one of this SMS, while it has it.
CREATE TABLE test_send (
    who TEXT NOT NULL PRIMARY KEY,
    sms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
