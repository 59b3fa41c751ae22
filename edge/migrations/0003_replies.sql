-- Replies: whose they are, what is answered to them, and which of them a person should read.

-- The SMS of a number, newest last: whom a reply is from. The index ends in the row's number.
CREATE INDEX sms_mobile ON sms (mobile);

-- The one thing that is sent to a number that has opted out: the confirmation that it has. 1 of
-- such an SMS, and of nothing else.
ALTER TABLE sms ADD COLUMN passes_opt_out INTEGER NOT NULL DEFAULT 0
    CHECK (passes_opt_out IN (0, 1));

-- A reply that is no keyword and may be a request to stop all the same.
ALTER TABLE sms ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1));

-- The reply that made the opt-out (sms.request): the only one that is confirmed.
ALTER TABLE opt_out ADD COLUMN reply TEXT;
