"""Tokens that are handed out: each opens one id for one purpose, and none is ever stored."""

from enum import StrEnum
from typing import Generic, NewType, TypeVar

from attrs import field, frozen

LinkToken = NewType("LinkToken", str)
"""The last part of a mailed link: it opens a registration, a reset or a change of address."""

SessionToken = NewType("SessionToken", str)
"""What a signed-in browser keeps: it opens a session."""

BrowserToken = NewType("BrowserToken", str)
"""What the browser that filled the form keeps: it recognises that browser."""

WaitingToken = NewType("WaitingToken", str)
"""What the browser that filled the form keeps of its request: it opens a registration, to have its
mail sent again or its address corrected, and activates nothing.
"""

I_co = TypeVar("I_co", bound=str, covariant=True)
T_co = TypeVar("T_co", bound=str, covariant=True)


class Purpose(StrEnum):
    """What a token is signed for; one that was signed for a purpose opens nothing else."""

    ACTIVATION = "activation"
    RESET = "reset"
    ADDRESS = "address"
    SESSION = "session"
    BROWSER = "browser"
    WAITING = "waiting"


@frozen
class IssuedToken(Generic[I_co, T_co]):
    """A fresh ``id`` to store, and the ``token`` to hand out, which is never stored."""

    id: I_co = field(repr=False)
    token: T_co = field(repr=False)
