-- The views of the SMS list. Every view is read from one end of `number`, so each index ends with
-- it: a page costs as many rows as it shows.

-- The SMS of one lead or contact. One row written with each SMS to a record.
CREATE INDEX sms_record ON sms (object, record_id, number) WHERE record_id IS NOT NULL;

-- What went wrong, what is unknown, what came in: rare among all, so that a scan would be long. The
-- statuses on the way of an SMS that arrives are left out, which keeps its rows written as they
-- were: QUEUED and SENDING are in sms_waiting, SENT is not looked for behind 72 hours, and of those
-- DELIVERED a page is found anywhere.
CREATE INDEX sms_unusual ON sms (status, number)
    WHERE status NOT IN ('QUEUED', 'SENDING', 'SENT', 'DELIVERED');
