"""What to call a device: the browser and the system that its User-Agent names, of those that are
common. The header is taken at its word: whoever sends it sees nobody's sessions but their own.
"""

from collections.abc import Iterable

from espaceclient.ports.wording import Wording

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In an order in which the first that is found is right: most name others besides themselves."""

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_of(agent: str, wording: Wording) -> str | None:
    """Return a label such as « Firefox sur Windows »; ``None`` where nothing is recognised."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return wording.text("page.device.label").format(browser=browser, system=system)
    return browser or system


def _first(table: Iterable[tuple[str, str]], agent: str) -> str | None:
    return next((name for sign, name in table if sign in agent), None)
