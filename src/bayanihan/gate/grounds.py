"""The facts behind a decision, gathered only for the reasons that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from bayanihan.gate.facts import GroupFacts, HandlingClass, Viewer
from bayanihan.gate.ladder import Agreed, highest_tlp
from bayanihan.gate.reasons import FACTS_OF, NO_FACTS, FactValue, Reason
from bayanihan.gate.words import SCOPES, MemberKind, Pap, Tlp

Judged: TypeAlias = tuple[Agreed, ...]
"""What was agreed in the versions of the charter by which a record is judged."""

_Read: TypeAlias = Callable[[HandlingClass, Viewer, GroupFacts, Judged], FactValue]


def gather_grounds(
    reasons: tuple[Reason, ...],
    handling: HandlingClass,
    viewer: Viewer,
    facts: GroupFacts,
    judged: Judged = (),
) -> Mapping[str, FactValue]:
    """Every fact that a sentence about one of these reasons needs, by name."""
    names = _names_for(reasons)
    if not names:
        return NO_FACTS
    return {name: _READ[name](handling, viewer, facts, judged) for name in names}


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


def _ceiling(
    handling: HandlingClass, _viewer: Viewer, _facts: GroupFacts, judged: Judged
) -> str | None:
    """The highest TLP at which a record of this type passes."""
    tops = [highest_tlp(agreed, handling.needs) for agreed in judged]
    return _label(min((top for top in tops if top is not None), default=None))


def _step(
    _handling: HandlingClass, _viewer: Viewer, _facts: GroupFacts, judged: Judged
) -> int | None:
    """The lowest ladder step among the versions that count."""
    steps = [agreed.step.value for agreed in judged if agreed.step is not None]
    return min(steps, default=None)


def _kind(
    _handling: HandlingClass, viewer: Viewer, facts: GroupFacts, _judged: Judged
) -> str | None:
    """The kind with the narrowest scope among the viewer's and its sponsor's."""
    kinds = [viewer.kind, facts.kinds.get(viewer.via or "")]
    known = [kind for kind in kinds if isinstance(kind, MemberKind)]
    return min(known, key=SCOPES.__getitem__, default=None)


_READ: Final[Mapping[str, _Read]] = {
    "accepted": lambda handling, _viewer, facts, _judged: facts.accepted.get(handling.publisher),
    "ceiling": _ceiling,
    "charter": lambda handling, _viewer, _facts, _judged: handling.charter,
    "door": lambda _handling, viewer, _facts, _judged: viewer.door.value,
    "exercise": lambda handling, _viewer, _facts, _judged: handling.exercise,
    "group_exercise": lambda _handling, _viewer, facts, _judged: facts.exercise,
    "kind": _kind,
    "keep_until": lambda handling, _viewer, _facts, _judged: handling.terms.keep_until,
    "lane": lambda _handling, viewer, _facts, _judged: viewer.lane,
    "needs": lambda handling, _viewer, _facts, _judged: handling.needs.value,
    "newest": lambda _handling, _viewer, facts, _judged: facts.newest,
    "not_before": lambda handling, _viewer, _facts, _judged: handling.terms.not_before,
    "outside": lambda handling, _viewer, facts, _judged: strangers(handling, facts),
    "pap": lambda handling, _viewer, _facts, _judged: _label(handling.pap),
    "publisher": lambda handling, _viewer, _facts, _judged: handling.publisher,
    "step": _step,
    "tlp": lambda handling, _viewer, _facts, _judged: _label(handling.tlp),
    "until": lambda handling, _viewer, _facts, _judged: handling.terms.until,
    "via": lambda _handling, viewer, _facts, _judged: viewer.via,
}
