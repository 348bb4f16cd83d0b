"""What an event asks for is done once, however often it comes."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from examples.fastapi_site.accounts import FLAT
from examples.fastapi_site.portal import Portal as FastAPIPortal
from examples.flask_site.portal import Portal as FlaskPortal
from examples.nightly_batch.deliveries import CustomerFile

from espaceclient.events import AccountClosed, AccountOpened, ClosingReason, RecordedEvent
from espaceclient.values import AccountId
from tests.examples.running import ROOT

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
JEANNE = AccountId("jeanne")
OPENED = RecordedEvent("e-1", AT, AccountOpened(JEANNE, FLAT, extra={"telephone": "0612345678"}))
CLOSED = RecordedEvent("e-2", AT, AccountClosed(JEANNE, ClosingReason.BY_OWNER))


def test_in_fastapi_a_customer_is_noted_and_forgotten(tmp_path: Path) -> None:
    portal = FastAPIPortal(tmp_path / "portal.sqlite3")
    portal.take(OPENED)
    assert portal.customer(JEANNE) == ("0612345678", "oui")
    portal.take(CLOSED)
    portal.take(OPENED)
    assert portal.customer(JEANNE) == (None, "oui")


def test_in_fastapi_a_wish_that_came_before_the_event_is_kept(tmp_path: Path) -> None:
    portal = FastAPIPortal(tmp_path / "portal.sqlite3")
    portal.stop_paper(JEANNE)
    portal.take(OPENED)
    assert portal.customer(JEANNE) == ("0612345678", "non")


def test_in_flask_the_history_has_it_once() -> None:
    portal = FlaskPortal()
    portal.take(OPENED)
    portal.take(OPENED)
    assert portal.history(JEANNE) == [("02/03/2026", "Espace client ouvert, contrat 0123456")]


def test_at_night_it_is_noted_once(tmp_path: Path) -> None:
    customers = CustomerFile(tmp_path / "told.sqlite3")
    customers.take(OPENED)
    customers.take(OPENED)
    with sqlite3.connect(customers.file) as told:
        rows = told.execute("SELECT * FROM told").fetchall()
    told.close()
    assert rows == [("e-1", "account_opened", "jeanne")]


IN_DJANGO = """
import os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "examples.django_site.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from examples.django_site.models import Customer, take
from tests.examples.test_events import CLOSED, OPENED
take(OPENED)
print(Customer.objects.count())
take(CLOSED)
take(OPENED)
print(Customer.objects.count())
"""


def test_in_django_a_customer_is_noted_and_forgotten(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}){IN_DJANGO}"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.stderr) == (["1", "0"], "")
