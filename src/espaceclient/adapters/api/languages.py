"""The languages offered, and that of an account, which its mails are written in."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body, Given
from espaceclient.adapters.api.operation import Asked, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.views import View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Cookie
from espaceclient.domain.choose_language import LanguageChosen
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Problem
from espaceclient.ports.languages import Languages


class LanguagesView(View):
    """The codes of the languages, the default first."""

    languages: list[str] = Field(examples=[["fr"]])


@frozen
class LanguagesApi:
    languages: Languages

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="list_languages",
            method="GET",
            path="/languages",
            summary="List the languages offered",
            handle=self._list,
            replies={200: LanguagesView},
        )

    async def _list(self, _asked: Asked) -> Reply:
        return Reply(200, LanguagesView(languages=[each.code for each in self.languages.offered]))


class Chosen(Body):
    """The code of a language that is offered."""

    language: Given = Field(examples=["fr"])


@frozen
class LanguageApi:
    client: AsyncEspaceClient
    languages: Languages

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="choose_language",
            method="PUT",
            path="/language",
            summary="Choose the language of the mails, and of what this browser is answered",
            handle=self._choose,
            body=Chosen,
            replies={204: None},
            signed_in=True,
        )

    async def _choose(self, asked: Asked) -> Outcome:
        language = self.languages.named(asked.texts["language"])
        if language is None:
            return Refused(Refusal.INVALID, (Problem("language", "language/not_offered"),))
        answer = await self.client.choose_language(
            asked.session, language, client_address=asked.client_address
        )
        match answer:
            case LanguageChosen():
                return Reply(204, cookies={Cookie.LANGUAGE: language.code})
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)
