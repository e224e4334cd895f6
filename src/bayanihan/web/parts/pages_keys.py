"""Contexts of a member's statement keys: which there are, and which signs in which group."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.pages_groups import KeyRow
from bayanihan.web.parts.tells import Empty, Tell
from bayanihan.web.parts.voices import Act, Link


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """One group: which key signs there, what is still open, what can be done about it."""

    group: Link
    key: str
    words: str
    state: str
    acts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class KeysPage:
    """``web/keys.html``: the keys with which one's own member signs."""

    sentence: str
    lede: str
    keys: tuple[KeyRow, ...]
    places: tuple[KeyPlace, ...]
    empty: Empty
    acts: tuple[Act, ...] = ()
    tells: tuple[Tell, ...] = ()
