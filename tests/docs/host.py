"""What the pages about hosts take for granted, and the running of their code."""

import re
from typing import Any

from attrs import field, frozen

from espaceclient import EspaceClient, LinkToken, SessionToken
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import (
    MemoryHasher,
    MemoryMailer,
    MemoryStorage,
    MemorySubscribers,
)
from espaceclient.answers import Activated, RequestReceived
from espaceclient.ports.storage import Storage
from tests.client_fixture import COMMUNES, FORM, KEYS, REGISTER, SEMM
from tests.docs.page import DOCS

HELD, FOREIGN = "0123456", "7654321"
EMAIL = FORM["email"]
COOKIE = "espaceclient-session"


@frozen
class Host:
    """``names`` are what a page's code finds, and what it defines."""

    memory: MemoryStorage = field(factory=MemoryStorage)
    names: dict[str, Any] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        composition = self.composition(self.memory)
        self.names.update(
            __name__="espace",
            client=composition.client(),
            tokens=composition.tokens,
            wording=composition.wording,
            communes=COMMUNES,
            keys=KEYS,
            eau=SEMM,
        )

    def composition(self, storage: Storage) -> Composition:
        return Composition(
            communes=COMMUNES,
            subscribers=MemorySubscribers(REGISTER),
            storage=storage,
            outbox=self.memory.outbox,
            keys=KEYS,
            hasher=MemoryHasher(),
        )

    def run(self, page: str, *, since: str = "", until: str = "") -> None:
        """Run the Python of a page, from one heading to another."""
        text = (DOCS / page).read_text("utf-8")
        text = text[text.index(since) : text.index(until) if until else None]
        code = "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
        exec(compile(code, page, "exec"), self.names)  # noqa: S102 - the page's own code

    def session(self) -> SessionToken:
        """Open an account and return its session."""
        client: EspaceClient = self.names["client"]
        asked = client.open_account(FORM)
        assert isinstance(asked, RequestReceived)
        mailer, base = MemoryMailer(), "https://exemple.fr/"
        self.composition(self.memory).relay(mailer, base).deliver_due()
        link = mailer.messages[-1].text.partition(f"{base}activation/")[2].split()[0]
        activated = client.activate(LinkToken(link), browser=asked.browser)
        assert isinstance(activated, Activated)
        return activated.session
