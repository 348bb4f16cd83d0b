-- What each key makes of a constant, so that another secret under its id is noticed.
CREATE TABLE key_checks (
    ring TEXT NOT NULL,
    key_id TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (ring, key_id)
) STRICT, WITHOUT ROWID;
