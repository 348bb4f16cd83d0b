"""AsyncEspaceClient: the library's front for asynchronous code, in threads that it bounds."""

from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from attrs import evolve, field, frozen

from espaceclient.adapters.async_client.pools import PoolName, Pools
from espaceclient.client import EspaceClient
from espaceclient.domain.password_policy import Checklist
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import ClientNetwork, Communes
from espaceclient.ports.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")


class Awaited(Generic[P, T]):
    """A method of ``EspaceClient`` as a coroutine of the same signature, run in the pool named."""

    def __init__(self, method: Callable[Concatenate[EspaceClient, P], T], pool: PoolName) -> None:
        self.method = method
        self.pool = pool
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(
        self, instance: "AsyncEspaceClient", owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...

    def __get__(
        self, instance: "AsyncEspaceClient | None", owner: type
    ) -> Self | Callable[P, Coroutine[Any, Any, T]]:
        if instance is None:
            return self
        bulkhead = instance.pools.named(self.pool)
        bound: Callable[P, T] = getattr(instance.client, self.method.__name__)

        @wraps(bound)
        async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
            return await bulkhead.run(instance.network_of(kwargs), bound, *args, **kwargs)

        return awaited


@frozen
class AsyncEspaceClient:
    """The methods of an ``EspaceClient``, awaited; each says there what it does, answers, raises.

    A call runs in a thread of the pool named beside its method, after those who wait there in
    turns of their networks: the call's own ``client_address`` names its network, or else
    ``calling_from`` does. Where neither does, all calls together are one network.

    A call may raise ``Busy`` besides: too many wait already, and nothing was started. A call that
    is cancelled while it waits was never started. One that has begun is carried through, and
    commits as a whole or not at all, though nobody learns its answer.
    """

    client: EspaceClient
    """The synchronous front behind it, for threads of a host's own."""
    pools: Pools = field(factory=Pools)
    _network: ClientNetwork = field(default=ClientNetwork.parse(""), alias="network", kw_only=True)

    @classmethod
    def over(cls, client: "EspaceClient | AsyncEspaceClient") -> "AsyncEspaceClient":
        """Return an asynchronous client as it is, and one with pools of its own over another."""
        return client if isinstance(client, AsyncEspaceClient) else cls(client)

    def calling_from(self, client_address: str | None) -> Self:
        """Return this client for somebody's calls: those that take no ``client_address`` wait in
        the turns of its network too. The pools are the same.
        """
        return evolve(self, network=ClientNetwork.parse(client_address or ""))

    @property
    def policy(self) -> Policy:
        """The policy of the client."""
        return self.client.policy

    @property
    def clock(self) -> Clock:
        """The clock of the client."""
        return self.client.clock

    @property
    def communes(self) -> Communes:
        """The communes served."""
        return self.client.communes

    def checklist(self, password: str) -> Checklist:
        """Return the state of every password rule for what was typed so far; nothing waits."""
        return self.client.checklist(password)

    def network_of(self, call: Mapping[str, object]) -> ClientNetwork:
        """Return the network in whose turns a call waits, by its keyword arguments."""
        match call.get("client_address"):
            case str(address) if address:
                return ClientNetwork.parse(address)
            case _:
                return self._network

    open_account = Awaited(EspaceClient.open_account, "openings")
    preview_waiting = Awaited(EspaceClient.preview_waiting, "previews")
    resend_activation = Awaited(EspaceClient.resend_activation, "writes")
    correct_address = Awaited(EspaceClient.correct_address, "writes")
    preview_activation = Awaited(EspaceClient.preview_activation, "previews")
    activate = Awaited(EspaceClient.activate, "hashing")
    sign_in = Awaited(EspaceClient.sign_in, "hashing")
    sign_out = Awaited(EspaceClient.sign_out, "writes")
    sessions = Awaited(EspaceClient.sessions, "previews")
    end_session = Awaited(EspaceClient.end_session, "writes")
    end_other_sessions = Awaited(EspaceClient.end_other_sessions, "writes")
    choose_language = Awaited(EspaceClient.choose_language, "writes")
    find_session = Awaited(EspaceClient.find_session, "visits")
    contracts = Awaited(EspaceClient.contracts, "previews")
    contracts_of_account = Awaited(EspaceClient.contracts_of_account, "previews")
    may_see = Awaited(EspaceClient.may_see, "previews")
    may_account_see = Awaited(EspaceClient.may_account_see, "previews")
    find_account = Awaited(EspaceClient.find_account, "previews")
    accounts = Awaited(EspaceClient.accounts, "previews")
    apply = Awaited(EspaceClient.apply, "writes")
    preview_apply = Awaited(EspaceClient.preview_apply, "previews")
    reconcile = Awaited(EspaceClient.reconcile, "jobs")
    plan_renumbering = Awaited(EspaceClient.plan_renumbering, "jobs")
    add_contract = Awaited(EspaceClient.add_contract, "openings")
    remove_contract = Awaited(EspaceClient.remove_contract, "hashing")
    request_reset = Awaited(EspaceClient.request_reset, "writes")
    preview_reset = Awaited(EspaceClient.preview_reset, "previews")
    reset_password = Awaited(EspaceClient.reset_password, "renewals")
    change_password = Awaited(EspaceClient.change_password, "renewals")
    request_address_change = Awaited(EspaceClient.request_address_change, "hashing")
    preview_address_change = Awaited(EspaceClient.preview_address_change, "previews")
    confirm_address_change = Awaited(EspaceClient.confirm_address_change, "hashing")
    export_account = Awaited(EspaceClient.export_account, "writes")
    close_account = Awaited(EspaceClient.close_account, "hashing")
    retire_accounts = Awaited(EspaceClient.retire_accounts, "jobs")
    import_account = Awaited(EspaceClient.import_account, "jobs")
    import_accounts = Awaited(EspaceClient.import_accounts, "jobs")
    check_health = Awaited(EspaceClient.check_health, "jobs")
    purge = Awaited(EspaceClient.purge, "jobs")
