"""django-allauth: a Django site with its headless API for apps, as its documentation sets it up."""

import re
from urllib.parse import unquote

import django
from django.conf import settings
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher
from django.core import mail
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

from tests.benchmarks.peers.asking import questions
from tests.benchmarks.peers.calling import Browser, Wsgi
from tests.benchmarks.peers.driving import (
    NEW,
    NEWER,
    Visitor,
    cost,
    database,
    is_postgres,
    serve,
)

API = "/_allauth/app/v1/"
FRONT_END = "http://127.0.0.1"


class Bcrypt(BCryptSHA256PasswordHasher):
    rounds = cost() or BCryptSHA256PasswordHasher.rounds


def database_settings() -> dict[str, object]:
    if not is_postgres():
        durable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
        options = {"init_command": durable, "transaction_mode": "IMMEDIATE"}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database(),
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - only for PostgreSQL

    known = conninfo_to_dict(database())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known.get("user", ""),
        "HOST": known.get("host", ""),
        "PORT": known.get("port", ""),
        "CONN_MAX_AGE": None,
    }


settings.configure(
    SECRET_KEY="k" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.headless",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    DATABASES={"default": database_settings()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ACCOUNT_LOGIN_METHODS={"email"},
    ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
    ACCOUNT_EMAIL_VERIFICATION="mandatory",
    ACCOUNT_EMAIL_NOTIFICATIONS=True,  # as the library itself and the others: changes are told
    HEADLESS_ONLY=True,
    HEADLESS_CLIENTS=("app",),
    HEADLESS_FRONTEND_URLS={
        "account_confirm_email": f"{FRONT_END}/activation/{{key}}",
        "account_reset_password": f"{FRONT_END}/password/reset",
        "account_reset_password_from_key": f"{FRONT_END}/reset/{{key}}",
        "account_signup": f"{FRONT_END}/sign-up",
    },
    **({"PASSWORD_HASHERS": [f"{__name__}.Bcrypt"]} if cost() else {}),
)
django.setup()

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
]


class Journey:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.browser = Browser(APPLICATION, visitor.address)

    def sign_up(self) -> None:
        self._send(401, "POST", "auth/signup", self._credentials())

    def activate(self) -> None:
        verified = {"key": self._link("activation")}
        self._send(401, "POST", "auth/email/verify", verified)  # done: now sign in
        self.browser.headers.clear()

    def sign_in(self) -> None:
        self._send(200, "POST", "auth/login", self._credentials())

    def who_am_i(self) -> None:
        found = self.browser.expect(200, "GET", f"{API}auth/session").json
        assert found["data"]["user"]["email"] == self.visitor.email

    def change_password(self) -> None:
        chosen = {"current_password": self.visitor.password, "new_password": NEW}
        self._send(200, "POST", "account/password/change", chosen)

    def sign_out(self) -> None:
        self.browser.expect(401, "DELETE", f"{API}auth/session")
        self.browser.headers.clear()

    def forgotten(self) -> None:
        self._send(200, "POST", "auth/password/request", {"email": self.visitor.email})

    def reset(self) -> None:
        chosen = {"key": self._link("reset"), "password": NEWER}
        self._send(401, "POST", "auth/password/reset", chosen)

    def _credentials(self) -> dict[str, str]:
        return {"email": self.visitor.email, "password": self.visitor.password}

    def _send(self, status: int, method: str, url: str, sent: object) -> None:
        answer = self.browser.expect(status, method, API + url, sent).json
        if token := answer.get("meta", {}).get("session_token"):
            self.browser.headers["X-Session-Token"] = token

    @staticmethod
    def _link(purpose: str) -> str:
        found = re.search(rf"/{purpose}/(\S+)", mail.outbox[-1].body)
        assert found
        return unquote(found[1])


APPLICATION = Wsgi(get_wsgi_application())
mail.outbox = []

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    serve(Journey, questions)
