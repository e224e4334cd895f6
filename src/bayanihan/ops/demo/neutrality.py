"""Tells whether a text names a state, its people or its services, or stands for one.

Attribution to states is never shown (a guard rail of the product), so names and
descriptions of public knowledge pass through here before the demo takes them.
Two findings are told apart: words that name a state ("X-ian group") and the
code words by which vendors say a state without naming it (an animal, a kind of
weather, a metal). When in doubt a word is held to name a state: losing a name
costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bayanihan.ops.demo.library import own_facts

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
_CAPITALS: Final = re.compile(r"\b[A-Z](?:[A-Z]|\.(?=[A-Z]))+")
_INSIDE: Final = 5
"""Names of states this long are also found inside a run-together name."""


@dataclass(frozen=True, slots=True)
class _Lists:
    words: re.Pattern[str]
    inside: re.Pattern[str]
    exact: frozenset[str]
    vendor: frozenset[str]
    vendor_inside: re.Pattern[str]
    vendor_pairs: re.Pattern[str]
    withheld: frozenset[str]


@cache
def _lists() -> _Lists:
    rows = own_facts("state-names")
    names = rows["states"] + rows["peoples"] + rows["places"] + rows["services"]
    long_names = [n for n in rows["states"] + rows["peoples"] if len(n) >= _INSIDE]
    metals, colours = "|".join(rows["vendor_metals"]), "|".join(rows["vendor_colours"])
    alphabet, endings = "|".join(rows["vendor_alphabet"]), "|".join(rows["vendor_endings"])
    pairs = "|".join(
        (
            rf"(?:{metals}) (?!group|gang|spider)\w+",
            rf"(?:{colours}) \w+",
            rf"(?:{colours})(?:{alphabet})",
            rf"\w+ (?:{endings})$",
        ),
    )
    return _Lists(
        words=_any_word(names + rows["phrases"]),
        inside=re.compile("|".join(re.escape(n) for n in [*long_names, "turk"])),
        exact=frozenset(rows["exact_tokens"]),
        vendor=frozenset(rows["vendor_words"]),
        vendor_inside=re.compile("|".join(rows["vendor_inside"])),
        vendor_pairs=re.compile(rf"\b(?:{pairs})\b"),
        withheld=frozenset(rows["withheld"]),
    )


def _any_word(names: list[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def is_withheld(source_id: str) -> bool:
    """Whether an entry of a source is left out whole, because its name insults people."""
    return source_id in _lists().withheld


def names_state(name: str) -> bool:
    """Whether a name of an actor, a program or a campaign names a state.

    Looks at whole words, at the parts of run-together names and, for long names
    of states, inside words.
    """
    lists = _lists()
    parts, folded = _parts(name), name.casefold()
    return bool(
        lists.words.search(" ".join(parts).casefold())
        or lists.words.search(folded)
        or lists.inside.search(folded)
        or lists.exact.intersection(parts),
    )


def stands_for_state(name: str) -> bool:
    """Whether the name of an actor is a vendor's code word for the state behind it."""
    lists = _lists()
    parts, folded = _parts(name), name.casefold()
    return bool(
        lists.vendor.intersection(part.casefold() for part in parts)
        or lists.vendor_inside.search(folded)
        or lists.vendor_pairs.search(folded),
    )


def _parts(name: str) -> list[str]:
    return _WORD.findall(name.replace("USB", "Usb"))


def text_names_state(text: str) -> bool:
    """Whether a sentence names a state, a people, a service, or a vendor's word for one."""
    lists, folded = _lists(), text.casefold()
    return bool(
        lists.words.search(folded)
        or lists.vendor_inside.search(folded)
        or lists.exact.intersection(_CAPITALS.findall(text)),
    )
