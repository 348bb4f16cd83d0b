-- What an account holds: it may be none, one or several contracts. `until` is NULL while no end is known.
CREATE TABLE holdings (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    commune_code TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    operator_name TEXT,
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    began INTEGER,
    customer TEXT,
    since INTEGER NOT NULL,
    until INTEGER,
    ended_because TEXT,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An account held one contract until now; 253402300799999999 is the last microsecond of the year 9999.
INSERT INTO holdings
SELECT
    lower(hex(randomblob(16))), abs(random() / 2), id, commune_code, commune_name, operator, operator_name,
    contract_number, meter, NULL, NULL, opened_at, NULL, NULL, 253402300799999999
FROM accounts;

-- Made of many rows at once, they take a fraction of the time that row by row takes.
CREATE UNIQUE INDEX holdings_without_end ON holdings (operator, contract_number) WHERE until IS NULL;
CREATE INDEX holdings_by_contract ON holdings (operator, contract_number);
CREATE INDEX holdings_by_account ON holdings (account);
CREATE INDEX holdings_by_expiry ON holdings (expires_at, id);

CREATE TABLE accounts_without_contract (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    password_key TEXT,
    opened_at INTEGER NOT NULL,
    password_version INTEGER NOT NULL
) STRICT;

INSERT INTO accounts_without_contract
SELECT id, version, email, email_key, password_hash, password_key, opened_at, password_version FROM accounts;

DROP TABLE accounts;
ALTER TABLE accounts_without_contract RENAME TO accounts;

ALTER TABLE registrations ADD COLUMN began INTEGER;
ALTER TABLE registrations ADD COLUMN customer TEXT;

-- What billing told: events that were applied, so that none is applied twice, and contracts that have ended.
CREATE TABLE applied_events (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX applied_events_by_expiry ON applied_events (expires_at, id);

CREATE TABLE ended_contracts (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    ended_on INTEGER NOT NULL,
    because TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ended_contracts_by_expiry ON ended_contracts (expires_at, key);
