"""A water utility's online customer accounts: open one, activate it, sign in, recover a password.

``EspaceClient`` is the front: a method a use case. It takes a command, or the raw fields of a
form, and answers with one of a closed union to ``match`` on. ``Relay`` sends the mails.

Beside the names of this page there are groups:

* ``espaceclient.answers``: what the use cases answer;
* ``espaceclient.billing``: what billing tells about contracts;
* ``espaceclient.support``: the front for whoever helps subscribers, and what it answers;
* ``espaceclient.values``: what commands, answers and records are made of;
* ``espaceclient.mails``: the mails that are queued;
* ``espaceclient.events``: what happened, as hosts are told it;
* ``espaceclient.keys``: secret keys, a ring for each purpose;
* ``espaceclient.ports``: what the library needs of the world, for authors of adapters;
* ``espaceclient.adapters``: memory, SQLite, SMTP, bcrypt, pages, command line…, each by itself;
* ``espaceclient.testing``: laws, strategies and a state machine for your own tests.
"""

from espaceclient.client import EspaceClient
from espaceclient.domain.add_contract import AddContract
from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.correct_address import CorrectAddress
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.formats import Formats
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.domain.request_address_change import RequestAddressChange
from espaceclient.domain.request_reset import RequestReset
from espaceclient.domain.reset_password import ResetPassword
from espaceclient.domain.sign_in import SignIn
from espaceclient.domain.throttle import Limits
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken, WaitingToken
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.errors import PortError
from espaceclient.ports.keys import Keys
from espaceclient.relay import DeliveryReport, Links, Relay

__version__ = "0.2.0.dev0"

__all__ = [
    "AddContract",
    "BrowserToken",
    "ChangePassword",
    "Commune",
    "Communes",
    "Contract",
    "ContractNumber",
    "CorrectAddress",
    "DeliveryReport",
    "EmailAddress",
    "EspaceClient",
    "Formats",
    "Keys",
    "Lifetimes",
    "Limits",
    "LinkToken",
    "Links",
    "MeterNumber",
    "OpenAccount",
    "Operator",
    "PasswordPolicy",
    "Policy",
    "PortError",
    "Relay",
    "RequestAddressChange",
    "RequestReset",
    "ResetPassword",
    "SessionToken",
    "SignIn",
    "Subscriber",
    "WaitingToken",
]
