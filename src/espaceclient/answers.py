"""What the use cases answer: a closed union a use case, to ``match`` on.

=============================  ================================================================
``EspaceClient``'s method      its answer
=============================  ================================================================
``open_account``               ``RequestReceived | RequestRefused | RegisterUnavailable | Invalid``
``preview_waiting``            ``Waiting | NothingWaits``
``resend_activation``          ``ActivationResent``
``correct_address``            ``AddressCorrected | CorrectionRefused | Invalid``
``preview_activation``         ``ActivationReady | PasswordRequired | LinkUnusable``
``activate``                   ``Activated | PasswordRequired | ActivationRefused | LinkUnusable``
``sign_in``                    ``SignedIn | SignInRefused | Invalid``
``sign_out``                   ``SignedOut``
``sessions``                   ``Sessions | NoSession``
``end_session``                ``SessionEnded | NoSession``
``end_other_sessions``         ``OtherSessionsEnded | NoSession``
``choose_language``            ``LanguageChosen | NoSession``
``find_session``               ``SessionFound | NoSession``
``contracts``                  ``Contracts | NoSession``
``contracts_of_account``       ``Contracts``
``may_see``                    ``Entitled | NotEntitled | NoSession``
``may_account_see``            ``Entitled | NotEntitled``
``find_account``               ``AccountView | NoAccount``
``accounts``                   ``Accounts``
``apply``                      ``Applied | AlreadyApplied | RenumberingRefused``
``preview_apply``              ``Applied | AlreadyApplied | RenumberingRefused``
``plan_renumbering``           ``RenumberingPlan``
``reconcile``                  ``Reconciled | TooManyEnds``
``request_reset``              ``ResetRequested | Invalid``
``preview_reset``              ``ResetReady | LinkUnusable``
``reset_password``             ``PasswordReset | LinkUnusable | Invalid``
``change_password``            ``PasswordChanged | CurrentPasswordRefused | NoSession | Invalid``
``request_address_change``     ``AddressChangeRequested | TooManyRequests |
                               CurrentPasswordRefused | NoSession | Invalid``
``preview_address_change``     ``AddressChangeReady | PasswordRequired | LinkUnusable``
``confirm_address_change``     ``AddressChanged | PasswordRequired | CurrentPasswordRefused |
                               LinkUnusable``
``add_contract``               ``ContractAdded | ContractHeld | AlreadyYours | RequestRefused |
                               RegisterUnavailable | NoSession | Invalid``
``remove_contract``            ``ContractRemoved | NotHeld | CurrentPasswordRefused | NoSession |
                               Invalid``
``export_account``             ``AccountExported | NoSession``
``close_account``              ``AccountClosed | CurrentPasswordRefused | NoSession | Invalid``
``retire_accounts``            ``Retired | TooManyRetired``
``import_account``             ``AccountImported | AlreadyImported | AddressTaken | ContractTaken |
                               RegisterUnavailable | Invalid``
``import_accounts``            ``ImportedBatch``
``check_health``               ``Health``
``purge``                      ``Purged``
=============================  ================================================================
"""

