"""How lines of the log look, for the commands and for hosts that want the same; the library itself
configures no logging. ``JsonLines``, in ``json_lines``, needs the extra ``cli``.
"""

from espaceclient.adapters.logs.formats import TextLines
from espaceclient.adapters.logs.repeats import FoldRepeats

__all__ = ["FoldRepeats", "TextLines"]
