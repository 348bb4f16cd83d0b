"""How lines of the log look, for the commands and for hosts that want the same; the library itself
configures no logging. The JSON format needs the extra ``cli``.
"""

from espaceclient.adapters.logs.formats import JsonLines, TextLines
from espaceclient.adapters.logs.repeats import FoldRepeats

__all__ = ["FoldRepeats", "JsonLines", "TextLines"]
