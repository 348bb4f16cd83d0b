"""What the use cases answer: a closed union a use case, to ``match`` on.

=============================  ================================================================
``EspaceClient``'s method      its answer
=============================  ================================================================
``open_account``               ``RequestReceived | RequestRefused | RegisterUnavailable | Invalid``
``preview_activation``         ``ActivationReady | PasswordRequired | LinkUnusable``
``activate``                   ``Activated | PasswordRequired | ActivationRefused | LinkUnusable``
``sign_in``                    ``SignedIn | SignInRefused | Invalid``
``sign_out``                   ``SignedOut``
``find_session``               ``SessionFound | NoSession``
``contracts``                  ``Contracts | NoSession``
``contracts_of_account``       ``Contracts``
``may_see``                    ``Entitled | NotEntitled | NoSession``
``may_account_see``            ``Entitled | NotEntitled``
``apply``                      ``Applied | AlreadyApplied | RenumberingRefused``
``preview_apply``              ``Applied | AlreadyApplied | RenumberingRefused``
``plan_renumbering``           ``RenumberingPlan``
``reconcile``                  ``Reconciled | TooManyEnds``
``request_reset``              ``ResetRequested | Invalid``
``preview_reset``              ``ResetReady | LinkUnusable``
``reset_password``             ``PasswordReset | LinkUnusable | Invalid``
``change_password``            ``PasswordChanged | CurrentPasswordRefused | NoSession | Invalid``
``add_contract``               ``ContractAdded | ContractHeld | AlreadyYours | RequestRefused |
                               RegisterUnavailable | NoSession | Invalid``
``remove_contract``            ``ContractRemoved | NotHeld | CurrentPasswordRefused | NoSession |
                               Invalid``
``import_account``             ``AccountImported | AlreadyImported | AddressTaken | ContractTaken |
                               RegisterUnavailable | Invalid``
``import_accounts``            ``ImportedBatch``
``check_health``               ``Health``
``purge``                      ``Purged``
=============================  ================================================================
"""

from espaceclient.domain.activate import (
    Activated,
    ActivationReady,
    ActivationRefused,
    PasswordRequired,
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
from espaceclient.domain.contracts import Answer as ContractsAnswer
from espaceclient.domain.contracts import Contracts
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
from espaceclient.domain.link import LinkUnusable
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
from espaceclient.domain.request_reset import Answer as RequestResetAnswer
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import Answer as ResetPasswordAnswer
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.reset_password import Preview as ResetPreview
from espaceclient.domain.sign_in import Answer as SignInAnswer
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut

__all__ = [
    "AccountImported",
    "ActivateAnswer",
    "Activated",
    "ActivationPreview",
    "ActivationReady",
    "ActivationRefused",
    "AddContractAnswer",
    "AddressTaken",
    "AlreadyApplied",
    "AlreadyImported",
    "AlreadyYours",
    "Applied",
    "ApplyAnswer",
    "ChangePasswordAnswer",
    "Checklist",
    "ContractAdded",
    "ContractHeld",
    "ContractRemoved",
    "ContractTaken",
    "Contracts",
    "ContractsAnswer",
    "CurrentPasswordRefused",
    "Entitled",
    "Entitlement",
    "FindSessionAnswer",
    "Health",
    "ImportAccountAnswer",
    "ImportedBatch",
    "Invalid",
    "LinkUnusable",
    "MaySeeAnswer",
    "NoSession",
    "NotEntitled",
    "NotHeld",
    "OpenAccountAnswer",
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
    "RequestReceived",
    "RequestRefused",
    "RequestResetAnswer",
    "ResetPasswordAnswer",
    "ResetPreview",
    "ResetReady",
    "ResetRequested",
    "SessionFound",
    "SignInAnswer",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "TooManyEnds",
]
