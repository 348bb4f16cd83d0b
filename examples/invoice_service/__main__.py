"""Starts the portal as a process of its own, then the service in this one."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import uvicorn

from examples.invoice_service import service

port = int(os.environ.get("PORT", "8000"))
origin, data = f"http://127.0.0.1:{port}", Path("data/invoice_service")
secret = secrets.token_urlsafe(32)  # yours comes from where both processes keep their secrets
told = {"PORT": str(port), "INTROSPECTION_SECRET": secret}
command = [sys.executable, "-m", "examples.invoice_service.portal"]
portal = subprocess.Popen(command, env=os.environ | told, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
try:
    print(portal.stdout.readline() if portal.stdout else "", end="", flush=True)
    looking = "--read-only" in sys.argv
    asks = service.by_database(data) if looking else service.by_introspection(origin, secret)
    print(f"http://127.0.0.1:{port + 1}/factures", flush=True)
    uvicorn.run(service.create_service(asks, origin), port=port + 1, log_level="warning")
finally:
    portal.terminate()
    portal.wait()
