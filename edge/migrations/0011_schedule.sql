-- When the SMS of a campaign go out: at a time, and not in the recipient's quiet hours.

-- What was wanted: a clock's day and time ('2026-12-01T09:00') and whose clock it is. Null: at once.
ALTER TABLE job ADD COLUMN schedule_at TEXT;
ALTER TABLE job ADD COLUMN schedule_zone TEXT CHECK (schedule_zone IN ('organisation', 'recipient'));
-- The organisation's zone when it was sent.
ALTER TABLE job ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
-- The quiet hours that its SMS are held by: '21:00-08:00', blank for none. Where Setup says something else now, all
-- that are left are timed again.
ALTER TABLE job ADD COLUMN quiet TEXT NOT NULL DEFAULT '';
-- Nothing of it is due before then; 0 where nobody has to wait. It keeps nobody from claiming what is due all the same.
ALTER TABLE job ADD COLUMN wakes_at INTEGER NOT NULL DEFAULT 0;
-- The scheduled job whose place it takes once it is prepared, and the one that has taken its place.
ALTER TABLE job ADD COLUMN replaces_job INTEGER;
ALTER TABLE job ADD COLUMN replaced_by INTEGER;

-- The zone of the recipient of a job's SMS, and when its quiet hours begin: from then on it is timed again before it
-- may be claimed.
ALTER TABLE sms ADD COLUMN zone TEXT;
ALTER TABLE sms ADD COLUMN closes_at INTEGER;
