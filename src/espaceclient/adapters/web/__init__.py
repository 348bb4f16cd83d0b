"""The web pages: a Starlette application that a host mounts under any path."""

from espaceclient.adapters.web.app import create_app
from espaceclient.adapters.web.branding import Branding
from espaceclient.adapters.web.duties import Conformity, Duties
from espaceclient.adapters.web.headers import ContentSources
from espaceclient.adapters.web.health import HealthCheck
from espaceclient.adapters.web.invoices import InvoiceDrawing
from espaceclient.adapters.web.measuring import PageMetrics
from espaceclient.adapters.web.mounting import mount
from espaceclient.adapters.web.pages import Pages
from espaceclient.adapters.web.panels import MakePanel, Panel, PanelTemplate

__all__ = [
    "Branding",
    "Conformity",
    "ContentSources",
    "Duties",
    "HealthCheck",
    "InvoiceDrawing",
    "MakePanel",
    "PageMetrics",
    "Pages",
    "Panel",
    "PanelTemplate",
    "create_app",
    "mount",
]
