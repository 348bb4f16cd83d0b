"""Whoever implements a port finds all that it takes in ``espaceclient.ports``."""

import pytest

from espaceclient import events, mails, ports
from tests.ports.mentioned import mentioned

PUBLIC = {*ports.__all__, *events.__all__, *mails.__all__}

PROTOCOLS = (
    "BreachedPasswords",
    "Clock",
    "EventFeed",
    "EventSink",
    "ForeignHasher",
    "Hasher",
    "Mailer",
    "Outbox",
    "Storage",
    "Subscribers",
    "Tokens",
    "Trail",
    "Wording",
)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_a_port_exchanges_is_exported_beside_it(name: str) -> None:
    assert mentioned(getattr(ports, name)) - PUBLIC == set()


def test_a_storage_meets_every_lookup_and_every_record() -> None:
    met = mentioned(ports.Storage)
    assert {"AccountAtAddress", "Expired", "EndedContractByKey", "HourlyCounter", "Validity"} <= met
