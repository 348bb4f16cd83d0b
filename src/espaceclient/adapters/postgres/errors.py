"""What PostgreSQL and its driver raise, as the port's exceptions; nothing personal is quoted."""

import psycopg
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from espaceclient.ports.errors import Conflict, PortError, StorageUnavailable

CHANGED = "EC001"
"""The code that ``require_unchanged`` raises: something that was seen has changed."""

_CONFLICTS = (errors.UniqueViolation, errors.ForeignKeyViolation)
_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_GONE = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.IdleInTransactionSessionTimeout,
    errors.ReadOnlySqlTransaction,  # the primary was demoted: another one may be found
)
_TELLING = ("08", "25", "28", "3D", "42", "53", "54", "55", "57", "58", "XX")
"""The classes of errors whose message speaks of the server and never quotes a value."""


class Silent(psycopg.OperationalError):
    """The server gave no answer in time; the connection is of no more use."""


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether another connection may answer what this one did not."""
    if isinstance(error, Silent | PoolTimeout | PoolClosed | TooManyRequests):
        return False
    if isinstance(error, _GONE):
        return True
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
        error.sqlstate is None or error.sqlstate.startswith("08")
    )


def is_unanswered(error: psycopg.Error) -> bool:
    """Tell whether the server may have done what it was sent, and more, before it was gone."""
    gone = (errors.AdminShutdown, errors.CrashShutdown, errors.IdleSessionTimeout)
    return (
        error.sqlstate is None or error.sqlstate.startswith("08") or isinstance(error, gone)
    ) and not isinstance(error, PoolTimeout | PoolClosed | TooManyRequests)


def is_to_be_repeated(error: psycopg.Error) -> bool:
    """Tell whether the database ended a transaction for reasons of its own."""
    return isinstance(error, _AGAIN)


def translated(error: psycopg.Error) -> PortError:
    """Return the port's exception for one of the driver."""
    if error.sqlstate == CHANGED:
        return Conflict("a record has changed since it was read")
    if isinstance(error, _CONFLICTS):
        return Conflict(f"a constraint was violated: {error.diag.constraint_name}")
    return StorageUnavailable(_said(error))


def cause_of(error: psycopg.Error) -> psycopg.Error | None:
    """Return the error to chain, or ``None`` when its text quotes what was stored."""
    return error if error.sqlstate is None or _speaks_of_the_server(error) else None


def _said(error: psycopg.Error) -> str:
    if error.sqlstate is None:
        return str(error)
    if _speaks_of_the_server(error) and error.diag.message_primary:
        return error.diag.message_primary
    return f"{type(error).__name__} ({error.sqlstate})"


def _speaks_of_the_server(error: psycopg.Error) -> bool:
    return error.sqlstate is not None and error.sqlstate[:2] in _TELLING
