"""The register behind HTTP: real servers on loopback, right and wrong ones."""

import gzip
import json
import ssl
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Barrier, Event, current_thread
from time import monotonic
from zoneinfo import ZoneInfo

import httpcore
import pytest
import trustme
from attrs import define, evolve

from espaceclient.adapters.http_client import Clock
from espaceclient.adapters.subscribers_http import (
    BillingService,
    CircuitBreaker,
    HttpSubscribers,
    TimeOuts,
)
from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.number_format import ContractFormat, MeterFormat
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from tests.adapters.subscribers_http.billing import (
    JSON,
    TOKEN,
    Question,
    Reply,
    RunningService,
    line,
    nobody,
    register,
    running,
    saying,
    silent,
    unknown,
)

ASKED = Contract(Operator("Eaux d'Ici & Là"), ContractNumber("0000042"))
HELD = Subscriber(ASKED, MeterNumber("00A42"))
SHORT = TimeOuts(connect=0.2, read=0.2, write=0.2, total=5)
LINE = {
    "operator": "Eaux d'Ici & Là",
    "contract_number": "0000042",
    "meter_number": "00A42",
    "ended": False,
}
UNKNOWN = {"error": "unknown_contract", "operator": "Eaux d'Ici & Là", "contract_number": "0000042"}


@contextmanager
def asking(
    base_url: str,
    time_outs: TimeOuts = SHORT,
    connections: int = 8,
    circuit_breaker: CircuitBreaker = CircuitBreaker(),  # noqa: B008 - it is frozen
    clock: Clock = monotonic,
) -> Iterator[HttpSubscribers]:
    service = BillingService(
        base_url,
        TOKEN,
        time_outs=time_outs,
        connections=connections,
        circuit_breaker=circuit_breaker,
    )
    with HttpSubscribers(service, clock=clock) as subscribers:
        yield subscribers


def find(reply: Reply) -> Subscriber | None:
    with running(lambda _: reply) as service, asking(service.base_url) as subscribers:
        return subscribers.find(ASKED)


def failure(base_url: str, time_outs: TimeOuts = SHORT) -> SubscribersUnavailable:
    with (
        asking(base_url, time_outs) as subscribers,
        pytest.raises(SubscribersUnavailable) as raised,
    ):
        subscribers.find(ASKED)
    return raised.value


def test_a_line_is_read_as_the_form_reads_it() -> None:
    told = {
        "operator": " Eaux  d'Ici & Là",
        "contract_number": "0000042 B",
        "meter_number": "00-a.42",
        "ended": True,
    }
    assert find(Reply.json(200, told)) == Subscriber(ASKED, MeterNumber("00A42"), ended=True)


@pytest.mark.parametrize("number", ["ab 000042", "AB000042"])
def test_a_line_is_read_in_the_formats_of_the_operator_asked_for(number: str) -> None:
    written = OperatorFormats(
        ContractFormat(["2 letters", "6 digits"], example="AB 123456"),
        MeterFormat(["2 digits", "3 digits"], example="12/345"),
    )
    asked = evolve(ASKED, number=ContractNumber("AB000042"))
    told = LINE | {"contract_number": number, "meter_number": "12/345"}
    formats = Formats(by_operator={ASKED.operator.code: written})
    with running(lambda _: Reply.json(200, told)) as service:
        billing = BillingService(service.base_url, TOKEN)
        with HttpSubscribers(billing, formats=formats) as subscribers:
            assert subscribers.find(asked) == Subscriber(asked, MeterNumber("12345"))


