"""Who is signed in, asked of the introspection endpoint of another machine (RFC 7662).

Any response that is not clearly an answer, and none, raises ``SessionsUnavailable``: nobody is then
let in. The extra is ``http``. ``espaceclient.adapters.introspection`` is the other side.
"""

from espaceclient.adapters.http_client import CircuitBreaker, TimeOuts
from espaceclient.adapters.introspection_http.answer import ActiveSession, ContractPeriod
from espaceclient.adapters.introspection_http.introspection import HttpIntrospection
from espaceclient.adapters.introspection_http.service import IntrospectionService

__all__ = [
    "ActiveSession",
    "CircuitBreaker",
    "ContractPeriod",
    "HttpIntrospection",
    "IntrospectionService",
    "TimeOuts",
]
