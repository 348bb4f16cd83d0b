-- When an account's password was set. Of passwords of before it is not known: they count as set at the opening.
ALTER TABLE accounts ADD COLUMN password_set_at INTEGER NOT NULL DEFAULT 0;

UPDATE accounts SET password_set_at = opened_at;
