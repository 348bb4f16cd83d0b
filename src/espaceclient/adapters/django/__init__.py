"""Who is signed in, in Django: on each request, in templates, and asked for by a decorator; and
mails through Django's own backends.

It needs the extra ``django``. Two settings: ``ESPACE_CLIENT_AUTHENTICATOR`` is an ``Authenticator``
or the dotted path of one; ``ESPACE_CLIENT_SIGN_IN``, where visitors without a session are sent, is
a path or a function (see ``SignInPage``), or the dotted path of a function. The pages themselves
come by ``espaceclient.adapters.web.wsgi``, or are mounted beside an ASGI application.
"""

from espaceclient.adapters.django.decorators import (
    arequire_entitled,
    require_entitled,
    sign_in_required,
)
from espaceclient.adapters.django.mailer import DjangoMailer
from espaceclient.adapters.django.middleware import (
    EspaceClientMiddleware,
    espace_client,
    visitor_of,
)
from espaceclient.adapters.django.visitor import DjangoVisitor

__all__ = [
    "DjangoMailer",
    "DjangoVisitor",
    "EspaceClientMiddleware",
    "arequire_entitled",
    "espace_client",
    "require_entitled",
    "sign_in_required",
    "visitor_of",
]
