"""What to call the device that a request comes from."""

from starlette.requests import Request

from espaceclient.adapters.authentication import device
from espaceclient.ports.wording import Wording


def device_of(request: Request, wording: Wording) -> str | None:
    """Return a label such as « Firefox sur Windows »; ``None`` where nothing is recognised."""
    return device.device_of(request.headers.get("user-agent", ""), wording)
