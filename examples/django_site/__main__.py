import os

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.django_site.settings")
django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)

from examples.django_site import accounts, models  # noqa: E402 - models need Django set up

to_try = [f"{each.contract.number.digits} / {each.meter.text}" for each in accounts.REGISTER]
print(f"{accounts.ORIGIN}/mes-factures (contracts, meters: {', '.join(to_try)})", flush=True)
events = accounts.composition.event_relay(models.SINK)
with accounts.mails.in_background(), events.in_background():
    call_command("runserver", f"127.0.0.1:{accounts.PORT}", use_reloader=False)
