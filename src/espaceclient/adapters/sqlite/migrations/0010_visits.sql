-- When the owner of an account was last here, to within a day; whoever stays away for long is warned so many times.
ALTER TABLE accounts ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN closes_at INTEGER;

-- Visits of before are not known: sessions are deleted once they have ended. So that nobody is closed who was here within
-- their two years, all count from the latest instant that the database knows.
UPDATE accounts
SET last_seen_at = (
    SELECT max(known)
    FROM (
        SELECT max(opened_at) AS known FROM accounts
        UNION ALL SELECT max(seen_at) FROM sessions
        UNION ALL SELECT max(at) FROM events
    )
);
