-- Campaigns and their members, and the number of each person as it is texted.

CREATE TABLE campaign (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The order of this key is the order of everything that goes through a campaign page by page.
CREATE TABLE campaign_member (
    campaign TEXT NOT NULL,
    object TEXT NOT NULL CHECK (object IN ('lead', 'contact')),
    id TEXT NOT NULL,
    PRIMARY KEY (campaign, object, id)
) STRICT, WITHOUT ROWID;

-- The number in E.164, or why there is none: to read a number takes longer than all else that a plan
-- does with a member.
ALTER TABLE person ADD COLUMN mobile TEXT;
ALTER TABLE person ADD COLUMN mobile_problem TEXT
    CHECK (mobile_problem IN ('no-mobile', 'invalid-mobile'));
-- How it was read: the field and the region that Setup said. Where Setup says something else now, or
-- nothing stands here, it is read again before it is used.
ALTER TABLE person ADD COLUMN mobile_read TEXT;

-- Who has the same number.
CREATE INDEX person_mobile ON person (mobile) WHERE mobile IS NOT NULL;
