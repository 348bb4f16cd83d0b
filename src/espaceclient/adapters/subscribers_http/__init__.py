"""The register of subscribers behind a billing service that speaks JSON over HTTP.

One question is ``GET {base_url}/contracts/{number}?operator={name}`` with ``Authorization: Bearer
{token}``. The service answers it in ``application/json``, UTF-8, and names the contract that it
speaks of:

* 200 with ``{"operator": …, "contract_number": …, "meter_number": …, "ended": false}``;
* 404 with ``{"error": "unknown_contract", "operator": …, "contract_number": …}``.

Numbers are texts, as billing writes them: the letter beside a contract's digits, and spaces, dots
and hyphens in a meter's, are left out. Further members are ignored. Whatever else comes, or does
not come, is no answer.
"""

from espaceclient.adapters.subscribers_http.service import BillingService, TimeOuts
from espaceclient.adapters.subscribers_http.subscribers import HttpSubscribers

__all__ = ["BillingService", "HttpSubscribers", "TimeOuts"]
