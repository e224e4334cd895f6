"""How values are shown so that nobody opens them by a slip, and taken back."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\b(h)tt(ps?)(?=://)|\b(f)t(ps?)(?=://)", re.IGNORECASE)
_HOST = re.compile(r"(?<=://)[^/?#\s]*")
_BARE = re.compile(r"\S+")
_MARKS = (
    (re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE), "."),
    (re.compile(r"\[@\]|\(@\)|\[at\]|\(at\)", re.IGNORECASE), "@"),
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[://\]"), "://"),
    (re.compile(r"\bh[x*]{2}p(s?)(?=://)", re.IGNORECASE), r"http\1"),
    (re.compile(r"\bfxp(s?)(?=://)", re.IGNORECASE), r"ftp\1"),
)


def defang(text: str) -> str:
    """A value that no program takes for a link: ``pay-verify[.]example``, ``hxxps://…``.

    Hosts lose their dots, addresses their at sign, web schemes their letters; the
    rest of an address stays readable. ``refang`` takes it back.
    """
    return _BARE.sub(_defang_word, text)


def _defang_word(match: re.Match[str]) -> str:
    word = match[0]
    if "://" not in word:
        return word.replace("@", "[@]").replace(".", "[.]")
    word = _HOST.sub(lambda host: host[0].replace("@", "[@]").replace(".", "[.]"), word)
    return _SCHEME.sub(_scheme, word)


def _scheme(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]}xx{match[2]}"
    return f"{match[3]}x{match[4]}"


def refang(text: str) -> str:
    """The value as it works, from any of the common ways of writing it harmless."""
    for mark, plain in _MARKS:
        text = mark.sub(plain, text)
    return text
