"""The values that commands, answers and records are made of.

Numbers of contracts and meters and passwords are valid by construction. An ``EmailAddress`` can be
compared and sent to; whether its syntax is right, ``EmailAddress.parse`` tells.
"""

from espaceclient.domain.account import AccountId, Subscription
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import ExtraField, ExtraFields, ExtraRefused
from espaceclient.domain.foreign_hash import ForeignHash, HashScheme
from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.import_account import ImportAccount
from espaceclient.domain.instant import beginning_of
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.number_format import ContractFormat, MeterFormat
from espaceclient.domain.number_part import Characters, Part
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Checklist, Password, Rule, RuleState
from espaceclient.domain.problem import Fields, Problem
from espaceclient.domain.session import SessionReference
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken, WaitingToken
from espaceclient.domain.values import (
    ClientNetwork,
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)

__all__ = [
    "FRENCH",
    "AccountId",
    "BrowserToken",
    "Characters",
    "Checklist",
    "ClientNetwork",
    "Commune",
    "Communes",
    "Contract",
    "ContractFormat",
    "ContractNumber",
    "EmailAddress",
    "EndReason",
    "ExtraField",
    "ExtraFields",
    "ExtraRefused",
    "Fields",
    "ForeignHash",
    "Formats",
    "HashScheme",
    "Holding",
    "HoldingId",
    "ImportAccount",
    "Language",
    "LinkToken",
    "MeterFormat",
    "MeterNumber",
    "Operator",
    "OperatorFormats",
    "Part",
    "Password",
    "PasswordAttempt",
    "PasswordHash",
    "Problem",
    "Rule",
    "RuleState",
    "SessionReference",
    "SessionToken",
    "Subscriber",
    "Subscription",
    "WaitingToken",
    "beginning_of",
]
