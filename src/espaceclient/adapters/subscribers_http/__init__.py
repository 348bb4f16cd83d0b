"""The register of subscribers of a billing service that answers in JSON over HTTP.

A request is ``GET {base_url}/contracts/{number}?operator={name}`` with ``Authorization: Bearer
{token}``. The service answers in ``application/json``, UTF-8, and names the contract that its
answer is about:

* 200 with ``{"operator": …, "contract_number": …, "meter_number": …, "ended": false}``;
* 404 with ``{"error": "unknown_contract", "operator": …, "contract_number": …}``.

An operator with a code of its own is asked for with ``&operator_code={code}`` as well: its name may
have changed. An answer with ``"operator_code"`` may name the operator as it likes.

A 200 may have two members more, each of which may be null: ``"since"``, when the contract of the
present subscriber begins, as a day (``"2026-12-31"``, which begins in the service's time zone) or
as an instant with its offset (``"2026-12-31T00:00:00+01:00"``); and ``"customer"``, the customer
reference, a string.

Numbers are strings, as the billing system writes them: as long as its ``formats`` are the
guide's, the letter beside a contract's digits is ignored, and so are spaces, dots and hyphens in a
meter number. Further members are ignored. Any other response, or none, raises
``SubscribersUnavailable``; after some calls without any response, at once.
"""

from espaceclient.adapters.http_client import CircuitBreaker, TimeOuts
from espaceclient.adapters.subscribers_http.service import BillingService
from espaceclient.adapters.subscribers_http.subscribers import HttpSubscribers

__all__ = ["BillingService", "CircuitBreaker", "HttpSubscribers", "TimeOuts"]
