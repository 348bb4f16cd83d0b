"""Every event has its sentence, in right typography."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from espaceclient.adapters.wording import TrailWording
from espaceclient.domain import event
from espaceclient.domain.account import AccountId
from espaceclient.domain.event import Event
from espaceclient.domain.event_fields import KINDS
from espaceclient.domain.event_outcome import (
    AddressChangeOutcome,
    ClosingReason,
    ProofRefusal,
    RequestOutcome,
    SupportAct,
)
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.support import Found, SupportedAccount
from espaceclient.use_cases.explain import Explanation
from tests.client_fixture import NOON
from tests.domain.world import SUBSCRIPTION

WORDING = TrailWording.french(ZoneInfo("Europe/Paris"))
CONTRACT, WHO = SUBSCRIPTION.contract, AccountId("account-1")
EACH: tuple[Event, ...] = (
    *(event.AccountRequested("subject", CONTRACT, each) for each in RequestOutcome),
    *(event.ActivationResent("subject", CONTRACT, each) for each in RequestOutcome),
    *(
        event.RegistrationAddressCorrected("subject", "former", CONTRACT, each)
        for each in RequestOutcome
    ),
    *(event.ProofRefused(CONTRACT, each, subject="subject") for each in ProofRefusal),
    *(event.ContractEnded(WHO, CONTRACT, NOON, each) for each in EndReason),
    *(event.AddressChangeRequested(WHO, each) for each in AddressChangeOutcome),
    event.AddressChanged(WHO, "subject"),
    *(event.AccountClosed(WHO, each, None, "Zoé", "ticket 12") for each in ClosingReason),
    *(event.SupportActed(each, "Zoé", "ticket 12", WHO) for each in SupportAct),
    event.LanguageChosen(WHO, "en"),
    event.AccountUnvisited(WHO, NOON),
    event.AccountExported(WHO),
    event.ActivationRefused("subject", CONTRACT),
    event.SignInRefused("subject"),
    event.ResetRequested("subject"),
    event.HoldingRenumbered(WHO, CONTRACT, CONTRACT),
    *(
        kind(WHO)
        for kind in (
            event.SignedIn,
            event.SignedOut,
            event.SessionEnded,
            event.OtherSessionsEnded,
            event.ResetLinkIssued,
            event.PasswordReset,
            event.PasswordChanged,
            event.PasswordChangeRefused,
            event.AddressChangeRefused,
        )
    ),
    *(
        kind(WHO, CONTRACT)
        for kind in (
            event.AccountOpened,
            event.AccountImported,
            event.ContractAdded,
            event.ContractRemoved,
            event.ContractClaimed,
            event.HoldingRescinded,
        )
    ),
)
NOTHING = Explanation(NOON, None, (), (), ())


def test_every_event_is_in_the_list_of_this_test() -> None:
    assert {type(each) for each in EACH} == set(KINDS.values())


@pytest.mark.parametrize("happened", EACH, ids=lambda each: type(each).__name__)
def test_every_event_has_a_sentence_of_its_own(happened: Event) -> None:
    sentence, *_ = WORDING.sentences(happened)
    others = {" ".join(WORDING.sentences(each)) for each in EACH if each != happened}
    assert sentence.endswith(".")
    assert sentence not in others


def test_no_sentence_is_there_for_nothing() -> None:
    sentences = [key for key in WORDING.texts if key.startswith("event.")]
    assert len(sentences) == len(EACH)


def test_a_day_is_that_of_the_time_zone() -> None:
    late = NOON.replace(hour=23)
    ended = event.ContractEnded(WHO, CONTRACT, late, EndReason.HOLDER_CHANGED)
    (sentence,) = WORDING.sentences(ended)
    assert sentence == "Le contrat 0123456 a un nouvel occupant à partir du 02/01/2026."


def test_who_needs_a_reset_is_told_so() -> None:
    _, blocked = WORDING.sentences(event.SignInRefused("subject", blocked_until=FOREVER))
    assert blocked.endswith("seule une réinitialisation du mot de passe y remédie.")


def test_a_contract_that_is_held_no_more_is_told_with_its_end() -> None:
    holding = Holding(HoldingId("holding"), WHO, SUBSCRIPTION, NOON)
    ended = evolve(NOTHING, holdings=(evolve(holding, until=NOON),))
    _, held, _ = WORDING.about_contract(CONTRACT, ended)
    assert held == (
        "Ce contrat a été rattaché à un espace client jusqu'au "
        "01/01/2026 à 13\u00a0h\u00a000, et ne l'est plus à aucun."
    )


def texts_with(pattern: str) -> list[str]:
    return [
        key for key, text in WORDING.texts.items() if key != "when" and re.search(pattern, text)
    ]


def test_no_ordinary_space_stands_where_a_line_must_not_break() -> None:
    assert texts_with(" [:;!?»%€]|« |[^\\s:%{0-9][:;!?]|\\.\\.\\.|^\\s|\\s$") == []


def test_what_the_support_finds_is_told_with_the_address_masked() -> None:
    day = timedelta(days=1)
    holding = Holding(HoldingId("holding-1"), WHO, SUBSCRIPTION, NOON)
    ended = holding.ended(NOON + day, EndReason.CONTRACT_ENDED, day)
    seen = (NOON + day,)
    found = SupportedAccount(WHO, "j…e@e…e.fr", NOON, NOON, NOON + 30 * day, (holding, ended), seen)
    waiting = (Validity.starting(NOON, day),)
    told = [line.replace("\u00a0", " ") for line in WORDING.about_account(Found(found, waiting))]
    contract = "Le contrat 0123456 (Société Eau de Marseille Métropole) y est"
    assert told == [
        "Espace client account-1, adresse j…e@e…e.fr",
        "Il a été ouvert le 01/01/2026 à 13 h 00.",
        "La dernière visite date du 01/01/2026 à 13 h 00.",
        "Faute de visite, il sera fermé le 31/01/2026 à 13 h 00.",
        f"{contract} rattaché depuis le 01/01/2026 à 13 h 00.",
        f"{contract} ou y était rattaché jusqu'au 02/01/2026 à 13 h 00.",
        "Une session est ouverte\u202f; dernière visite le 02/01/2026 à 13 h 00.",
        (
            "Une demande d'ouverture attend que son lien d'activation soit utilisé, avant le "
            "02/01/2026 à 13 h 00."
        ),
    ]
    assert list(WORDING.about_account(Found(None, ()))) == ["Il n'y a pas d'espace client."]
