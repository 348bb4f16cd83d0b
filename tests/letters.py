"""``make letters``: put the styles of mails in their places, so that no installation has to."""

from pathlib import Path

import css_inline

import espaceclient.adapters.wording

FOLDER = Path(espaceclient.adapters.wording.__file__).parent / "letter_layout"
INLINED = FOLDER / "letter.inlined.html"


def inlined() -> str:
    """Return the layout with its style sheet inlined; what a rule cannot say inline stays."""
    styles = (FOLDER / "letter.css").read_text("utf-8")
    inliner = css_inline.CSSInliner(
        extra_css=styles, keep_style_tags=True, load_remote_stylesheets=False
    )
    return inliner.inline((FOLDER / "letter.html").read_text("utf-8"))


if __name__ == "__main__":
    INLINED.write_text(inlined(), "utf-8")
