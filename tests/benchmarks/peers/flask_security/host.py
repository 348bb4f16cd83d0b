"""Flask-Security: its views asked for JSON, over Flask-SQLAlchemy, as documented.

``RETURN_GENERIC_RESPONSES`` is on, as a host that hides who has an account must have it.
"""

import re

from flask import Flask
from flask_mailman import Mail
from flask_security import Security, SQLAlchemyUserDatastore, auth_required, current_user
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

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

app = Flask(__name__)
app.config.update(
    SECRET_KEY="k" * 50,
    SECURITY_PASSWORD_SALT="s" * 50,
    SQLALCHEMY_DATABASE_URI=(
        database().replace("postgresql:", "postgresql+psycopg:")
        if is_postgres()
        else f"sqlite:///{database()}"
    ),
    MAIL_BACKEND="locmem",
    MAIL_DEFAULT_SENDER="ne-pas-repondre@exemple.fr",
    WTF_CSRF_ENABLED=False,  # none of the hosts is asked as by a page
    SECURITY_REGISTERABLE=True,
    SECURITY_CONFIRMABLE=True,
    SECURITY_RECOVERABLE=True,
    SECURITY_CHANGEABLE=True,
    SECURITY_RETURN_GENERIC_RESPONSES=True,
    SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},  # no host asks the DNS
)
if cost():
    app.config.update(
        SECURITY_PASSWORD_HASH="bcrypt",
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={"bcrypt__rounds": cost()},
    )

mail, db = Mail(app), SQLAlchemy(app)
fsqla_v3.FsModels.set_db_info(db)


class Role(db.Model, fsqla_v3.FsRoleMixin):
    pass


class User(db.Model, fsqla_v3.FsUserMixin):
    pass


app.security = Security(app, SQLAlchemyUserDatastore(db, User, Role))


@app.get("/me")
@auth_required("session")
def me() -> dict[str, str]:
    return {"email": current_user.email}


class Journey:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.browser = Browser(APPLICATION, visitor.address)

    def sign_up(self) -> None:
        chosen = twice(self.visitor.password) | {"email": self.visitor.email}
        self.browser.expect(200, "POST", "/register", chosen)

    def activate(self) -> None:
        self.browser.expect(302, "GET", f"/confirm/{self._link('confirm')}")

    def sign_in(self) -> None:
        credentials = {"email": self.visitor.email, "password": self.visitor.password}
        self.browser.expect(200, "POST", "/login", credentials)

    def who_am_i(self) -> None:
        found = self.browser.expect(200, "GET", "/me").json
        assert found["email"] == self.visitor.email

    def change_password(self) -> None:
        chosen = {
            "password": self.visitor.password,
            "new_password": NEW,
            "new_password_confirm": NEW,
        }
        self.browser.expect(200, "POST", "/change", chosen)

    def sign_out(self) -> None:
        self.browser.expect(200, "POST", "/logout", {})

    def forgotten(self) -> None:
        self.browser.expect(200, "POST", "/reset", {"email": self.visitor.email})

    def reset(self) -> None:
        self.browser.expect(200, "POST", f"/reset/{self._link('reset')}", twice(NEWER))

    @staticmethod
    def _link(purpose: str) -> str:
        found = re.search(rf"/{purpose}/(\S+)", app.extensions["mailman"].outbox[-1].body)
        assert found
        return found[1]


def twice(password: str) -> dict[str, str]:
    return {"password": password, "password_confirm": password}


APPLICATION = Wsgi(app)


def prepare() -> None:
    with app.app_context():
        if not is_postgres():

            @event.listens_for(db.engine, "connect")
            def durable(connection, _record) -> None:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")

        db.create_all()


if __name__ == "__main__":
    prepare()
    serve(Journey, questions)
