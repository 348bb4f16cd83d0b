-- `operator`, here and `name` in `operators`, is the operator's code: it was its name until now.
-- NULL: the name is the code.
ALTER TABLE accounts ADD COLUMN operator_name TEXT;
ALTER TABLE registrations ADD COLUMN operator_name TEXT;

-- Rows that could not be read, taken out of their tables so that everything else goes on. `row` is
-- JSON. They hold personal data, and are deleted after 30 days.
CREATE TABLE damaged_rows (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    row TEXT NOT NULL,
    set_aside_at INTEGER NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER) * 1000000)
) STRICT;
