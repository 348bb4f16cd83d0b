"""The codes in which events tell how a request or the proof of a contract went."""

from enum import StrEnum


class RequestOutcome(StrEnum):
    """What the mail says that a request for an account is answered with."""

    ACTIVATION_MAILED = "activation_mailed"
    ADDRESS_IN_USE = "address_in_use"
    CONTRACT_HELD = "contract_held"


class AddressChangeOutcome(StrEnum):
    """What the mail to the new address says, with which a request for it is answered."""

    LINK_MAILED = "link_mailed"
    ADDRESS_IN_USE = "address_in_use"


class ClosingReason(StrEnum):
    """Why an account was closed: by its owner, by the support, or because nobody came for long."""

    BY_OWNER = "by_owner"
    BY_SUPPORT = "by_support"
    UNVISITED = "unvisited"


class SupportAct(StrEnum):
    """What the support did, beside closing and exporting, which are events of their own."""

    LOOKED = "looked"
    RESENT_ACTIVATION = "resent_activation"
    ENDED_SESSIONS = "ended_sessions"


class ProofRefusal(StrEnum):
    """Why a contract was not proved.

    ``CONTRACT_HELD``: the pair is right, and another account holds the contract; only who is signed
    in is refused for it.
    """

    UNKNOWN_CONTRACT = "unknown_contract"
    WRONG_METER = "wrong_meter"
    CONTRACT_ENDED = "contract_ended"
    CONTRACT_HELD = "contract_held"
