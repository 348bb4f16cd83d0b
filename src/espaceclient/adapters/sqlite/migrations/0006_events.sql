-- What happened: the audit trail, whose order is (at, id), and the hosts' feed, whose order is
-- `position`. `payload` is all of an event; the columns from `account` to `contract_number` repeat
-- what it is searched by. `due_at` and what follows are the feed's, as in `outbox`: `lease` is NULL
-- when nobody holds the event.
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account TEXT,
    subject TEXT,
    operator TEXT,
    contract_number TEXT,
    payload TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    last_error TEXT,
    dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1)),
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered IN (0, 1))
) STRICT;

CREATE INDEX events_by_key ON events (at, id);
CREATE INDEX events_by_account ON events (account, at, id) WHERE account IS NOT NULL;
CREATE INDEX events_by_subject ON events (subject, at, id) WHERE subject IS NOT NULL;
CREATE INDEX events_by_contract ON events (operator, contract_number, at, id)
    WHERE contract_number IS NOT NULL;
CREATE INDEX events_by_due ON events (due_at) WHERE dead = 0 AND delivered = 0;
CREATE INDEX events_by_turn ON events (coalesce(account, subject), position)
    WHERE dead = 0 AND delivered = 0;
CREATE INDEX events_of_the_feed ON events (position, dead, at) WHERE delivered = 0;
