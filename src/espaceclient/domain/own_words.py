"""The words that a request holds itself: whoever knows its subscriber tries them first."""

import re
from collections.abc import Iterator

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.values import Commune, ContractNumber, MeterNumber

SHORTEST_WORD = 4
"""Characters; a shorter word turns up in good passwords by chance."""


def own_words(*values: object) -> frozenset[str]:
    """Return the words of an e-mail address, a commune and its operator, a contract and a meter.

    An address gives itself, its local part and the names in that. Anything else, such as the
    problem of a field that could not be read, gives none.
    """
    words = (word for value in values for word in _words_of(value))
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD)


def _words_of(value: object) -> Iterator[str]:
    match value:
        case EmailAddress(text=text):
            local_part = text.rpartition("@")[0]
            yield from (text, local_part, *re.split(r"[\W\d_]+", local_part))
        case Commune(name=name, operator=operator):
            yield from (name, operator.name)
        case ContractNumber(digits=digits):
            yield digits
        case MeterNumber(text=text):
            yield text
        case _:
            return