from espaceclient.domain.account_view import Accounts, AccountView, NoAccount
from espaceclient.domain.activate import (
    Activated,
    ActivationReady,
    ActivationRefused,
)
from espaceclient.domain.activate import Answer as ActivateAnswer
from espaceclient.domain.activate import Preview as ActivationPreview
from espaceclient.domain.add_contract import AlreadyYours, ContractAdded, ContractHeld
from espaceclient.domain.add_contract import Answer as AddContractAnswer
from espaceclient.domain.apply_billing import AlreadyApplied, Applied, RenumberingRefused
from espaceclient.domain.apply_billing import Answer as ApplyAnswer
from espaceclient.domain.change_password import Answer as ChangePasswordAnswer
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.check_health import Health
from espaceclient.domain.choose_language import Answer as ChooseLanguageAnswer
from espaceclient.domain.choose_language import LanguageChosen
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.close_account import OwnersAnswer as CloseAccountAnswer
from espaceclient.domain.confirm_address_change import AddressChanged, AddressChangeReady
from espaceclient.domain.confirm_address_change import Answer as ConfirmAddressChangeAnswer
from espaceclient.domain.confirm_address_change import Preview as AddressChangePreview
from espaceclient.domain.contracts import Answer as ContractsAnswer
from espaceclient.domain.contracts import Contracts
from espaceclient.domain.correct_address import AddressCorrected, CorrectionRefused
from espaceclient.domain.correct_address import Answer as CorrectAddressAnswer
from espaceclient.domain.end_other_sessions import Answer as EndOtherSessionsAnswer
from espaceclient.domain.end_other_sessions import OtherSessionsEnded
from espaceclient.domain.end_session import Answer as EndSessionAnswer
from espaceclient.domain.end_session import SessionEnded
from espaceclient.domain.export_account import AccountExported
from espaceclient.domain.export_account import OwnersAnswer as ExportAccountAnswer
from espaceclient.domain.find_session import Answer as FindSessionAnswer
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.import_account import (
    AccountImported,
    AddressTaken,
    AlreadyImported,
    ContractTaken,
)
from espaceclient.domain.import_account import Answer as ImportAccountAnswer
from espaceclient.domain.import_accounts import ImportedBatch
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.may_see import Answer as MaySeeAnswer
from espaceclient.domain.may_see import Entitled, Entitlement, NotEntitled
from espaceclient.domain.open_account import Answer as OpenAccountAnswer
from espaceclient.domain.open_account import RegisterUnavailable, RequestReceived, RequestRefused
from espaceclient.domain.password_policy import Checklist
from espaceclient.domain.plan_renumbering import RenumberingPlan
from espaceclient.domain.problem import Invalid, Problem
from espaceclient.domain.purge import Purged
from espaceclient.domain.reconcile import Answer as ReconcileAnswer
from espaceclient.domain.reconcile import Reconciled, TooManyEnds
from espaceclient.domain.remove_contract import Answer as RemoveContractAnswer
from espaceclient.domain.remove_contract import ContractRemoved, NotHeld
from espaceclient.domain.request_address_change import AddressChangeRequested, TooManyRequests
from espaceclient.domain.request_address_change import Answer as RequestAddressChangeAnswer
from espaceclient.domain.request_reset import Answer as RequestResetAnswer
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.resend_activation import ActivationResent
from espaceclient.domain.reset_password import Answer as ResetPasswordAnswer
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.reset_password import Preview as ResetPreview
from espaceclient.domain.retire_accounts import Answer as RetireAccountsAnswer
from espaceclient.domain.retire_accounts import Retired, TooManyRetired
from espaceclient.domain.sessions import Answer as SessionsAnswer
from espaceclient.domain.sessions import OpenSession, Sessions
from espaceclient.domain.sign_in import Answer as SignInAnswer
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.domain.waiting import Answer as WaitingPreview
from espaceclient.domain.waiting import NothingWaits, Waiting

FindAccountAnswer = AccountView | NoAccount

__all__ = [
    "AccountClosed",
    "AccountExported",
    "AccountImported",
    "AccountView",
    "Accounts",
    "ActivateAnswer",
    "Activated",
    "ActivationPreview",
    "ActivationReady",
    "ActivationRefused",
    "ActivationResent",
    "AddContractAnswer",
    "AddressChangePreview",
    "AddressChangeReady",
    "AddressChangeRequested",
    "AddressChanged",
    "AddressCorrected",
    "AddressTaken",
    "AlreadyApplied",
    "AlreadyImported",
    "AlreadyYours",
    "Applied",
    "ApplyAnswer",
    "ChangePasswordAnswer",
    "Checklist",
    "ChooseLanguageAnswer",
    "CloseAccountAnswer",
    "ConfirmAddressChangeAnswer",
    "ContractAdded",
    "ContractHeld",
    "ContractRemoved",
    "ContractTaken",
    "Contracts",
    "ContractsAnswer",
    "CorrectAddressAnswer",
    "CorrectionRefused",
    "CurrentPasswordRefused",
    "EndOtherSessionsAnswer",
    "EndSessionAnswer",
    "Entitled",
    "Entitlement",
    "ExportAccountAnswer",
    "FindAccountAnswer",
    "FindSessionAnswer",
    "Health",
    "ImportAccountAnswer",
    "ImportedBatch",
    "Invalid",
    "LanguageChosen",
    "LinkUnusable",
    "MaySeeAnswer",
    "NoAccount",
    "NoSession",
    "NotEntitled",
    "NotHeld",
    "NothingWaits",
    "OpenAccountAnswer",
    "OpenSession",
    "OtherSessionsEnded",
    "PasswordChanged",
    "PasswordRequired",
    "PasswordReset",
    "Problem",
    "Purged",
    "ReconcileAnswer",
    "Reconciled",
    "RegisterUnavailable",
    "RemoveContractAnswer",
    "RenumberingPlan",
    "RenumberingRefused",
    "RequestAddressChangeAnswer",
    "RequestReceived",
    "RequestRefused",
    "RequestResetAnswer",
    "ResetPasswordAnswer",
    "ResetPreview",
    "ResetReady",
    "ResetRequested",
    "RetireAccountsAnswer",
    "Retired",
    "SessionEnded",
    "SessionFound",
    "Sessions",
    "SessionsAnswer",
    "SignInAnswer",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "TooManyEnds",
    "TooManyRequests",
    "TooManyRetired",
    "Waiting",
    "WaitingPreview",
]
