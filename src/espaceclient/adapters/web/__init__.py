"""The web pages: a Starlette application that a host mounts under any path."""

from espaceclient.adapters.web.app import create_app
from espaceclient.adapters.web.branding import Branding
from espaceclient.adapters.web.health import HealthCheck
from espaceclient.adapters.web.measuring import PageMetrics
from espaceclient.adapters.web.mounting import mount

__all__ = ["Branding", "HealthCheck", "PageMetrics", "create_app", "mount"]
