"""What a use case reads in two steps is of one moment: it is decided on that or not at all."""

from espaceclient.answers import PasswordReset, SignedIn, SignInRefused
from espaceclient.domain.mail import ResetMail
from tests.client_fixture import ClientFixture, client_fixture
from tests.use_cases.address_change import ChangesTheAddress

NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
OLD_ADDRESS, NEW_ADDRESS = "jeanne@exemple.fr", "jeanne@nouvelle.fr"


def locked_out_at_both_addresses() -> tuple[ChangesTheAddress, ClientFixture]:
    """Return an account whose address, and the one it is about to get, both failed four times."""
    storage = ChangesTheAddress(OLD_ADDRESS, NEW_ADDRESS)
    world = client_fixture(storage=storage)
    world.activated()
    for email in (OLD_ADDRESS, NEW_ADDRESS):
        for _ in range(4):
            world.client.sign_in({"email": email, "password": "wrong"})
    return storage, world


def fails_and_then_succeeds(world: ClientFixture, email: str) -> bool:
    """Tell whether the right password is accepted after one more failure: the others are gone."""
    assert world.client.sign_in({"email": email, "password": "wrong"}) == SignInRefused()
    return isinstance(world.client.sign_in({"email": email, **NEW}), SignedIn)


def test_a_reset_resets_the_failures_at_the_address_that_the_account_has_by_then() -> None:
    storage, world = locked_out_at_both_addresses()
    world.client.request_reset({"email": OLD_ADDRESS})
    link = world.token(ResetMail)
    storage.armed = True
    assert isinstance(world.client.reset_password(link, NEW), PasswordReset)
    assert fails_and_then_succeeds(world, NEW_ADDRESS)
