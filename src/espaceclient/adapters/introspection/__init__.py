"""An endpoint that tells services on other machines who is signed in (RFC 7662).

A service posts ``token=…`` as a form, and says who it is by a secret: HTTP Basic with its name, or
``Authorization: Bearer``. It is answered in JSON:

* ``{"active": false}``, whatever is wrong with the token;
* ``{"active": true, "token_type": "Bearer", "sub": …, "iat": …, "exp": …, "entitlements": […]}``:
  the account's id, when the session was opened and when it ends (seconds since 1970), and what may
  be seen, in the order in which it began. Each entitlement has an ``operator`` (its name), an
  ``operator_code``, a ``contract_number``, ``since``, and ``until``, which is null while no end is
  known: instants as ISO 8601 writes them, ``since`` included and ``until`` excluded.

Asking is no visit. A query is refused: what stands in it is logged. The extra is ``web``;
``espaceclient.adapters.introspection_http`` is the other side.
"""

from espaceclient.adapters.introspection.endpoint import create_introspection
from espaceclient.adapters.introspection.resource_servers import ResourceServers

__all__ = ["ResourceServers", "create_introspection"]
