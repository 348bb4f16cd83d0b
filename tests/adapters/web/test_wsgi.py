"""The pages behind WSGI: the same pages, also in a process that was forked from one that serves."""

import os
import signal
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import pytest
from attrs import define, field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from werkzeug.test import Client

from espaceclient.adapters.web.wsgi import WsgiPages, mount_wsgi
from tests.adapters.web.world import EMAIL, PASSWORD, World

BASE = "http://localhost/espace/"


def host(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"the host at {environ['PATH_INFO']}".encode()]


@define
class Called:
    status: str = ""
    headers: list[tuple[str, str]] = field(factory=list)
    body: bytes = b""


def call(app: WSGIApplication, path: str, **environ: Any) -> Called:
    called = Called()

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        called.status, called.headers = status, headers

    request: WSGIEnvironment = {"PATH_INFO": path, **environ}
    setup_testing_defaults(request)
    called.body = b"".join(app(request, start))
    return called


@pytest.fixture
def world() -> World:
    return World(BASE)


@pytest.fixture
def site(world: World) -> WSGIApplication:
    return mount_wsgi(host, world.app, BASE)


def shown_token(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_an_account_is_opened_and_used_through_the_bridge(
    world: World, site: WSGIApplication
) -> None:
    browser = Client(site)
    form = "/espace/ouverture/formulaire?commune=13026"
    token = shown_token(browser.get(form).text)
    fields = {
        "email": EMAIL,
        "password": PASSWORD,
        "confirmation": PASSWORD,
        "contract_number": "0123456",
        "meter_number": "D08A12345",
        "csrf": token,
    }
    assert browser.post(form, data=fields).headers["location"] == "/espace/"
    link = world.newest_link("activation/").removeprefix("http://localhost")
    assert browser.post(link, data={"csrf": token}).headers["location"].endswith("tableau-de-bord")
    assert EMAIL in browser.get("/espace/tableau-de-bord").text


@pytest.mark.parametrize("path", ["/", "/factures", "/espaces", "/espac"])
def test_what_is_not_below_the_base_url_is_the_host_s(site: WSGIApplication, path: str) -> None:
    assert call(site, path).body.decode() == f"the host at {path}"


def test_the_prefix_without_its_slash_leads_to_the_pages(site: WSGIApplication) -> None:
    assert ("location", "/espace/") in call(site, "/espace").headers


def test_a_host_that_is_itself_below_a_path_has_the_pages_there(world: World) -> None:
    site = mount_wsgi(host, world.app, BASE)
    assert call(site, "/connexion", SCRIPT_NAME="/espace").status == "200 OK"


def test_pages_without_a_path_leave_no_room_for_a_host(world: World) -> None:
    with pytest.raises(ValueError, match="needs a path"):
        mount_wsgi(host, world.app, "http://localhost/")


@pytest.mark.parametrize(
    "environ",
    [
        {"PATH_INFO": "/espace/\xff"},
        {"QUERY_STRING": "commune=\xe9"},
        {"CONTENT_LENGTH": "many"},
        {"CONTENT_LENGTH": "-1"},
    ],
    ids=["path", "query", "length", "negative length"],
)
def test_a_request_that_cannot_be_read_is_refused(
    site: WSGIApplication, environ: dict[str, str]
) -> None:
    path = environ.pop("PATH_INFO", "/espace/")
    assert call(site, path, **environ).status == "400 Bad Request"


@pytest.mark.parametrize(
    ("environ", "seen"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "REMOTE_PORT": "4711"}, "192.0.2.7"),
        ({"REMOTE_ADDR": ""}, "nobody"),
    ],
)
def test_the_pages_see_the_address_that_limits_count(environ: dict[str, str], seen: str) -> None:
    async def show(request: Request) -> Response:
        return PlainTextResponse(request.client.host if request.client else "nobody")

    pages = WsgiPages(Starlette(routes=[Route("/", show)]))
    assert call(pages, "/", **environ).body.decode() == seen


def test_a_page_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_request: Request) -> Response:
        raise RuntimeError

    pages = WsgiPages(Starlette(routes=[Route("/", fail)]))
    assert call(pages, "/").status == "500 Internal Server Error"
    assert [(each.message, each.levelname) for each in caplog.records] == [
        ("a page failed", "ERROR")
    ]


def test_a_form_that_is_too_large_is_refused(site: WSGIApplication) -> None:
    body = urlencode({"email": "a" * 20_000}).encode()
    answer = call(
        site,
        "/espace/connexion",
        REQUEST_METHOD="POST",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": BytesIO(body)},
    )
    assert answer.status == "413 Request Entity Too Large"


def test_a_form_that_is_cut_off_is_refused_at_once(site: WSGIApplication) -> None:
    """The bridge alone would ask for the rest until the page gives up, ten seconds later."""
    cut = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "1000",
        "wsgi.input": BytesIO(b"email=a"),
    }
    assert call(site, "/espace/connexion", **cut).status == "400 Bad Request"


class Dripping(BytesIO):
    """Gives a byte at a time, as some servers' streams do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 1))


def test_a_form_that_drips_in_is_read_whole(site: WSGIApplication) -> None:
    dripping = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": "7",
        "wsgi.input": Dripping(b"email=a"),
    }
    assert call(site, "/espace/connexion", **dripping).status == "403 Forbidden"


def test_many_threads_are_served_at_once(site: WSGIApplication) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: call(site, "/espace/connexion").status, range(24)))
    assert answers == ["200 OK"] * 24


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # which is what is tested
@pytest.mark.parametrize("served_before", [False, True], ids=["preloaded", "serving"])
def test_a_forked_process_serves_the_pages(
    site: WSGIApplication,
    served_before: bool,  # noqa: FBT001 - a parameter
) -> None:
    if served_before:
        assert call(site, "/espace/tableau-de-bord").status == "303 See Other"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(20)  # ends a child that hangs
            os.write(writing, call(site, "/espace/tableau-de-bord").status.encode())
        finally:
            os._exit(0)  # whatever happens, the tests do not go on twice
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    assert answer == b"303 See Other"


def test_head_is_answered_as_get_is_without_the_page(site: WSGIApplication) -> None:
    """A server that sent it all the same would begin the next visitor's response with it."""
    page = call(site, "/espace/connexion")
    head = call(site, "/espace/connexion", REQUEST_METHOD="HEAD")
    assert (head.status, head.body) == ("200 OK", b"")
    length = dict(head.headers)["content-length"]
    assert length == dict(page.headers)["content-length"] == str(len(page.body))
