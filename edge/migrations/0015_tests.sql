-- Whose data a test of a campaign shows: it went to somebody else's number, and is erased and exported with them.

CREATE TABLE test_of (
    sms INTEGER PRIMARY KEY,
    object TEXT NOT NULL CHECK (object IN ('lead', 'contact')),
    id TEXT NOT NULL
) STRICT;

CREATE INDEX test_of_whose ON test_of (object, id);
