"""How many accounts there are, for whoever runs a command over all of them."""

from espaceclient.adapters.sqlite.database import SqliteDatabase


def accounts(database: SqliteDatabase) -> int:
    """Return the number of accounts."""
    with database.reading() as connection:
        (number,) = connection.execute("SELECT count(*) FROM accounts").fetchone()
    return int(number)
