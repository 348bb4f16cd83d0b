-- Instants are microseconds since 1970 in UTC. A version is another one after every save.

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    password_key TEXT,
    commune_code TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    password_version INTEGER NOT NULL,
    UNIQUE (operator, contract_number)
) STRICT;

CREATE TABLE registrations (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_key TEXT,
    commune_code TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    operator TEXT NOT NULL,
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    browser TEXT NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX registrations_by_email ON registrations (email_key);
CREATE INDEX registrations_by_contract ON registrations (operator, contract_number);
CREATE INDEX registrations_by_expiry ON registrations (expires_at, id);

CREATE TABLE resets (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    password_version INTEGER NOT NULL,
    since INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX resets_by_account ON resets (account);
CREATE INDEX resets_by_expiry ON resets (expires_at, id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    password_version INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at, id);

CREATE TABLE hourly_counters (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    count INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX hourly_counters_by_expiry ON hourly_counters (expires_at, key);

CREATE TABLE failed_attempts (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    in_a_row INTEGER NOT NULL,
    in_the_day INTEGER NOT NULL,
    day_began_at INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX failed_attempts_by_expiry ON failed_attempts (expires_at, key);

-- `position` is the order of queueing; `lease` is NULL when nobody holds the mail.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    last_error TEXT,
    dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1))
) STRICT;

CREATE INDEX outbox_by_due ON outbox (due_at) WHERE dead = 0;
CREATE INDEX outbox_by_age ON outbox (queued_at);

CREATE TABLE operators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- The register of subscribers: only the generation that `register` names is read.
CREATE TABLE subscribers (
    generation INTEGER NOT NULL,
    operator INTEGER NOT NULL REFERENCES operators (id),
    contract_number TEXT NOT NULL,
    meter TEXT NOT NULL,
    ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
    PRIMARY KEY (generation, operator, contract_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE register (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL
) STRICT;

INSERT INTO register (id, generation) VALUES (1, 0);
