"""The setting ``breached_passwords``: a file, or a service."""

import re
from pathlib import Path

import httpx

from espaceclient.adapters.cli.breached import breached_passwords
from espaceclient.domain.password import PasswordAttempt
from tests.adapters.breached_passwords.service import listing, sha1
from tests.adapters.breached_passwords.service import running as running_service
from tests.adapters.cli.commands import running
from tests.adapters.cli.test_commands import COMMUNES, address_of, serving

LEAKED = "Qz7!vokbu-lerm"


def test_no_list_is_asked_unless_one_is_named() -> None:
    with breached_passwords(None) as breached:
        assert breached is None


def test_a_service_is_asked_at_its_address() -> None:
    with (
        running_service(listing([LEAKED])) as service,
        breached_passwords(service.base_url) as breached,
    ):
        assert breached
        assert breached.contains(PasswordAttempt(LEAKED))


def test_serving_refuses_the_passwords_of_a_file(tmp_path: Path) -> None:
    communes, leaked = tmp_path / "communes.csv", tmp_path / "leaked.txt"
    communes.write_text(COMMUNES, "utf-8")
    leaked.write_text(f"{sha1(LEAKED)}:3\n", "ascii")
    form = {
        "email": "jeanne@exemple.fr",
        "password": LEAKED,
        "confirmation": LEAKED,
        "contract_number": "0123456",
        "meter_number": "A02GJ098702",
    }
    settings = serving(tmp_path, communes) | {"breached_passwords": leaked}
    with running("serve", **settings) as process, httpx.Client() as browser:
        page = f"{address_of(process)}ouverture/formulaire?commune=13022"
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get(page).text)
        assert token
        answer = browser.post(page, data={**form, "csrf": token[1]})
    assert answer.status_code == 422
    assert "figure dans une fuite de données connue" in answer.text
