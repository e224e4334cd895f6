"""What an interrupted process left to do, done before pages are served."""

from __future__ import annotations

from collections.abc import Callable

from bayanihan.membership.api import restored
from bayanihan.ops.commands import say
from bayanihan.ops.words import count_words
from bayanihan.records.api import answer_removals, fold_dirty


def catch_up(*, at: int, as_json: bool = False) -> None:
    """Let hosted holders answer what they were not heard on, and derive what still waits.

    Both happen right after each act; what a process had no time for is done here. A
    restored node signs nothing until a person has confirmed it, so it answers nothing.
    """
    answered = 0 if restored() else _until_none(lambda: answer_removals(at=at))
    derived = _until_none(fold_dirty)
    if answered and not as_json:
        say(f"{count_words(answered, 'answer')} to removals given that were still due")
    if derived and not as_json:
        say(f"{count_words(derived, 'subject')} derived that still waited")


def _until_none(some: Callable[[], int]) -> int:
    total = 0
    while done := some():
        total += done
    return total
