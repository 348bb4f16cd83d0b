"""Who is signed in, in Starlette and any other ASGI host: on each request's state.

It needs the extra ``web``. The pages themselves are a Starlette application, to be mounted.
"""

from espaceclient.adapters.starlette.middleware import EspaceClientMiddleware, visitor_of

__all__ = ["EspaceClientMiddleware", "visitor_of"]
