"""A water utility's online customer account: open it, activate it, sign in, recover a password.

Import ``EspaceClient``, the commands and the answers from here; ports and their errors from
``espaceclient.ports``, adapters from ``espaceclient.adapters``.
"""

from espaceclient.client import EspaceClient
from espaceclient.domain.account import AccountId, Subscription
from espaceclient.domain.activate import (
    Activated,
    ActivationReady,
    ActivationRefused,
    PasswordRequired,
)
from espaceclient.domain.change_password import (
    ChangePassword,
    CurrentPasswordRefused,
    PasswordChanged,
)
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.open_account import (
    OpenAccount,
    RegisterUnavailable,
    RequestReceived,
    RequestRefused,
)
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Checklist, Password, PasswordPolicy, Rule, RuleState
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.purge import Purged
from espaceclient.domain.request_reset import RequestReset, ResetRequested
from espaceclient.domain.reset_password import PasswordReset, ResetPassword, ResetReady
from espaceclient.domain.sign_in import SignedIn, SignIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.domain.throttle import Limits
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
from espaceclient.ports.errors import PortError
from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    Keys,
    LinkKeys,
    PepperKeys,
    SessionKeys,
)
from espaceclient.relay import DeliveryReport, Links, Relay

__all__ = [
    "AccountConfirmedMail",
    "AccountId",
    "Activated",
    "ActivationMail",
    "ActivationReady",
    "ActivationRefused",
    "AddressInUseMail",
    "ChangePassword",
    "Checklist",
    "ClientNetwork",
    "Commune",
    "Communes",
    "Contract",
    "ContractClaimedMail",
    "ContractInUseMail",
    "ContractNumber",
    "CurrentPasswordRefused",
    "DeliveryReport",
    "EmailAddress",
    "EspaceClient",
    "Fields",
    "FingerprintKeys",
    "Invalid",
    "Key",
    "Keys",
    "Lifetimes",
    "Limits",
    "LinkKeys",
    "LinkUnusable",
    "Links",
    "Mail",
    "MeterNumber",
    "NoSession",
    "OpenAccount",
    "Operator",
    "Password",
    "PasswordAttempt",
    "PasswordChanged",
    "PasswordHash",
    "PasswordPolicy",
    "PasswordRequired",
    "PasswordReset",
    "PasswordUpdatedMail",
    "PepperKeys",
    "Policy",
    "PortError",
    "Problem",
    "Purged",
    "RegisterUnavailable",
    "Relay",
    "RequestReceived",
    "RequestRefused",
    "RequestReset",
    "ResetMail",
    "ResetPassword",
    "ResetReady",
    "ResetRequested",
    "Rule",
    "RuleState",
    "SessionFound",
    "SessionKeys",
    "SignIn",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "Subscriber",
    "Subscription",
]
