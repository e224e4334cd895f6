"""Letters that nobody sees, made visible: they turn a text around or hide a piece of it.

Unicode calls them format characters: direction overrides and isolates, joiners,
spaces of no width. On a page each stands as its number, such as [U+202E].
"""

from __future__ import annotations

import re
from typing import Final

# Control and format characters without a shape, save tab and line ends, and shapeless fillers.
_SHAPELESS: Final = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff"
)
_HIDDEN: Final = re.compile(f"[{_SHAPELESS}]")
# Thai, Lao, Myanmar and Khmer part words with U+200B; these, Arabic and the scripts of India
# need joiners to be written rightly.
_PARTS_WORDS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
)
_JOINS: Final = f"{_PARTS_WORDS}\u0600-\u06ff\u0750-\u077f\u0900-\u0dff"
_HIDDEN_IN_WORDS: Final = re.compile(
    f"(?<![{_PARTS_WORDS}])\u200b|(?<![{_JOINS}])[\u200c\u200d]|(?![\u200b-\u200d])[{_SHAPELESS}]"
)


def visible(text: str) -> str:
    """A value that machines compare, with every hidden letter shown as its number."""
    return _HIDDEN.sub(_number, text)


def visible_words(text: str) -> str:
    """The same for words: a joiner stays where the script before it is written with it."""
    return _HIDDEN_IN_WORDS.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"
