"""``make letters``: put the styles of mails in their places, so that no installation has to, and
write every mail down as it is read, in each language.
"""

from functools import cache
from pathlib import Path

import espaceclient.adapters.wording
from espaceclient.adapters.wording import TomlWording
from espaceclient.adapters.wording.names import name_of
from tests.adapters.wording.every_mail import CONTACT, LINK, MAILS, QUEUED_AT

_LAYOUT = Path(espaceclient.adapters.wording.__file__).parent / "letter_layout"
INLINED = _LAYOUT / "letter.inlined.html"
FOLDER = Path(__file__).parent / "adapters" / "wording" / "letters"


def inlined() -> str:
    """Return the layout with its style sheet inlined; what a rule cannot say inline stays."""
    from css_inline import CSSInliner  # noqa: PLC0415 - development alone needs it

    styles = (_LAYOUT / "letter.css").read_text("utf-8")
    inliner = CSSInliner(extra_css=styles, keep_style_tags=True, load_remote_stylesheets=False)
    return inliner.inline((_LAYOUT / "letter.html").read_text("utf-8"))


@cache
def written() -> dict[str, str]:
    """Return every mail by the name of its file."""
    files: dict[str, str] = {}
    for wording in (TomlWording.french(CONTACT), TomlWording.english(CONTACT)):
        for mail in MAILS:
            letter = wording.compose(mail, LINK, QUEUED_AT)
            name = f"{wording.language.code}/{name_of(mail)}"
            files[f"{name}.txt"] = f"{letter.subject}\n\n{letter.text}"
            files[f"{name}.html"] = letter.html
    return files


def write() -> None:
    INLINED.write_text(inlined(), "utf-8")
    for name, content in written().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(content, "utf-8")


if __name__ == "__main__":
    write()
