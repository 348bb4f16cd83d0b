"""The pages: a Starlette application that a host mounts under any prefix."""

from espaceclient.adapters.web.app import create_app
from espaceclient.adapters.web.branding import Branding

__all__ = ["Branding", "create_app"]
