"""A server that is killed in the middle of its work: what was answered is there when it is back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from espaceclient.adapters.postgres import (
    PostgresDatabase,
    PostgresOutbox,
    PostgresStorage,
    upgrade,
)
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import HourlyCounterByKey, Snapshot
from espaceclient.testing.laws.storage.fixture import saving
from espaceclient.testing.samples import A_MAIL, EPOCH
from tests.adapters.postgres.servers import kill, private_server

THREADS = 4
SOON = timedelta(seconds=2)


def test_what_was_answered_before_the_server_was_killed_is_there_when_it_is_back() -> None:
    with private_server() as server:
        list(upgrade(server.get_uri(), "espaceclient"))
        with PostgresDatabase(server.get_uri(), patience=SOON, time_out=SOON) as database:
            storage, many = PostgresStorage(database), Event()

            def work(thread: int) -> list[str]:
                """Commit until the server is gone; return what was answered."""
                answered: list[str] = []
                for number in range(1_000_000):
                    key = f"{thread}-{number}"
                    decision = saving(HourlyCounter(key, 1, EPOCH), queue=(A_MAIL,))
                    try:
                        storage.commit(decision, Snapshot({HourlyCounterByKey(key): ()}))
                    except StorageUnavailable:
                        return answered
                    answered.append(key)
                    if number == 50:
                        many.set()
                return answered

            with ThreadPoolExecutor(THREADS) as pool:
                working = [pool.submit(work, thread) for thread in range(THREADS)]
                assert many.wait(60)
                kill(server)
                answered = [key for each in working for key in each.result()]
            server.ensure_postgres_running()
            asked = [HourlyCounterByKey(key) for key in answered]
            found = storage.read(*asked)
            assert [
                key for key, each in zip(answered, asked, strict=True) if not found.one(each)
            ] == []
            ((stored,),) = database.fetch("SELECT count(*) FROM {schema}.hourly_counters")
            assert len(PostgresOutbox(database).entries(10_000)) == stored
            assert len(answered) <= stored <= len(answered) + THREADS
