"""The three kinds of token are three types: each ignore below would be an error if it hid none."""

from espaceclient import EspaceClient
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken


def links(client: EspaceClient, session: SessionToken, browser: BrowserToken) -> None:
    client.preview_activation(session)  # type: ignore[arg-type]  # a session is no link
    client.activate(browser)  # type: ignore[arg-type]  # a browser is no link
    client.preview_reset(session)  # type: ignore[arg-type]  # a session is no link
    client.reset_password(browser, {})  # type: ignore[arg-type]  # a browser is no link


def sessions(client: EspaceClient, link: LinkToken, browser: BrowserToken) -> None:
    client.find_session(link)  # type: ignore[arg-type]  # a link is no session
    client.change_password(browser, {})  # type: ignore[arg-type]  # a browser is no session
    client.sign_out(link)  # type: ignore[arg-type]  # a link is no session


def browsers(client: EspaceClient, link: LinkToken, session: SessionToken) -> None:
    client.open_account({}, browser=session)  # type: ignore[arg-type]  # a session is no browser
    client.activate(link, browser=link)  # type: ignore[arg-type]  # a link is no browser


def texts(client: EspaceClient, text: str) -> None:
    client.find_session(text)  # type: ignore[arg-type]  # a text is no session
    client.activate(text)  # type: ignore[arg-type]  # a text is no link
