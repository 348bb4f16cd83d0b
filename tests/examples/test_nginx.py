"""nginx as the example has it: in front of a real ``serve``, and of a server that records."""

import signal
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from espaceclient.adapters.subscribers_csv import SAMPLE_COMMUNES
from espaceclient.adapters.wording import TomlWording
from tests.adapters.cli.commands import read_until, running
from tests.examples.deploy import DEPLOY, Unit, write_credentials, write_settings
from tests.examples.proxy import SITE, Proxy, checked, get, post, proxying, write_site

UNAVAILABLE = TomlWording.french().text("page.error.unavailable.text")


class Recorder(HTTPServer):
    """Answers every request, and keeps its headers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Record)
        self.seen: list[dict[str, str]] = []


class _Record(BaseHTTPRequestHandler):
    server: Recorder

    def do_GET(self) -> None:
        self.server.seen.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def proxy(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxying(tmp_path_factory.mktemp("nginx"), recorder.server_port) as proxy:
        yield proxy


def test_nginx_finds_nothing_wrong(tmp_path: Path) -> None:
    done = checked(write_site(tmp_path, 8000))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_units_settings_and_nginx_serve_the_pages(tmp_path: Path) -> None:
    config = write_settings(
        tmp_path,
        {
            "/var/lib/espaceclient": tmp_path / "data",
            "/etc/espaceclient/communes.csv": SAMPLE_COMMUNES,
            "port = 8000": "port = 0",
        },
    )
    environ = Unit.read("espaceclient-serve.service").environment(
        credentials=write_credentials(tmp_path / "credentials"), config=config
    )
    (tmp_path / "nginx").mkdir()
    with running("serve", **environ) as process:
        port = int(read_until(process, "Serving").rpartition(" ")[2])
        with proxying(tmp_path / "nginx", port) as proxy:
            home = proxy.ask(get("/"))
            assert home.startswith("HTTP/1.1 200 ")
            assert "strict-transport-security: " in home.lower()
            assert "Créer mon espace client" in home
            assert proxy.ask(get("/activation/secret")).startswith("HTTP/1.1 410 ")
            assert proxy.ask(get("/nouvelle-adresse/secret")).startswith("HTTP/1.1 410 ")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            ended = proxy.ask(get("/nouveau-mot-de-passe/secret"))
            assert ended.startswith("HTTP/1.1 502 ")
            assert "Retry-After: 60" in ended
            assert UNAVAILABLE in ended
            log = proxy.log()
    assert "/activation/ 410" in log
    assert "secret" not in log


def test_the_page_of_nginx_says_what_the_site_says() -> None:
    page = (DEPLOY / "indisponible.html").read_text("utf-8")
    assert f"<p>{UNAVAILABLE}</p>" in page
    assert f"<h1>{TomlWording.french().text('page.error.unavailable.title')}</h1>" in page


def test_visitors_cannot_choose_the_address_that_limits_count(
    proxy: Proxy, recorder: Recorder
) -> None:
    proxy.ask(
        get("/", "X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7", "X_Real: 1"),
        source="127.0.0.2",
    )
    seen = recorder.seen[-1]
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.2", "https")
    assert seen["host"] == SITE
    assert not {"forwarded", "x_real", "x-real"} & seen.keys()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", 421),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (get("/", host="other.exemple.fr"), 421),
        (get("/", "X-Name : value"), 400),
        (get("/", f"Cookie: {'x' * 20_000}"), 400),
        (post("/", b"", "Transfer-Encoding: chunked", "Connection: close"), 400),
        (post("/", b"x" * (16 * 1024 + 1)), 413),
        (b"\x16\x03\x01", 400),
    ],
    ids=[
        "HTTP/1.0 without a host",
        "HTTP/1.1 without a host",
        "another host",
        "a space before the colon",
        "headers too large",
        "two lengths",
        "a body too large",
        "no HTTP",
    ],
)
def test_what_is_no_honest_request_never_reaches_the_pages(
    proxy: Proxy, recorder: Recorder, request_: bytes, status: int
) -> None:
    before = len(recorder.seen)
    assert proxy.ask(request_).startswith(f"HTTP/1.1 {status} ")
    assert len(recorder.seen) == before


def test_garbage_behind_a_form_reaches_nobody(proxy: Proxy, recorder: Recorder) -> None:
    before = len(recorder.seen)
    answers = proxy.ask(post("/connexion", b"a=b", garbage=b"GARBAGE\r\n\r\n"), "127.0.0.3")
    assert answers.startswith("HTTP/1.1 200 ")
    assert answers.count("HTTP/1.1 400 ") == 1
    assert len(recorder.seen) == before + 1


def test_many_forms_of_one_network_are_put_off_and_other_networks_are_not(proxy: Proxy) -> None:
    sign_in = post("/connexion", b"a=b", "Connection: close")
    answers = (proxy.ask(sign_in, "127.0.0.4") for _ in range(300))
    taken, refused = next(
        (number, answer)
        for number, answer in enumerate(answers)
        if not answer.startswith("HTTP/1.1 200 ")
    )
    assert taken >= 20
    assert refused.startswith("HTTP/1.1 429 ")
    assert UNAVAILABLE in refused
    assert "Retry-After: 60" in refused
    assert proxy.ask(sign_in, "127.0.0.5").startswith("HTTP/1.1 200 ")


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_only_the_machine_itself_sees_its_health(proxy: Proxy, path: str) -> None:
    assert proxy.ask(get(path)).startswith("HTTP/1.1 200 ")
    assert proxy.ask(get(path), "127.0.0.2").startswith("HTTP/1.1 403 ")


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    answer = httpx.get(f"http://127.0.0.1:{proxy.plain_port}/connexion", headers={"Host": "other"})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{SITE}/connexion")
