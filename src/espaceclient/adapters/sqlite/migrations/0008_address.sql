-- Changes of address that were asked for; the new address is reserved for nobody.
CREATE TABLE address_changes (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    password_version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    browser TEXT NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX address_changes_by_account ON address_changes (account);
CREATE INDEX address_changes_by_expiry ON address_changes (expires_at, id);
