"""The facts behind a decision, gathered only for the reasons that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from bayanihan.gate.facts import GroupFacts, HandlingClass, Viewer
from bayanihan.gate.reasons import FACTS_OF, NO_FACTS, FactValue, Reason
from bayanihan.gate.words import SCOPES, MemberKind, Pap, Tlp

_Read: TypeAlias = Callable[[HandlingClass, Viewer, GroupFacts], FactValue]


def gather_grounds(
    reasons: tuple[Reason, ...],
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
) -> Mapping[str, FactValue]:
    """Every fact that a sentence about one of these reasons needs, by name."""
    names = _names_for(reasons)
    if not names:
        return NO_FACTS
    return {name: _READ[name](handling, viewer, facts) for name in names}


@lru_cache(maxsize=1024)
def _names_for(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """Few combinations of reasons occur, and the gate is asked often."""
    return tuple(dict.fromkeys(name for reason in reasons for name in FACTS_OF.get(reason, ())))


def strangers(handling: HandlingClass, facts: GroupFacts) -> tuple[str, ...]:
    """Whom the audience names although the version named, or the newest, does not hold them."""
    named = facts.charters.get(handling.charter, {})
    audience = handling.audience or frozenset()
    return tuple(sorted(one for one in audience if one not in named or one not in facts.current))


def _label(level: Tlp | Pap | None) -> str | None:
    return level.label if isinstance(level, Tlp | Pap) else None


def _kind(_handling: HandlingClass, viewer: Viewer, facts: GroupFacts) -> str | None:
    """The kind with the narrowest scope among the viewer's and its sponsor's."""
    kinds = [viewer.kind, facts.kinds.get(viewer.via or "")]
    known = [kind for kind in kinds if isinstance(kind, MemberKind)]
    return min(known, key=SCOPES.__getitem__, default=None)


_READ: Final[Mapping[str, _Read]] = {
    "accepted": lambda handling, _viewer, facts: facts.accepted.get(handling.publisher),
    "ceiling": lambda _handling, _viewer, facts: _label(facts.ceiling),
    "charter": lambda handling, _viewer, _facts: handling.charter,
    "door": lambda _handling, viewer, _facts: viewer.door.value,
    "exercise": lambda handling, _viewer, _facts: handling.exercise,
    "group_exercise": lambda _handling, _viewer, facts: facts.exercise,
    "kind": _kind,
    "lane": lambda _handling, viewer, _facts: viewer.lane,
    "newest": lambda _handling, _viewer, facts: facts.newest,
    "not_before": lambda handling, _viewer, _facts: handling.terms.not_before,
    "outside": lambda handling, _viewer, facts: strangers(handling, facts),
    "pap": lambda handling, _viewer, _facts: _label(handling.pap),
    "publisher": lambda handling, _viewer, _facts: handling.publisher,
    "tlp": lambda handling, _viewer, _facts: _label(handling.tlp),
    "until": lambda handling, _viewer, _facts: handling.terms.until,
    "via": lambda _handling, viewer, _facts: viewer.via,
}
