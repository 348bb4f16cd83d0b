from base64 import b64encode

import pytest

from espaceclient.adapters.introspection import ResourceServers

OLD, NEW, OTHER = "o" * 43, "n" * 43, "t" * 43
RESOURCE_SERVERS = ResourceServers.of({"factures": [NEW, OLD], "releves": [OTHER]})


def basic(name: str, secret: str) -> str:
    return f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"


@pytest.mark.parametrize(
    "said",
    [
        f"Bearer {NEW}",
        f"bearer {OLD}",
        f"Bearer {OTHER}",
        basic("factures", NEW),
        basic("factures", OLD),
        basic("releves", OTHER),
    ],
)
def test_a_service_is_known_by_each_of_its_secrets(said: str) -> None:
    assert RESOURCE_SERVERS.know([said])


@pytest.mark.parametrize(
    "said",
    [
        [],
        [""],
        ["Bearer"],
        ["Bearer "],
        [f"Bearer {NEW[:-1]}"],
        [f"Bearer {NEW}x"],
        [f"Bearer factures:{NEW}"],
        [NEW],
        [f"Digest {NEW}"],
        [basic("releves", NEW)],
        [basic("", NEW)],
        [basic("factures", "")],
        ["Basic é"],
        ["Basic /w=="],
        [f"Basic {NEW}"],
        [f"Bearer {NEW}", f"Bearer {NEW}"],
        [f"Bearer {NEW}, Bearer {NEW}"],
    ],
)
def test_nobody_else_is_known(said: list[str]) -> None:
    assert not RESOURCE_SERVERS.know(said)


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"factures": []},
        {"factures": ["n" * 31]},
        {"factures": ["n" * 257]},
        {"factures": [f"{NEW}:"]},
        {"factures": [NEW, ""]},
        {"fac:tures": [NEW]},
        {"": [NEW]},
    ],
)
def test_a_secret_that_could_be_guessed_or_garbled_is_refused(
    secrets: dict[str, list[str]],
) -> None:
    with pytest.raises(ValueError, match="service") as raised:
        ResourceServers.of(secrets)
    assert "n" * 31 not in str(raised.value)


def test_one_secret_may_be_given_as_it_is() -> None:
    assert ResourceServers.of({"factures": NEW}) == ResourceServers.of({"factures": [NEW]})


def test_secrets_are_not_shown() -> None:
    assert NEW not in repr(RESOURCE_SERVERS)