@pytest.mark.parametrize(
    ("told", "since"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01T00:00:00+04:00", datetime(2026, 6, 30, 20, tzinfo=UTC)),
        ("2026-07-01T08:30:00.000001Z", datetime(2026, 7, 1, 8, 30, 0, 1, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_contract_begins_with_a_day_in_france_or_at_an_instant(
    told: str | None, since: datetime | None
) -> None:
    assert find(Reply.json(200, LINE | {"since": told})) == evolve(HELD, since=since)


def test_a_day_begins_where_the_service_is() -> None:
    reply = Reply.json(200, LINE | {"since": "2026-07-01"})
    with running(lambda _: reply) as running_service:
        zone = ZoneInfo("Indian/Reunion")
        service = BillingService(running_service.base_url, TOKEN, time_zone=zone)
        with HttpSubscribers(service) as subscribers:
            found = subscribers.find(ASKED)
    assert found == evolve(HELD, since=datetime(2026, 6, 30, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("told", "customer"), [(" C  007", "C 007"), ("0042", "0042"), ("", None), (None, None)]
)
def test_a_customer_reference_is_read_as_an_export_tells_it(
    told: str | None, customer: str | None
) -> None:
    assert find(Reply.json(200, LINE | {"customer": told})) == evolve(HELD, customer=customer)


def test_what_the_service_adds_is_ignored() -> None:
    assert find(Reply.json(200, LINE | {"name": "Anne Martin"})) == HELD


def test_a_content_type_may_name_its_character_set() -> None:
    assert find(Reply(200, json.dumps(LINE).encode(), "Application/JSON; charset=utf-8")) == HELD


def test_the_service_itself_says_that_a_contract_is_unknown() -> None:
    assert find(Reply.json(404, UNKNOWN)) is None


def test_the_question_carries_the_token_and_the_operator() -> None:
    with running(register([HELD])) as service, asking(service.base_url) as subscribers:
        assert subscribers.find(ASKED) == HELD
    (question,) = service.questions
    assert question.contract == ASKED
    assert question.headers["Authorization"] == "Bearer s3cret-t0ken"
    assert question.headers["Accept"] == "application/json"
    assert question.headers["Accept-Encoding"] == "identity"


def test_an_operator_with_a_code_is_asked_for_by_name_and_code() -> None:
    renamed = evolve(ASKED, operator=Operator("Eaux d'Amont", "ici & là"))
    with running(register([])) as service, asking(service.base_url) as subscribers:
        assert subscribers.find(renamed) is None
    (question,) = service.questions
    asked = question.contract.operator
    assert (asked.name, asked.code) == ("Eaux d'Amont", "ici & là")


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({"operator": "Eaux d'Amont", "operator_code": "ici"}, False),
        ({"operator": "Eaux d'Ici"}, True),
    ],
)
def test_a_service_names_an_operator_by_its_code_or_by_its_name(
    told: dict[str, str], *, ended: bool
) -> None:
    asked = evolve(ASKED, operator=Operator("Eaux d'Ici", "ici"))
    reply = Reply.json(200, {**LINE, **told, "ended": ended})
    with running(lambda _: reply) as service, asking(service.base_url) as subscribers:
        assert subscribers.find(asked) == Subscriber(asked, HELD.meter, ended)


NO_ANSWERS = {
    "a proxy's page": Reply(404, b"<html>Not found</html>", "text/html"),
    "a 404 without a word": Reply(404, b"", ""),
    "another service's 404": Reply.json(404, {"detail": "Not Found"}),
    "a 404 for another reason": Reply.json(404, UNKNOWN | {"error": "unknown_operator"}),
    "a 404 about another contract": Reply.json(404, UNKNOWN | {"contract_number": "0000043"}),
    "no permission": Reply.json(401, {"error": "unauthorized"}),
    "forbidden": Reply.json(403, UNKNOWN),
    "too many": Reply.json(429, LINE),
    "broken": Reply.json(500, LINE),
    "under repair": Reply.json(503, UNKNOWN),
    "nothing to say": Reply(204, b"", ""),
    "partial": Reply.json(206, LINE),
    "moved": Reply(302, b"", headers={"Location": "/api/contracts/0000042?operator=Sources"}),
    "a portal's page": Reply(200, b"<html>Sign in</html>", "text/html"),
    "a page that looks like JSON": Reply(200, json.dumps(LINE).encode(), "text/html"),
    "broken JSON": Reply(200, b'{"operator": "Eaux'),
    "empty JSON": Reply(200, b""),
    "JSON in Latin-1": Reply(200, json.dumps(LINE, ensure_ascii=False).encode("latin-1")),
    "JSON without end": Reply(200, b"[" * 60_000),
    "a number without end": Reply(200, b"9" * 60_000),
    "a list": Reply.json(200, [LINE]),
    "a text": Reply.json(200, "0000042"),
    "null": Reply.json(200, None),
    "compressed": Reply(
        200, gzip.compress(json.dumps(LINE).encode()), headers={"Content-Encoding": "gzip"}
    ),
    "too much": Reply.json(200, LINE | {"notes": "x" * 70_000}),
    "no meter": Reply.json(
        200, {name: told for name, told in LINE.items() if name != "meter_number"}
    ),
    "a meter that lost its zeros": Reply.json(200, LINE | {"meter_number": 42}),
    "a contract that lost its zeros": Reply.json(200, LINE | {"contract_number": 42}),
    "a meter that is none": Reply.json(200, LINE | {"meter_number": "inconnu"}),
    "ended in words": Reply.json(200, LINE | {"ended": "false"}),
    "ended or not": Reply.json(200, LINE | {"ended": None}),
    "another contract": Reply.json(200, LINE | {"contract_number": "0000043"}),
    "another operator": Reply.json(200, LINE | {"operator": "Sources"}),
    "another operator by its code": Reply.json(200, LINE | {"operator_code": "sources"}),
    "a code that is no text": Reply.json(200, LINE | {"operator_code": 7}),
    "no operator": Reply.json(200, LINE | {"operator": ""}),
    "a French day": Reply.json(200, LINE | {"since": "01/07/2026"}),
    "no day": Reply.json(200, LINE | {"since": "2026-02-30"}),
    "a day before the calendar": Reply.json(200, LINE | {"since": "0001-01-01"}),
    "an instant before the calendar": Reply.json(
        200, LINE | {"since": "0001-01-01T00:00:00+01:00"}
    ),
    "an instant without an offset": Reply.json(200, LINE | {"since": "2026-07-01T00:00:00"}),
    "a beginning in seconds": Reply.json(200, LINE | {"since": 1_782_856_800}),
    "a customer that lost its zeros": Reply.json(200, LINE | {"customer": 7}),
    "a customer too long": Reply.json(200, LINE | {"customer": "7" * 65}),
    "an error in a 200": Reply.json(200, UNKNOWN),
}


@pytest.mark.parametrize("reply", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_what_is_not_the_services_own_word_is_no_answer(reply: Reply) -> None:
    with pytest.raises(SubscribersUnavailable):
        find(reply)


def test_a_redirect_is_not_followed() -> None:
    moved = Reply(302, b"", headers={"Location": "/api/contracts/0000042?operator=Sources"})
    with running(lambda _: moved) as service:
        assert str(failure(service.base_url)) == "the billing service answered with status 302"
    assert len(service.questions) == 1


def test_a_cookie_is_not_brought_back() -> None:
    def answer(question: Question) -> Reply:
        return Reply(
            404, unknown(question.contract).body, JSON, {"Set-Cookie": "subscriber=42; Path=/"}
        )

    with running(answer) as service, asking(service.base_url) as subscribers:
        subscribers.find(ASKED)
        subscribers.find(ASKED)
    assert ["Cookie" in question.headers for question in service.questions] == [False, False]


def test_nobody_there_is_no_answer() -> None:
    error = failure(nobody())
    assert str(error) == "the billing service gave no answer: ConnectError"
    assert isinstance(error.__cause__, httpcore.ConnectError)


def test_silence_is_no_answer() -> None:
    with silent() as base_url:
        error = failure(base_url)
    assert isinstance(error.__cause__, httpcore.ReadTimeout)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([b""], id="hangs up"),
        pytest.param([b"220 mail.exemple.fr ESMTP\r\n"], id="another protocol"),
        pytest.param([HEAD], id="cuts the head"),
        pytest.param([HEAD + b"Content-Length: 100\r\n\r\n{"], id="cuts the body"),
        pytest.param(
            [HEAD + b"\r\n" + json.dumps(LINE).encode()[:-1]], id="cuts a body of no given length"
        ),
        pytest.param([HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}"], id="cuts a chunk"),
        pytest.param(
            [b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000], id="a head without end"
        ),
    ],
)
def test_an_answer_that_is_cut_is_no_answer(parts: list[bytes]) -> None:
    with saying(parts) as base_url:
        failure(base_url)


@pytest.mark.parametrize(
    "head", [HEAD + b"X: ", HEAD + b"\r\n"], ids=["in the head", "in the body"]
)
def test_a_server_that_drips_is_left_in_time(head: bytes) -> None:
    with saying([head, *[b" "] * 10_000], pause=0.01) as base_url:
        began = monotonic()
        failure(base_url, TimeOuts(read=0.2, total=0.3))
        assert monotonic() - began < 20  # of the 100 that it drips


@pytest.mark.parametrize(
    "head", [HEAD + b"X: ", HEAD + b"\r\n"], ids=["in the head", "in the body"]
)
def test_a_server_that_drips_is_hung_up_on(head: bytes) -> None:
    """A second passes at each look at the clock, so at each drop at least."""
    hung_up, seconds = Event(), count()
    with (
        saying([head, *[b" "] * 10_000], pause=0.001, hung_up=hung_up) as base_url,
        asking(base_url, TimeOuts(total=30), clock=lambda: float(next(seconds))) as subscribers,
    ):
        with pytest.raises(SubscribersUnavailable, match="no answer: ReadTimeout"):
            subscribers.find(ASKED)
        assert hung_up.wait(10)
    assert next(seconds) < 50


def unreachable_by_deadlines() -> float:
    """Stands for what no deadline ends, such as name resolution: there, time does not pass."""
    return 0.0 if current_thread().name.startswith("billing-service") else 1_000.0


def test_waiting_for_a_turn_is_bounded_too() -> None:
    answered = Event()

    def answer(_question: Question) -> Reply:
        answered.wait(10)
        return line(HELD)

    patient = TimeOuts(read=10, total=0.3)
    with (
        running(answer) as service,
        asking(
            service.base_url, patient, connections=1, clock=unreachable_by_deadlines
        ) as subscribers,
    ):
        for _ in range(2):
            with pytest.raises(SubscribersUnavailable) as raised:
                subscribers.find(ASKED)
            assert isinstance(raised.value.__cause__, TimeoutError)
        answered.set()
    assert len(service.questions) == 1


def test_a_connection_is_kept_for_the_next_question() -> None:
    with running(register([HELD])) as service, asking(service.base_url) as subscribers:
        for _ in range(5):
            assert subscribers.find(ASKED) == HELD
    assert service.connections == 1


def test_a_connection_that_was_closed_is_opened_anew() -> None:
    goodbye = Reply(404, json.dumps(UNKNOWN).encode(), headers={"Connection": "close"})
    with running(lambda _: goodbye) as service, asking(service.base_url) as subscribers:
        assert subscribers.find(ASKED) is None
        assert subscribers.find(ASKED) is None
    assert service.connections == 2


def hung_up_on(which: Callable[[int], bool]) -> AbstractContextManager[RunningService]:
    """A service as it should be, but that it hangs up on some of the questions, counted from
    one.
    """
    answer, asked = register([HELD]), count(1)
    return running(lambda question: None if which(next(asked)) else answer(question))


def test_a_connection_that_ends_while_asking_is_opened_anew() -> None:
    with hung_up_on(lambda number: number == 2) as service, asking(service.base_url) as subscribers:
        assert [subscribers.find(ASKED), subscribers.find(ASKED)] == [HELD, HELD]
    assert len(service.questions) == 3


def test_a_service_that_hangs_up_is_asked_twice_and_not_for_ever() -> None:
    with hung_up_on(lambda _: True) as service:
        failure(service.base_url)
    assert len(service.questions) == 2


def test_a_service_that_comes_back_is_asked_again() -> None:
    replies = iter([Reply.json(503, {}), line(HELD)])
    with running(lambda _: next(replies)) as service, asking(service.base_url) as subscribers:
        with pytest.raises(SubscribersUnavailable):
            subscribers.find(ASKED)
        assert subscribers.find(ASKED) == HELD


@define
class StoppedClock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


TWO = CircuitBreaker(failures=2, pause=10)


def test_a_service_that_gives_no_answer_twice_is_left_alone_for_a_while() -> None:
    clock = StoppedClock()
    with (
        hung_up_on(lambda number: number <= 4) as service,
        asking(service.base_url, circuit_breaker=TWO, clock=clock) as subscribers,
    ):
        for _ in range(2):
            with pytest.raises(SubscribersUnavailable, match="no answer: RemoteProtocolError"):
                subscribers.find(ASKED)
        clock.now = 9.9
        with pytest.raises(SubscribersUnavailable, match="is not asked for now"):
            subscribers.find(ASKED)
        assert len(service.questions) == 4
        clock.now = 10.0
        assert [subscribers.find(ASKED), subscribers.find(ASKED)] == [HELD, HELD]


def test_a_service_that_says_it_is_ill_has_answered() -> None:
    replies = iter([*[Reply.json(503, {})] * 5, line(HELD)])
    with (
        running(lambda _: next(replies)) as service,
        asking(service.base_url, circuit_breaker=TWO) as subscribers,
    ):
        for _ in range(5):
            with pytest.raises(SubscribersUnavailable, match="answered with status 503"):
                subscribers.find(ASKED)
        assert subscribers.find(ASKED) == HELD


def test_many_ask_at_once_over_no_more_connections_than_agreed() -> None:
    together = Barrier(3)

    def answer(question: Question) -> Reply:
        together.wait(10)
        return unknown(question.contract)

    with (
        running(answer) as service,
        asking(service.base_url, TimeOuts(), connections=3) as subscribers,
        ThreadPoolExecutor(6) as callers,
    ):
        assert list(callers.map(subscribers.find, [ASKED] * 6)) == [None] * 6
    assert service.connections == 3


def test_a_closed_register_does_not_answer() -> None:
    with running(register([HELD])) as service:
        with asking(service.base_url) as subscribers:
            assert subscribers.find(ASKED) == HELD
        with pytest.raises(SubscribersUnavailable, match="is closed"):
            subscribers.find(ASKED)


def test_closing_twice_is_closing_once() -> None:
    with asking(nobody()) as subscribers:
        subscribers.close()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


def over_tls(authority: trustme.CA, name: str) -> AbstractContextManager[RunningService]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return running(register([HELD]), context)


def ask_over_tls(service: RunningService, ca: trustme.CA | None, folder: Path) -> Subscriber | None:
    ca_file = folder / "ca.pem" if ca else None
    if ca and ca_file:
        ca.cert_pem.write_to_path(ca_file)
    with HttpSubscribers(BillingService(service.base_url, TOKEN, ca_file)) as subscribers:
        return subscribers.find(ASKED)


def test_a_service_with_a_trusted_certificate_is_asked(
    authority: trustme.CA, tmp_path: Path
) -> None:
    with over_tls(authority, "localhost") as service:
        assert ask_over_tls(service, authority, tmp_path) == HELD


def test_a_service_without_a_trusted_certificate_is_told_nothing(
    authority: trustme.CA, tmp_path: Path
) -> None:
    with over_tls(authority, "localhost") as service, pytest.raises(SubscribersUnavailable):
        ask_over_tls(service, None, tmp_path)
    assert service.questions == []


def test_a_certificate_for_another_name_is_not_trusted(
    authority: trustme.CA, tmp_path: Path
) -> None:
    with (
        over_tls(authority, "billing.elsewhere.test") as service,
        pytest.raises(SubscribersUnavailable),
    ):
        ask_over_tls(service, authority, tmp_path)
    assert service.questions == []


def whole_text(error: SubscribersUnavailable) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__)


PERSONAL = ("s3cret-t0ken", "0000042", "00A42", "Anne Martin", "0000043", "1789ZZ")
TELLING = {
    "another contract": Reply.json(
        200, LINE | {"contract_number": "0000043", "name": "Anne Martin"}
    ),
    "a bad contract": Reply.json(200, LINE | {"contract_number": "Anne Martin"}),
    "a bad day": Reply.json(200, LINE | {"since": "Anne Martin"}),
    "a bad customer": Reply.json(200, LINE | {"customer": "Anne Martin " * 9}),
    "a bad meter": Reply.json(200, LINE | {"meter_number": "Anne Martin"}),
    "ended in words": Reply.json(200, LINE | {"ended": "Anne Martin"}),
    "another reason": Reply.json(404, UNKNOWN | {"error": "Anne Martin"}),
    "broken JSON": Reply(200, b'{"meter_number": "1789ZZ", "name": Anne Martin'),
    "Latin-1": Reply(200, '{"name": "Anne Martin, Orléans"}'.encode("latin-1")),
    "a page": Reply(500, b"Anne Martin 1789ZZ", "text/html"),
    "a content type": Reply(200, b"", "text/Anne Martin"),
}


@pytest.mark.parametrize("reply", TELLING.values(), ids=TELLING.keys())
def test_an_error_quotes_nothing_personal(reply: Reply) -> None:
    with running(lambda _: reply) as service:
        told = str(failure(service.base_url))
    assert [text for text in PERSONAL if text in told] == []


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(silent, id="silent"),
        pytest.param(lambda: saying([b"what?\r\n"]), id="another protocol"),
        pytest.param(lambda: saying([HEAD + b"Content-Length: 100\r\n\r\n{"]), id="cut"),
    ],
)
def test_no_traceback_shows_the_token_or_the_contract(
    place: Callable[[], AbstractContextManager[str]],
) -> None:
    with place() as base_url:
        shown = whole_text(failure(base_url))
    assert [text for text in PERSONAL if text in shown] == []


def test_nothing_is_logged_about_who_was_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with running(register([HELD])) as service, asking(service.base_url) as subscribers:
        subscribers.find(ASKED)
    assert [text for text in PERSONAL if text in caplog.text] == []


def test_the_environments_proxies_and_passwords_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", nobody())
    monkeypatch.setenv("ALL_PROXY", nobody())
    with running(register([HELD])) as service, asking(service.base_url) as subscribers:
        assert subscribers.find(ASKED) == HELD
