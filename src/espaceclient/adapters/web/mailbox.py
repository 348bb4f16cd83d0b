"""The mailbox of a demonstration: the mails that would have been sent, with working links.

These pages show every mail to everybody. They are for demonstrations, never for real subscribers.
"""

import re
from collections.abc import Callable, Sequence

from attrs import frozen
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.adapters.web.site import Site
from espaceclient.ports import page_paths
from espaceclient.ports.mailer import Message

Mailbox = Callable[[], Sequence[Message]]
"""Returns the mails that were sent, the oldest first."""

_LINK = re.compile(r"https?://[^\s<>\"']+")
_LETTER_HEADERS = {
    # A mail's inline styles are allowed, its scripts are not; its links replace the whole window.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; sandbox allow-top-navigation-by-user-activation",
}
_IN_THE_WHOLE_WINDOW = '<base target="_top">'


@frozen
class MailboxPages:
    site: Site
    messages: Mailbox

    def routes(self) -> list[BaseRoute]:
        return [
            page_route(page_paths.MAILBOX, self._list, "mailbox"),
            page_route(page_paths.MAILBOX_MESSAGE, self._show, "message"),
            page_route(page_paths.MAILBOX_MESSAGE_HTML, self._show_html, "message_html"),
        ]

    async def _list(self, request: Request) -> Response:
        return await self.site.page(request, "mailbox.html", messages=self.messages()[::-1])

    async def _show(self, request: Request) -> Response:
        message = self._message(request)
        page = await self.site.page(
            request, "message.html", message=message, text=with_links(message.text)
        )
        page.headers["Content-Security-Policy"] = f"{self.site.sources.policy}; frame-src 'self'"
        return page

    async def _show_html(self, request: Request) -> Response:
        return HTMLResponse(
            _IN_THE_WHOLE_WINDOW + self._message(request).html, headers=_LETTER_HEADERS
        )

    def _message(self, request: Request) -> Message:
        for message in self.messages():
            if message.message_id == request.path_params["message_id"]:
                return message
        raise HTTPException(404)


def with_links(text: str) -> Markup:
    """Return a plain text as HTML: its web addresses become links, everything else is escaped."""
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        pieces += [
            Markup.escape(text[end : found.start()]),
            Markup('<a href="{0}">{0}</a>').format(found.group()),
        ]
        end = found.end()
    return Markup("").join([*pieces, Markup.escape(text[end:])])
