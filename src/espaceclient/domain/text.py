"""Texts that can be stored anywhere, and sent."""

from typing import Any

from attrs import Attribute


def is_storable(text: str) -> bool:
    """Tell whether a text can be kept: it holds no NUL, which several databases cannot store, and
    no surrogate, which is half a character and has no encoding.
    """
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def require_storable(_instance: object, attribute: "Attribute[Any]", text: str) -> None:
    """An attrs validator; raises ``ValueError`` for a text that is not storable."""
    if not is_storable(text):
        raise ValueError(f"{attribute.name} must hold no NUL and no surrogate")


def require_name(instance: object, attribute: "Attribute[Any]", text: str) -> None:
    """An attrs validator; raises ``ValueError`` for a text that is empty or not storable."""
    if not text:
        raise ValueError(f"{attribute.name} must not be empty")
    require_storable(instance, attribute, text)


def storable(text: str) -> str:
    """Return a text as it can be kept: what cannot be stored in it becomes U+FFFD."""
    return "".join(each if is_storable(each) else "\ufffd" for each in text)
