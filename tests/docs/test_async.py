"""The page of asynchronous hosts: its host answers, its table has every method."""

import re
from collections import defaultdict

from fastapi import FastAPI
from fastapi.testclient import TestClient

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.async_client.async_client import Awaited
from tests.client_fixture import FORM, client_fixture
from tests.docs.page import DOCS

PAGE = (DOCS / "async.md").read_text("utf-8")


def test_its_host_signs_in_and_greets() -> None:
    world = client_fixture()
    session = world.activated()
    names: dict[str, object] = {"client": world.client}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, names)  # noqa: S102 - the page's own code
    app = names["app"]
    assert isinstance(app, FastAPI)
    host = TestClient(app)
    fields = {"email": FORM["email"], "password": FORM["password"]}
    assert host.post("/connexion", json=fields).json() == "SignedIn"
    host.cookies.set("espaceclient-session", session)
    assert host.get("/bonjour").json() == "Bonjour"


def test_its_table_has_every_method_in_its_pool() -> None:
    pools = defaultdict[str, list[str]](list)
    for name, each in sorted(vars(AsyncEspaceClient).items()):
        if isinstance(each, Awaited):
            pools[each.pool].append(name)
    rows = re.findall(r"^\| `(\w+)` \| [\w ]+ \| (.+) \|$", PAGE, re.MULTILINE)
    told = {pool: sorted(re.findall(r"`(\w+)`", methods)) for pool, methods in rows}
    assert told == pools
