"""The ports: the interfaces that a use case calls, one Protocol a file.

An adapter implements one of these Protocols; it inherits from nothing. All that its author needs is
here: the Protocols, the lookups, records and values that they exchange, and the errors that they
raise. Each mail and each event is in ``espaceclient.mails`` and ``espaceclient.events``. Each
docstring states the port's whole contract, and ``espaceclient.testing`` has a suite of laws that
checks it. What a storage keeps, ``espaceclient.adapters.codec`` writes as plain data.
"""

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.decision import Decision, DecisionId, ExpiringRecord, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import Event, EventKey, RecordedEvent
from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.language import Language
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import Mail, QueuedMail
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.problem import Problem
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.token import Purpose
from espaceclient.domain.values import (
    Commune,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import (
    BreachedPasswordsUnavailable,
    Conflict,
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryUnavailable,
    EventRefused,
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    OutcomeUnknown,
    PortError,
    SessionsUnavailable,
    SinkUnavailable,
    StorageUnavailable,
    SubscribersUnavailable,
)
from espaceclient.ports.event_feed import EventFeed, FeedEntry, FeedSummary, LeasedEvent
from espaceclient.ports.event_sink import EventSink
from espaceclient.ports.exclusive_storage import ExclusiveStorage
from espaceclient.ports.gates import Gate, Gates, gates
from espaceclient.ports.hasher import ForeignHasher, Hasher
from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    Keys,
    LinkKeys,
    MissingKeys,
    PepperKeys,
    SessionKeys,
)
from espaceclient.ports.languages import Languages
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry, OutboxSummary
from espaceclient.ports.register import Register, RegisterWouldShrink, ReplaceUnderWay
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfAddressChange,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AccountsInOrder,
    AddressChangeById,
    AddressChangesOfAccount,
    AnyLookup,
    AppliedEventById,
    ByIdentity,
    EndedContractByKey,
    EndlessHoldings,
    Expired,
    FailedAttemptsByKey,
    HoldingById,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    HourlyCounterByKey,
    Lookup,
    RegistrationById,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetById,
    ResetsOfAccount,
    SessionById,
    SessionsOfAccount,
    Snapshot,
    Storage,
    Stored,
    identity,
    sought,
)
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
    Trail,
)
from espaceclient.ports.webhook_secret import WebhookSecret
from espaceclient.ports.wording import MailContent, Wording

__all__ = [
    "FOREVER",
    "AboutAccount",
    "AboutContract",
    "AboutSubject",
    "Account",
    "AccountAtAddress",
    "AccountById",
    "AccountId",
    "AccountOfAddressChange",
    "AccountOfContract",
    "AccountOfReset",
    "AccountOfSession",
    "AccountsInOrder",
    "AddressChange",
    "AddressChangeById",
    "AddressChangeId",
    "AddressChangesOfAccount",
    "AnyLookup",
    "AppliedEvent",
    "AppliedEventById",
    "BillingEventId",
    "BreachedPasswords",
    "BreachedPasswordsUnavailable",
    "BrowserId",
    "ByIdentity",
    "Clock",
    "Commune",
    "Conflict",
    "Contract",
    "ContractNumber",
    "Decision",
    "DecisionId",
    "DeliveryDeferred",
    "DeliveryRefused",
    "DeliveryUnavailable",
    "EmailAddress",
    "EndReason",
    "EndedContract",
    "EndedContractByKey",
    "EndlessHoldings",
    "Event",
    "EventFeed",
    "EventKey",
    "EventRefused",
    "EventSink",
    "Everything",
    "ExclusiveStorage",
    "Expired",
    "ExpiringRecord",
    "FailedAttempts",
    "FailedAttemptsByKey",
    "FeedEntry",
    "FeedSummary",
    "FingerprintKeys",
    "ForeignHasher",
    "Gate",
    "Gates",
    "HashScheme",
    "Hasher",
    "Holding",
    "HoldingById",
    "HoldingId",
    "HoldingsOfAccount",
    "HoldingsOfContract",
    "HoldingsOfSession",
    "HourlyCounter",
    "HourlyCounterByKey",
    "Key",
    "KeyRing",
    "Keys",
    "Language",
    "Languages",
    "LeasedEvent",
    "LeasedMail",
    "LinkKeys",
    "Lookup",
    "Mail",
    "MailContent",
    "MailDeferred",
    "MailRefused",
    "Mailer",
    "MailerUnavailable",
    "Message",
    "MeterNumber",
    "MissingKeys",
    "Operator",
    "Outbox",
    "OutboxEntry",
    "OutboxSummary",
    "OutcomeUnknown",
    "PasswordAttempt",
    "PasswordHash",
    "PepperKeys",
    "PortError",
    "Problem",
    "Purpose",
    "Question",
    "QueuedMail",
    "Record",
    "RecordedEvent",
    "Register",
    "RegisterWouldShrink",
    "Registration",
    "RegistrationById",
    "RegistrationId",
    "RegistrationsAtAddress",
    "RegistrationsFor",
    "RegistrationsOfContract",
    "ReplaceUnderWay",
    "Reset",
    "ResetById",
    "ResetId",
    "ResetsOfAccount",
    "Session",
    "SessionById",
    "SessionId",
    "SessionKeys",
    "SessionsOfAccount",
    "SessionsUnavailable",
    "SinkUnavailable",
    "Snapshot",
    "Storage",
    "StorageUnavailable",
    "Stored",
    "Subscriber",
    "Subscribers",
    "SubscribersUnavailable",
    "Subscription",
    "Tokens",
    "Trail",
    "Validity",
    "WebhookSecret",
    "Wording",
    "gates",
    "identity",
    "sought",
]
