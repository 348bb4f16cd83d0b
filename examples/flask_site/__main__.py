import os

from werkzeug.serving import run_simple

from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import MemoryMailer
from examples.flask_site.accounts import REGISTER, compose
from examples.flask_site.portal import Portal
from examples.flask_site.site import create_site

port = int(os.environ.get("PORT", "5000"))
origin, mailer = f"http://127.0.0.1:{port}", MemoryMailer()
composition, portal = compose(), Portal()
mails = composition.relay(mailer, f"{origin}/client/")
events = composition.event_relay(Call(portal.take))
to_try = [f"{each.contract.number.digits} / {each.meter.text}" for each in REGISTER]
print(f"{origin}/mes-factures (contracts and meters to try: {', '.join(to_try)})", flush=True)
with mails.in_background(), events.in_background():
    run_simple("127.0.0.1", port, create_site(composition, portal, mailer, origin), threaded=True)
