"""fastapi-users: its routers over SQLAlchemy, with sessions in the database, as documented.

It has no mails: those that a host must write are built here as texts of some lines.
"""

import re
import uuid
from collections.abc import AsyncIterator
from email.message import EmailMessage
from urllib.parse import urlencode

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from fastapi_users.password import PasswordHelper
from fastapi_users_db_sqlalchemy import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from fastapi_users_db_sqlalchemy.access_token import (
    SQLAlchemyAccessTokenDatabase,
    SQLAlchemyBaseAccessTokenTableUUID,
)
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from tests.benchmarks.peers.asking import questions
from tests.benchmarks.peers.calling import Asgi, Browser
from tests.benchmarks.peers.driving import (
    NEW,
    NEWER,
    Visitor,
    cost,
    database,
    is_postgres,
    serve,
)

SECRET = "k" * 50
OUTBOX: list[str] = []


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


class AccessToken(SQLAlchemyBaseAccessTokenTableUUID, Base):
    pass


if is_postgres():
    engine = create_async_engine(database().replace("postgresql:", "postgresql+psycopg:"))
else:
    engine = create_async_engine(f"sqlite+aiosqlite:///{database()}")

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection, _record) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


sessions = async_sessionmaker(engine, expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


async def user_database(opened: AsyncSession = Depends(session)):
    yield SQLAlchemyUserDatabase(opened, User)


async def token_database(opened: AsyncSession = Depends(session)):
    yield SQLAlchemyAccessTokenDatabase(opened, AccessToken)


def send(to: str, subject: str, path: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ne-pas-repondre@exemple.fr", to, subject
    mail.set_content(f"Bonjour,\n\nhttps://client.exemple.fr/{path}\n\nLe service clients\n")
    mail.as_bytes()
    OUTBOX.append(mail.get_content())


class UserManager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    reset_password_token_secret = verification_token_secret = SECRET

    async def on_after_register(self, user, request=None) -> None:
        await self.request_verify(user, request)

    async def on_after_request_verify(self, user, token, request=None) -> None:
        send(user.email, "Activez votre compte", f"activation/{token}")

    async def on_after_forgot_password(self, user, token, request=None) -> None:
        send(user.email, "Nouveau mot de passe", f"reset/{token}")

    async def on_after_update(self, user, update_dict, request=None) -> None:
        if "password" in update_dict:
            send(user.email, "Mot de passe modifié", "")

    async def on_after_reset_password(self, user, request=None) -> None:
        send(user.email, "Mot de passe modifié", "")


async def user_manager(found=Depends(user_database)):
    low = PasswordHelper(PasswordHash((BcryptHasher(rounds=cost()),))) if cost() else None
    yield UserManager(found, low)


def strategy(found=Depends(token_database)) -> DatabaseStrategy:
    return DatabaseStrategy(found, lifetime_seconds=1800)


backend = AuthenticationBackend("database", BearerTransport("auth/login"), strategy)
users = FastAPIUsers[User, uuid.UUID](user_manager, [backend])


class Update(schemas.BaseUserUpdate):
    pass


app = FastAPI()
read, create = schemas.BaseUser[uuid.UUID], schemas.BaseUserCreate
app.include_router(users.get_auth_router(backend, requires_verification=True), prefix="/auth")
app.include_router(users.get_register_router(read, create), prefix="/auth")
app.include_router(users.get_verify_router(read), prefix="/auth")
app.include_router(users.get_reset_password_router(), prefix="/auth")
app.include_router(
    users.get_users_router(read, Update, requires_verification=True), prefix="/users"
)


class Journey:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.browser = Browser(APPLICATION, visitor.address)

    def sign_up(self) -> None:
        chosen = {"email": self.visitor.email, "password": self.visitor.password}
        self.browser.expect(201, "POST", "/auth/register", chosen)

    def activate(self) -> None:
        self.browser.expect(200, "POST", "/auth/verify", {"token": self._link("activation")})

    def sign_in(self) -> None:
        credentials = {"username": self.visitor.email, "password": self.visitor.password}
        answer = self.browser.expect(200, "POST", "/auth/login", form=urlencode(credentials))
        self.browser.headers["Authorization"] = f"Bearer {answer.json['access_token']}"

    def who_am_i(self) -> None:
        found = self.browser.expect(200, "GET", "/users/me").json
        assert found["email"] == self.visitor.email

    def change_password(self) -> None:
        self.browser.expect(200, "PATCH", "/users/me", {"password": NEW})

    def sign_out(self) -> None:
        self.browser.expect(204, "POST", "/auth/logout")
        self.browser.headers.clear()

    def forgotten(self) -> None:
        self.browser.expect(202, "POST", "/auth/forgot-password", {"email": self.visitor.email})

    def reset(self) -> None:
        chosen = {"token": self._link("reset"), "password": NEWER}
        self.browser.expect(200, "POST", "/auth/reset-password", chosen)

    @staticmethod
    def _link(purpose: str) -> str:
        found = re.search(rf"/{purpose}/(\S+)", OUTBOX[-1])
        assert found
        return found[1]


APPLICATION = Asgi(app)


async def prepare() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


if __name__ == "__main__":
    APPLICATION.runner.run(prepare())
    serve(Journey, questions)
