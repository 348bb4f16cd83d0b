"""The OpenAPI document of the API, and how it is written anew: ``python -m tests.docs.openapi``."""

import json

from tests.adapters.api.world import api_of
from tests.adapters.web.world import World
from tests.docs.page import DOCS

FILE = DOCS / "openapi.json"


def document() -> str:
    """Return the document of both surfaces below ``/v1``, as JSON."""
    return json.dumps(api_of(World()).openapi(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), "utf-8")
