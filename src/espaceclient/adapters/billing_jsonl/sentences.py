"""The French sentence of each code that a line can be refused with."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def sentences() -> Mapping[str, str]:
    """Return the sentences of this format's own codes, for whoever applies the file."""
    file = files("espaceclient.adapters.billing_jsonl").joinpath("texts/rejects.fr.toml")
    return tomllib.loads(file.read_text("utf-8"))
