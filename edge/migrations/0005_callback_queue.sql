-- Delivery reports that came by way of the queue, and those that could not be stored.

-- A message of the queue that could not be stored, however often it was tried. It holds what the
-- queue may hold: no number of anybody, no text.
CREATE TABLE stuck_callback (
    number INTEGER PRIMARY KEY,
    -- The queue's id of it: what the queue delivers twice is here once.
    message TEXT NOT NULL UNIQUE,
    -- All of it, so that it can be tried again.
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    came_at INTEGER NOT NULL,
    -- A person wants to see it no longer. The sweep removes it a week later.
    dismissed_at INTEGER
) STRICT;

-- Callbacks that came by way of the queue.
ALTER TABLE callback_health ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;
-- Early reports that nobody ever asked for: their SMS never came.
ALTER TABLE callback_health ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;
