"""Time spent inside chosen functions of the real code, without touching the code itself."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

# Stage -> places where its function is called from, as "module:name" or "module:Class.name".
TAKE_IN: Mapping[str, tuple[str, ...]] = {
    "slice": ("bayanihan.stix.slicing:_pieces", "bayanihan.stix.slicing:_finished"),
    "read": ("bayanihan.records.preparing:read",),
    "check": ("bayanihan.records.preparing:check",),
    "marking, handling, gate": (
        "bayanihan.records.preparing:marking",
        "bayanihan.records.preparing:resolve_handling",
        "bayanihan.records.preparing:Publication.ask_gate",
    ),
    "value hashes": ("bayanihan.records.preparing:object_hashes",),
    "salt, commitment, envelope": (
        "bayanihan.records.writing:new_salt",
        "bayanihan.records.writing:commit",
        "bayanihan.records.writing:envelope_digest",
    ),
    "leaf": ("bayanihan.records.writing:Pen.append",),
    "duplicates": (
        "bayanihan.records.publishing:recall",
        "bayanihan.records.publishing:_judge",
    ),
    "inserts": ("bayanihan.records.writing:_insert_rows",),
    "tiles and checkpoint": ("bayanihan.records.publishing:close_journal",),
}


class Clock:
    """Seconds by stage; a generator counts while it works, not while it waits."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time put on the stage."""

        def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # any function
            began = time.perf_counter()
            answer = function(*args, **kwargs)
            self.seconds[stage] += time.perf_counter() - began
            return self._walk(stage, answer) if isinstance(answer, Iterator) else answer

        return run

    def _walk(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        while True:
            began = time.perf_counter()
            try:
                item = next(items)
            except StopIteration:
                return
            finally:
                self.seconds[stage] += time.perf_counter() - began
            yield item


@contextmanager
def timing(stages: Mapping[str, tuple[str, ...]]) -> Iterator[Clock]:
    """Put clocks on the functions of each stage, and take them off again."""
    clock = Clock()
    undo: list[tuple[Any, str, Any]] = []
    for stage, places in stages.items():
        for place in places:
            module, _, path = place.partition(":")
            owner: Any = import_module(module)
            *parents, name = path.split(".")
            for parent in parents:
                owner = getattr(owner, parent)
            original = getattr(owner, name)
            undo.append((owner, name, original))
            setattr(owner, name, clock.timed(stage, original))
    try:
        yield clock
    finally:
        for owner, name, original in undo:
            setattr(owner, name, original)
