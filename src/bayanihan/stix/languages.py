"""Language codes (RFC 5646)."""

from __future__ import annotations

import re
from functools import lru_cache

from bayanihan.stix.language_codes import THREE_LETTERS, TWO_LETTERS

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
_PRIVATE = re.compile(r"x(?:-[a-z0-9]{1,8})+", re.ASCII | re.IGNORECASE)
_OLD_NAMES = (
    "i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay "
    "i-tsu en-gb-oed sgn-be-fr sgn-be-nl sgn-ch-de zh-min"
)
_OLD = frozenset(_OLD_NAMES.split())
_LONGEST = 100
_PRIVATE_LANGUAGE = re.compile(r"q[a-t][a-z]")


@lru_cache(maxsize=1024)
def _is_code(code: str) -> bool:
    code = code.lower()
    if code in _OLD or _PRIVATE.fullmatch(code):
        return True
    match = _TAG.fullmatch(code)
    if match is None:
        return False
    language = match["language"]
    return language in _languages() or _PRIVATE_LANGUAGE.fullmatch(language) is not None


def is_language(code: object) -> bool:
    """Whether a text is a language code conformant to RFC 5646; case does not matter.

    The language itself must be registered; script, region and variants are judged
    by their form.
    """
    return isinstance(code, str) and len(code) <= _LONGEST and _is_code(code)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    groups = THREE_LETTERS.split()
    three = (group[:2] + letter for group in groups for letter in group[2:])
    return frozenset((*TWO_LETTERS.split(), *three))
