-- When the owner of an account was last here, to within a day; whoever stays away for long is warned so many times.
ALTER TABLE accounts ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN closes_at INTEGER;

UPDATE accounts
SET last_seen_at = max(opened_at, coalesce((SELECT max(seen_at) FROM sessions WHERE account = accounts.id), opened_at));
