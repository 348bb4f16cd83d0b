"""A person's way through the whole site, who tries again whenever the site is gone."""

from asyncio import Event, timeout
from random import Random

from httpx import Response

from tests.chaos.browser import Browser, Unanswered
from tests.chaos.installation import COMMUNE
from tests.chaos.ledger import Count, Ledger
from tests.chaos.mail_server import ACTIVATION, CONTRACT_IN_USE, RESET, Mailbox, ReceivedMail

DASHBOARD = "/tableau-de-bord"
SIGN_IN = "/connexion"
SIGN_OUT = "/deconnexion"
MAIL_COMES_WITHIN = 60.0
MOST_REQUESTS = 3
"""A limit of the site: at most three reset mails an hour."""


class Abandoned(Exception):
    """The person gives up: the journey cannot go on, which need not be anybody's fault."""


def new_password(random: Random) -> str:
    return f"Vv7!{random.getrandbits(64):016x}"


class Journey:
    """From the opening to a changed password, with ``rivals`` for the same contract or none."""

    def __init__(
        self, ledger: Ledger, browser: Browser, mailbox: Mailbox, random: Random, *, rivals: bool
    ) -> None:
        self.ledger = ledger
        self._browser = browser
        self._mailbox = mailbox
        self._random = random
        self._rivals = rivals

    async def live(self, over: Event) -> None:
        """Take step after step until ``over`` is set; what the site owes is in the ledger."""
        steps = (
            self._open,
            self._activate,
            self._sign_out,
            self._sign_in,
            self._reset,
            self._sign_in,
            self._change,
        )
        for step in steps:
            if over.is_set():
                return
            try:
                await step()
            except Abandoned:
                return
        self.ledger.finished = True

    async def _open(self) -> None:
        fields = {
            "email": self.ledger.email,
            "password": self.ledger.password.in_force,
            "confirmation": self.ledger.password.in_force,
            "contract_number": self.ledger.contract,
            "meter_number": self.ledger.meter,
        }
        form = f"/ouverture/formulaire?commune={COMMUNE}"
        await self._request(self.ledger.openings, form, fields, leads_to="/")

    async def _request(
        self, count: Count, path: str, fields: dict[str, str], leads_to: str
    ) -> None:
        """Send a form whose answer promises a mail, until it is answered."""
        while count.answered + count.doubtful < MOST_REQUESTS:
            try:
                answer = await self._browser.submit(path, fields)
            except Unanswered:
                count.doubtful += 1
                continue
            count.answered += 1
            self._expect_redirect(answer, leads_to)
            return
        raise Abandoned

    async def _activate(self) -> None:
        mail = await self._mail(ACTIVATION, CONTRACT_IN_USE)
        if mail.subject == CONTRACT_IN_USE:
            self._lose_to_a_rival()
        fields = {"password": self.ledger.password.in_force}
        answer, doubtful = await self._browser.insist(mail.link, fields)
        if answer.status_code == 410:
            if not doubtful and self._rivals:
                self._lose_to_a_rival()
            self.ledger.expect("an unused activation link works", kept=doubtful)
            await self._settle_activation()
        else:
            self._expect_redirect(answer, DASHBOARD)
        self.ledger.active = True
        self.ledger.used_links.append(mail.link)
        await self._see_dashboard()

    async def _settle_activation(self) -> None:
        """Find out whether it was the lost answer that activated, or a rival meanwhile."""
        if not await self._accepts(self.ledger.password.in_force):
            self._lose_to_a_rival()

    def _lose_to_a_rival(self) -> None:
        self.ledger.expect("nobody else holds the contract", kept=self._rivals)
        raise Abandoned

    async def _see_dashboard(self) -> None:
        page = await self._browser.get(DASHBOARD)
        shown = page.status_code == 200 and self.ledger.contract in page.text
        self.ledger.expect("a browser that was signed in sees its contract", kept=shown)

    async def _sign_out(self) -> None:
        async with self._browser.copy() as thief:
            answer, _ = await self._browser.insist(DASHBOARD, to=SIGN_OUT)
            self.ledger.expect("signing out is answered", kept=answer.status_code == 303)
            stolen = await thief.get(DASHBOARD)
            self.ledger.expect("a session ends by signing out", kept=stolen.status_code == 303)

    async def _sign_in(self) -> None:
        accepted = await self._accepts(self.ledger.password.in_force)
        self.ledger.expect("the password in force signs in", kept=accepted)
        if not accepted:
            raise Abandoned
        await self._see_dashboard()

    async def _accepts(self, password: str) -> bool:
        """Sign in, as nobody yet: was the password accepted?"""
        self._browser.forget_session()
        fields = {"email": self.ledger.email, "password": password}
        answer, _ = await self._browser.insist(SIGN_IN, fields)
        return bool(answer.headers.get("location") == DASHBOARD)

    async def _reset(self) -> None:
        fields = {"email": self.ledger.email}
        await self._request(self.ledger.resets, "/mot-de-passe-oublie", fields, leads_to=SIGN_IN)
        mail = await self._mail(RESET)
        await self._replace_password(mail.link, {})
        self.ledger.used_links.append(mail.link)

    async def _change(self) -> None:
        old = self.ledger.password.in_force
        await self._replace_password("/mot-de-passe", {"current_password": old})

    async def _replace_password(self, path: str, fields: dict[str, str]) -> None:
        """Send a form with a new password until it is in force; every earlier session is over."""
        new = new_password(self._random)
        form = {**fields, "password": new, "confirmation": new}
        async with self._browser.copy() as thief:
            while not await self._takes(path, form):
                await self._sign_in()
            self.ledger.password.changed(new)
            self.ledger.changes += 1
            stolen = await thief.get(DASHBOARD)
            self.ledger.expect("a new password ends every session", kept=stolen.status_code == 303)

    async def _takes(self, path: str, form: dict[str, str]) -> bool:
        """Send the form of a new password: is it in force?"""
        try:
            answer = await self._browser.submit(path, form)
        except Unanswered:
            return await self._accepts(form["password"])
        self._expect_redirect(answer)
        return True

    async def _mail(self, *subjects: str) -> ReceivedMail:
        try:
            async with timeout(MAIL_COMES_WITHIN):
                return await self._mailbox.newest(self.ledger.email, *subjects)
        except TimeoutError as error:
            self.ledger.broken.append(f"{self.ledger.email}: no mail came: {subjects[0]}")
            raise Abandoned from error

    def _expect_redirect(self, answer: Response, to: str | None = None) -> None:
        """Expect the answer of a form that was taken; nothing can follow on any other."""
        location = answer.headers.get("location")
        taken = answer.status_code == 303 and to in {None, location}
        self.ledger.expect(
            f"{answer.url.path} takes its form; it answered {answer.status_code}", kept=taken
        )
        if not taken:
            raise Abandoned
