from pathlib import Path

from espaceclient import Communes, Keys
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, stored_in
from espaceclient.ports import AccountId


def test_a_host_composes_with_all_that_one_file_stores(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "espace-client.sqlite3")
    composition = Composition(
        **stored_in(database),
        communes=Communes.of([]),
        subscribers=MemorySubscribers([]),
        keys=Keys.generate(),
    )
    assert composition.client().contracts_of_account(AccountId("nobody")).holdings == ()
    assert composition.feed is not None
    assert composition.trail is not None
    database.close()
