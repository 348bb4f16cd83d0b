-- Instants are microseconds since 1970 in UTC: exact, and the same under every time zone and date style.
-- `instant(due_at)` shows one to people. A version is another one after every save. `record` is all of a
-- record; the columns beside it repeat what it is searched by. Texts compare by their bytes.

CREATE FUNCTION instant(microseconds bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT timestamptz 'epoch' + microseconds * interval '1 microsecond' $$;

-- Ends a commit whose decision was based on what is no more; EC001 is the code that the library knows it by.
CREATE FUNCTION require_unchanged(unchanged boolean) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF unchanged IS NOT TRUE THEN
        RAISE EXCEPTION 'a record has changed since it was read' USING ERRCODE = 'EC001';
    END IF;
END
$$;

CREATE TABLE accounts (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    email_key text COLLATE "C" NOT NULL UNIQUE,
    record jsonb NOT NULL
);

CREATE TABLE holdings (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    operator text COLLATE "C" NOT NULL,
    contract_number text COLLATE "C" NOT NULL,
    until bigint,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE UNIQUE INDEX holdings_without_end ON holdings (operator, contract_number) WHERE until IS NULL;
CREATE INDEX holdings_in_order ON holdings (id) WHERE until IS NULL;
CREATE INDEX holdings_by_contract ON holdings (operator, contract_number);
CREATE INDEX holdings_by_account ON holdings (account);
CREATE INDEX holdings_by_expiry ON holdings (expires_at, id);

CREATE TABLE registrations (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    email_key text COLLATE "C" NOT NULL,
    operator text COLLATE "C" NOT NULL,
    contract_number text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX registrations_by_email ON registrations (email_key);
CREATE INDEX registrations_by_contract ON registrations (operator, contract_number);
CREATE INDEX registrations_by_expiry ON registrations (expires_at, id);

CREATE TABLE resets (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX resets_by_account ON resets (account);
CREATE INDEX resets_by_expiry ON resets (expires_at, id);

CREATE TABLE address_changes (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX address_changes_by_account ON address_changes (account);
CREATE INDEX address_changes_by_expiry ON address_changes (expires_at, id);

CREATE TABLE sessions (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    account text COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at, id);

CREATE TABLE hourly_counters (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX hourly_counters_by_expiry ON hourly_counters (expires_at, key);

CREATE TABLE failed_attempts (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX failed_attempts_by_expiry ON failed_attempts (expires_at, key);

-- What billing told: events that were applied, so that none is applied twice, and contracts that have ended.
CREATE TABLE applied_events (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX applied_events_by_expiry ON applied_events (expires_at, id);

CREATE TABLE ended_contracts (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    expires_at bigint NOT NULL,
    record jsonb NOT NULL
);

CREATE INDEX ended_contracts_by_expiry ON ended_contracts (expires_at, key);

-- Which decisions were stored, kept for a day: one whose answer was lost is asked again, and stored once.
CREATE TABLE receipts (
    decision text COLLATE "C" NOT NULL PRIMARY KEY,
    stored_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX receipts_by_age ON receipts (stored_at);

-- `position` is the order of queueing; `lease` is NULL when nobody holds the mail.
CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    kind text COLLATE "C" NOT NULL,
    payload jsonb NOT NULL,
    queued_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    refusals integer NOT NULL DEFAULT 0,
    lease text COLLATE "C",
    last_error text COLLATE "C",
    dead boolean NOT NULL DEFAULT false
);

CREATE INDEX outbox_by_due ON outbox (due_at, position) WHERE NOT dead;
CREATE INDEX outbox_by_age ON outbox (queued_at, position);

-- What happened: the audit trail, whose order is (at, id), and the hosts' feed, whose order is `position`.
-- `payload` is all of an event; the columns from `account` to `contract_number` repeat what it is searched
-- by. `due_at` and what follows are the feed's, as in `outbox`.
CREATE TABLE events (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    at bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    account text COLLATE "C",
    subject text COLLATE "C",
    operator text COLLATE "C",
    contract_number text COLLATE "C",
    payload jsonb NOT NULL,
    extra jsonb,
    due_at bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    refusals integer NOT NULL DEFAULT 0,
    lease text COLLATE "C",
    last_error text COLLATE "C",
    dead boolean NOT NULL DEFAULT false,
    delivered boolean NOT NULL DEFAULT false
);

CREATE INDEX events_by_key ON events (at, id);
CREATE INDEX events_by_account ON events (account, at, id) WHERE account IS NOT NULL;
CREATE INDEX events_by_subject ON events (subject, at, id) WHERE subject IS NOT NULL;
CREATE INDEX events_by_contract ON events (operator, contract_number, at, id) WHERE contract_number IS NOT NULL;
CREATE INDEX events_by_due ON events (due_at, position) WHERE NOT dead AND NOT delivered;
CREATE INDEX events_by_turn ON events (coalesce(account, subject), position) WHERE NOT dead AND NOT delivered;
CREATE INDEX events_of_the_feed ON events (position) WHERE NOT delivered;

CREATE TABLE operators (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);

-- The register of subscribers: only the generation that `register` names is read.
CREATE TABLE subscribers (
    generation integer NOT NULL,
    operator integer NOT NULL REFERENCES operators (id),
    contract_number text COLLATE "C" NOT NULL,
    meter text COLLATE "C" NOT NULL,
    ended boolean NOT NULL,
    since bigint,
    customer text COLLATE "C",
    PRIMARY KEY (generation, operator, contract_number)
);

CREATE TABLE register (
    id integer PRIMARY KEY CHECK (id = 1),
    generation integer NOT NULL
);

INSERT INTO register (id, generation) VALUES (1, 0);

-- What each key makes of a constant, so that another secret under its id is noticed.
CREATE TABLE key_checks (
    ring text COLLATE "C" NOT NULL,
    key_id text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (ring, key_id)
);

-- Rows that could not be read, taken out of their tables so that everything else goes on. They hold
-- personal data, and are deleted after 30 days.
CREATE TABLE damaged_rows (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name text NOT NULL,
    reason text NOT NULL,
    row jsonb NOT NULL,
    set_aside_at timestamptz NOT NULL DEFAULT now()
);
