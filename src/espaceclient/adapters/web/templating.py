"""The templates: a host's folders before ours, and the elements that all pages are made of."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import field, frozen
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.environment import TemplateModule

from espaceclient.adapters.web.panels import as_html

OURS = "espaceclient"
"""``espaceclient/layout.html`` is our layout, whatever the host calls its own."""

ELEMENTS = "elements.html"

_POSTED_FORM = re.compile(
    r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?(?:</form>|\Z)", re.IGNORECASE | re.DOTALL
)


_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def _lines_alone(comment: re.Match[str]) -> str:
    return "\n" * comment.group().count("\n")


class Elements:
    """The elements by name, as ``ui`` in every template: the host's, and ours for the rest."""

    def __init__(self) -> None:
        self._modules: tuple[TemplateModule, ...] = ()

    def take_from(self, modules: Iterable[TemplateModule]) -> None:
        """Look an element up in these, the first that has it."""
        self._modules = tuple(modules)

    def __getattr__(self, name: str) -> object:
        for module in self._modules:
            if name in vars(module):
                return vars(module)[name]
        raise AttributeError(name)


def _without_unprotected_forms(folders: Iterable[Path | str]) -> tuple[Path, ...]:
    """Return the folders of templates; raises ``ValueError`` where there is no such folder, and
    for a form that would be refused as forged.
    """
    found = tuple(Path(folder) for folder in folders)
    for folder in found:
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder of templates")
        for file in sorted(folder.rglob("*")):
            if file.is_file():  # whatever its name ends with
                _require_csrf_fields(file)
    return found


def _require_csrf_fields(file: Path) -> None:
    source = _COMMENT.sub(_lines_alone, file.read_text("utf-8", "replace"))
    for form in _POSTED_FORM.finditer(source):
        if "csrf" not in form.group():
            line = source.count("\n", 0, form.start()) + 1
            raise ValueError(f"{file}, line {line}: this form lacks {{{{ ui.csrf_field() }}}}")


@frozen
class Templates:
    """``folders`` are the host's, the first before the others; ours are behind them.

    Raises ``ValueError`` for a folder that is none, and for a template with a posted form that
    holds no ``csrf``: whoever sent it would be refused.
    """

    folders: tuple[Path, ...] = field(default=(), converter=_without_unprotected_forms)
    environment: Environment = field(init=False)

    @environment.default
    def _environment(self) -> Environment:
        ours = PackageLoader("espaceclient.adapters.web")
        hosts: list[BaseLoader] = [FileSystemLoader(self.folders)] if self.folders else []
        return Environment(
            loader=ChoiceLoader([*hosts, PrefixLoader({OURS: ours}), ours]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Render a template; ``ui`` holds the elements, ``panel`` shows one of the host's."""
        elements = Elements()
        whole = {**context, "ui": elements}
        whole["panel"] = lambda panel: as_html(panel, self.environment, whole)
        files = (ELEMENTS, f"{OURS}/{ELEMENTS}") if self.folders else (ELEMENTS,)
        elements.take_from(self.environment.get_template(each).make_module(whole) for each in files)
        return self.environment.get_template(name).render(whole)
