import os
from pathlib import Path

import uvicorn

from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import MemoryMailer
from examples.fastapi_site.accounts import REGISTER, compose
from examples.fastapi_site.portal import Portal
from examples.fastapi_site.site import create_site

port, data = int(os.environ.get("PORT", "8000")), Path("data/fastapi_site")
origin, composition, mailer = f"http://127.0.0.1:{port}", compose(data), MemoryMailer()
portal = Portal(data / "portal.sqlite3")
mails = composition.relay(mailer, f"{origin}/espace/")
events = composition.event_relay(Call(portal.take))
to_try = [f"{each.contract.number.digits} / {each.meter.text}" for each in REGISTER]
print(f"{origin}/mes-factures (contracts and meters to try: {', '.join(to_try)})", flush=True)
with mails.in_background(), events.in_background():
    uvicorn.run(create_site(composition, portal, mailer, origin), port=port, log_level="warning")
