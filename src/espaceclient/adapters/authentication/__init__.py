"""Who is signed in, for a host's own pages: the cookies, the fields of forms, and a session's token
from the headers of a request; and where a sign-in is asked. It needs no framework.
"""

from espaceclient.adapters.authentication.authenticator import Authenticator
from espaceclient.adapters.authentication.cookies import (
    LANGUAGE_CHOSEN_FOR,
    Cookie,
    CookieSettings,
)
from espaceclient.adapters.authentication.csrf import (
    FIELD,
    HEADER,
    SAFE_METHODS,
    Csrf,
    FormProblem,
)
from espaceclient.adapters.authentication.headers import RequestHeaders
from espaceclient.adapters.authentication.presented import Carrier, Presented, presented
from espaceclient.adapters.authentication.sign_in_page import SignInPage, where_to_sign_in
from espaceclient.adapters.authentication.sign_in_path import SignInPath
from espaceclient.adapters.authentication.visitor import Visitor, VisitorRequest

__all__ = [
    "FIELD",
    "HEADER",
    "LANGUAGE_CHOSEN_FOR",
    "SAFE_METHODS",
    "Authenticator",
    "Carrier",
    "Cookie",
    "CookieSettings",
    "Csrf",
    "FormProblem",
    "Presented",
    "RequestHeaders",
    "SignInPage",
    "SignInPath",
    "Visitor",
    "VisitorRequest",
    "presented",
    "where_to_sign_in",
]
