"""The register of subscribers is the service that the settings name, or what was imported."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from espaceclient import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.adapters.cli.loading import SettingsError, load
from espaceclient.adapters.cli.register import register
from espaceclient.adapters.cli.settings import BillingSettings
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.domain.formats import GUIDE_FORMATS
from espaceclient.ports import Subscribers
from tests.adapters.subscribers_http.billing import TOKEN, running
from tests.adapters.subscribers_http.billing import register as answering

CONTRACT = Contract(Operator("SEMM"), ContractNumber("0000042"))
THERE = Subscriber(CONTRACT, MeterNumber("A100"))
HERE = Subscriber(CONTRACT, MeterNumber("B200"))
SERVICE = {
    "ESPACECLIENT_SUBSCRIBERS_URL": "https://facturation.exemple.fr",
    "ESPACECLIENT_SUBSCRIBERS_TOKEN": TOKEN,
}


def settings(**given: str) -> BillingSettings:
    named = {f"ESPACECLIENT_SUBSCRIBERS_{name.upper()}": said for name, said in given.items()}
    return load(BillingSettings, {"ESPACECLIENT_DATA": "donnees", **named})


def found(said: BillingSettings) -> Subscriber | None:
    imported: Subscribers = MemorySubscribers([HERE])
    paris = ZoneInfo("Europe/Paris")
    with register(said, imported, formats=GUIDE_FORMATS, zone=paris) as subscribers:
        return subscribers.find(CONTRACT)


def test_the_service_that_is_named_is_asked_with_its_token() -> None:
    with running(answering([THERE])) as service:
        assert found(settings(url=service.base_url, token=TOKEN)) == THERE


def test_without_a_service_it_is_what_was_imported() -> None:
    assert found(settings()) == HERE


def test_a_token_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    file.chmod(0o600)
    said = settings(url="https://facturation.exemple.fr", token_file=str(file))
    assert said.subscribers_token == TOKEN


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(settings(url="https://facturation.exemple.fr", token=TOKEN))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"url": "https://f.exemple.fr"}, "TOKEN: missing, since subscribers_url is given"),
        ({"token": TOKEN}, "URL: missing, since subscribers_token is given"),
        (
            {"url": "http://f.exemple.fr", "token": TOKEN},
            "URL: must begin with https:// (http:// is for this machine only)",
        ),
        ({"timeout": "0"}, "TIMEOUT: must be from 1 to 60, not 0"),
        ({"connections": "many"}, "CONNECTIONS: must be a whole number"),
    ],
)
def test_what_is_wrong_with_the_service_is_told_by_its_setting(
    said: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(**said)
    assert caught.value.mistakes == [f"ESPACECLIENT_SUBSCRIBERS_{told}"]


def test_a_token_that_is_none_is_told_by_its_setting_and_not_quoted() -> None:
    with pytest.raises(SettingsError) as caught:
        found(settings(url="https://facturation.exemple.fr", token="no\ntoken"))
    [mistake] = caught.value.mistakes
    assert mistake.startswith("ESPACECLIENT_SUBSCRIBERS_TOKEN: the billing service's token is not")
    assert "no\ntoken" not in mistake
