-- What is erased: SMS after the days that Setup says, and people who ask for it.

-- When an SMS lost its text and its number, which are blank since. The row stays, to be counted.
ALTER TABLE sms ADD COLUMN erased_at INTEGER;

-- One row: how far the erasing of old SMS has come. Up to this number there is nothing to erase.
CREATE TABLE retention (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    done INTEGER NOT NULL
) STRICT;

INSERT INTO retention (one, done) VALUES (1, 0);

-- The opt-outs of numbers that are stored nowhere any more, each under HMAC-SHA-256 of the number
-- with a key made from CONFIG_SECRET. Whatever stores the number again moves the row back to opt_out.
CREATE TABLE opt_out_erased (
    hash TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('reply', 'hand')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A report that comes after the erasing: what the gateway says besides may be personal.
CREATE TRIGGER delivery_update_of_the_erased AFTER INSERT ON delivery_update
WHEN NEW.extra IS NOT NULL
    AND (SELECT erased_at FROM sms WHERE number = NEW.sms) IS NOT NULL
BEGIN
    UPDATE delivery_update SET extra = NULL WHERE number = NEW.number;
END;
