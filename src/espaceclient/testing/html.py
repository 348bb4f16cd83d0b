"""A page's HTML as a form filler and a screen reader meet it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from attrs import define, field

_UNSEEN = frozenset({"hidden", "submit", "button"})


@define
class Form:
    """``fields`` are those that it holds, with the values that they begin with."""

    method: str
    action: str
    fields: dict[str, str] = field(factory=dict)


class Html(HTMLParser):
    """A parsed page: its forms, where it leads, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._tags: Counter[str] = Counter()
        self._ids: Counter[str] = Counter()
        self._labelled: set[str] = set()
        self._inputs: list[Mapping[str, str]] = []
        self._language = ""
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag != "title" or not self._tags["body"]:  # a drawing has a title too
            self._tags[tag] += 1
        if "id" in given:
            self._ids[given["id"]] += 1
        match tag:
            case "html":
                self._language = given.get("lang", "")
            case "form":
                method = given.get("method", "get").lower()
                self.forms.append(Form(method, given.get("action", "")))
                self._open = True
            case "a":
                self.links.append(given.get("href", ""))
            case "label":
                self._labelled.add(given.get("for", ""))
            case "input" | "select" | "textarea":
                self._field(given)
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, given: Mapping[str, str]) -> None:
        if given.get("type") not in _UNSEEN:
            self._inputs.append(given)
        if self._open and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def mistakes(self) -> Iterator[str]:
        """Say what no reader of a page should meet."""
        if not self._language:
            yield "<html> has no lang"
        for tag in ("h1", "main", "title"):
            if self._tags[tag] != 1:
                yield f"it has {self._tags[tag]} <{tag}>"
        if "contenu" not in self._ids:
            yield "nothing has the id contenu, to which the first link leads"
        yield from (f"the id {each} stands twice" for each, count in self._ids.items() if count > 1)
        for form in self.forms:
            if form.method == "post" and not form.fields.get("csrf"):
                yield f"the form to {form.action or 'itself'} lacks its field csrf"
        for given in self._inputs:
            if given.get("id") not in self._labelled and "aria-label" not in given:
                yield f"the field {given.get('name')} has no label"
