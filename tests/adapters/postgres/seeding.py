"""Many rows at once: a table of the size that a utility has, in a second."""

from espaceclient.adapters.postgres import PostgresDatabase

SEED = """
    INSERT INTO {schema}.accounts (id, version, email_key, record)
    SELECT 'account-' || #, n, # || '@exemple.fr', '{}'
    FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.holdings
        (id, version, account, operator, contract_number, until, expires_at, record)
    SELECT 'holding-' || #, n, 'account-' || #, 'Eau', to_char(n, 'FM0000000'),
        CASE WHEN n % 10 = 0 THEN n END, 253402300799999999, '{}'
    FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.registrations
        (id, version, email_key, operator, contract_number, expires_at, record)
    SELECT 'registration-' || #, n, # || '@exemple.fr', 'Eau', to_char(n, 'FM0000000'), n,
        '{}'
    FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.resets (id, version, account, expires_at, record)
    SELECT 'reset-' || #, n, 'account-' || #, n, '{}' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.address_changes (id, version, account, expires_at, record)
    SELECT 'change-' || #, n, 'account-' || #, n, '{}' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.sessions (id, version, account, expires_at, record)
    SELECT 'session-' || #, n, 'account-' || #, n, '{}' FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.hourly_counters (key, version, expires_at, record)
    SELECT 'counter-' || #, n, n, '{}' FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.failed_attempts (key, version, expires_at, record)
    SELECT 'attempts-' || #, n, n, '{}' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.applied_events (id, version, expires_at, record)
    SELECT 'applied-' || #, n, n, '{}' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.ended_contracts (key, version, expires_at, record)
    SELECT 'ended-' || #, n, n, '{}' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.receipts (decision, stored_at)
    SELECT 'decision-' || #, now() - n * interval '10 seconds' FROM generate_series(1, @fewer) n;
    INSERT INTO {schema}.outbox (id, kind, payload, queued_at, due_at, dead)
    SELECT 'mail-' || #, 'activation', '{}', n, n, n % 10 = 0 FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.events
        (id, at, kind, account, subject, operator, contract_number, payload, due_at, delivered)
    SELECT 'event-' || #, n, 'signed_in', 'account-' || #, NULL, 'Eau', to_char(n, 'FM0000000'),
        '{}', n, n % 10 > 0
    FROM generate_series(1, @rows) n;
    INSERT INTO {schema}.operators (name) VALUES ('Eau') ON CONFLICT DO NOTHING;
    INSERT INTO {schema}.subscribers (generation, operator, contract_number, meter, ended)
    SELECT 0, (SELECT min(id) FROM {schema}.operators), to_char(n, 'FM0000000'), 'A100', false
    FROM generate_series(1, @rows) n
"""
"""``#`` is the number of a row, as a text of six digits."""


def seed(database: PostgresDatabase, rows: int) -> None:
    """Fill an empty database with so many rows of the larger kinds, a fifth of the others, and have
    the server look at them. Nobody can read them. They come in the order of their indexes: that
    takes a third of the time.
    """
    schema = database.sql("{schema}").decode()
    with database.transaction() as connection:
        connection.deadline = float("inf")
        connection.execute(b"SET LOCAL session_replication_role = replica")  # no foreign keys
        connection.execute(b"SET LOCAL statement_timeout = 0")
        for statement in SEED.split(";"):
            text = statement.replace("{schema}", schema).replace("#", "to_char(n, 'FM000000')")
            text = text.replace("@rows", str(rows)).replace("@fewer", str(rows // 5))
            connection.execute(text.encode())
    with database.connection() as connection:
        connection.deadline = float("inf")
        connection.execute(b"SET statement_timeout = 0; ANALYZE; RESET statement_timeout")
