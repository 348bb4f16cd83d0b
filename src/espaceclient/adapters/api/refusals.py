"""Every refusal that the API answers: its code, its status, and where its sentences stand."""

from enum import Enum

from attrs import frozen

from espaceclient.domain.problem import Problem

RETRY_AFTER = 60
"""Seconds after which to come back to what is unavailable."""


class Refusal(Enum):
    """A type of problem (RFC 9457), as ``(code, status, title, detail)``.

    The code never changes; ``title`` and ``detail`` are keys of the wording. Where the core has one
    refusal for several reasons, such as a wrong password and too many attempts, so has the API.
    """

    INVALID = ("invalid", 422, "api.title.invalid", "api.detail.invalid")
    MALFORMED = ("malformed", 400, "page.error.status_400.title", "page.error.status_400.text")
    NOT_SIGNED_IN = ("not_signed_in", 401, "api.title.not_signed_in", "api.detail.not_signed_in")
    COOKIE_MISSING = (
        "cookie_missing",
        403,
        "page.error.cookie_missing.title",
        "page.error.cookie_missing.text",
    )
    CSRF_REFUSED = (
        "csrf_refused",
        403,
        "page.error.form_expired.title",
        "page.error.form_expired.text",
    )
    SIGN_IN_REFUSED = ("sign_in_refused", 403, "api.title.sign_in_refused", "page.sign_in.refused")
    ACTIVATION_REFUSED = (
        "activation_refused",
        403,
        "api.title.password_refused",
        "page.activation.refused",
    )
    CURRENT_PASSWORD_REFUSED = (
        "current_password_refused",
        403,
        "api.title.password_refused",
        "page.change.refused",
    )
    OPENING_REFUSED = ("opening_refused", 403, "api.title.proof_refused", "page.opening.refused")
    CONTRACT_REFUSED = ("contract_refused", 403, "api.title.proof_refused", "page.adding.refused")
    CORRECTION_REFUSED = (
        "correction_refused",
        403,
        "api.title.correction_refused",
        "page.waiting.refused",
    )
    NOT_FOUND = ("not_found", 404, "page.error.status_404.title", "page.error.status_404.text")
    NOTHING_WAITS = ("nothing_waits", 404, "api.title.nothing_waits", "api.detail.nothing_waits")
    CONTRACT_NOT_HELD = ("contract_not_held", 404, "api.title.not_held", "api.detail.not_held")
    METHOD_NOT_ALLOWED = (
        "method_not_allowed",
        405,
        "page.error.status_405.title",
        "page.error.status_405.text",
    )
    TOO_SLOW = ("too_slow", 408, "page.error.status_408.title", "page.error.status_408.text")
    CONTRACT_HELD = ("contract_held", 409, "api.title.contract_held", "page.adding.held")
    ACTIVATION_LINK_UNUSABLE = (
        "activation_link_unusable",
        410,
        "page.dead_link.title",
        "page.dead_link.activation",
    )
    RESET_LINK_UNUSABLE = (
        "reset_link_unusable",
        410,
        "page.dead_link.title",
        "page.dead_link.reset",
    )
    ADDRESS_LINK_UNUSABLE = (
        "address_link_unusable",
        410,
        "page.dead_link.title",
        "page.dead_link.address",
    )
    TOO_LARGE = ("too_large", 413, "page.error.status_413.title", "page.error.status_413.text")
    NOT_JSON = ("not_json", 415, "api.title.not_json", "api.detail.not_json")
    TOO_MANY_REQUESTS = (
        "too_many_requests",
        429,
        "api.title.too_many_requests",
        "page.address.too_many",
    )
    BROKEN = ("broken", 500, "page.error.broken.title", "page.error.broken.text")
    REGISTER_UNAVAILABLE = (
        "register_unavailable",
        503,
        "page.error.unavailable.title",
        "page.opening.unavailable",
    )
    UNAVAILABLE = (
        "unavailable",
        503,
        "page.error.unavailable.title",
        "page.error.unavailable.text",
    )

    def __init__(self, code: str, status: int, title: str, detail: str) -> None:
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail


@frozen
class Refused:
    """An answer that is a refusal; ``problems`` are those of its fields."""

    refusal: Refusal
    problems: tuple[Problem, ...] = ()


class RefusedError(Exception):
    """Raised where a request is refused before it has come to its use case."""

    def __init__(self, refusal: Refusal, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(refusal.code)
        self.refused = Refused(refusal, problems)
