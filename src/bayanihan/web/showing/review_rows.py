"""Objects of a file as rows: what each carries, what it goes out as, and what happens to it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from bayanihan.exchange.api import ReleasePreview
from bayanihan.gate.api import Tlp
from bayanihan.kernel.api import Malformed
from bayanihan.records.api import RecordFault, Rejection
from bayanihan.stix.api import TLP_IDS, Broken, Slice, StixFault, marking, read
from bayanihan.web.parts.pages_release import ReadRow
from bayanihan.web.parts.voices import Said, Voice
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words

_MARKING: Final = b"marking-definition--"
_LABELS: Final = tuple(one.encode() for one in TLP_IDS.values())
ROWS: Final = 200
"""How many objects stand on one page of a review."""


def read_rows(
    preview: ReleasePreview, stated: str, start: int, *, most: int = ROWS
) -> tuple[ReadRow, ...]:
    """One page of the file from object ``start`` on, in its own order, ``most`` at most."""
    rejected = {one.position: one for one in preview.outcome.rejections}
    held = frozenset(preview.outcome.held)
    return tuple(
        _row(unit, rejected.get(unit.index), preview, stated, is_held=unit.index in held)
        for unit in preview.reading.units[start : start + most]
    )


def _row(
    unit: Slice | Broken,
    rejection: Rejection | None,
    preview: ReleasePreview,
    stated: str,
    *,
    is_held: bool,
) -> ReadRow:
    title, kind, carries = _seen(unit, preview)
    if rejection is not None:
        goes_as, words, flag = "", _refused_words(rejection), _flag(rejection)
    elif is_held:
        goes_as, words, flag = _stricter(carries, stated), _("Held already, not sent again"), ""
    else:
        goes_as = _stricter(carries, stated)
        words = _("New") if carries else _("New; you say %(label)s") % {"label": goes_as}
        flag = ""
    return ReadRow(title, kind, carries, goes_as, words, flag=flag)


def _seen(unit: Slice | Broken, preview: ReleasePreview) -> tuple[Said, str, str]:
    """Title, type and own label of a unit, as far as it can be read."""
    place = _("object %(number)d of the file") % {"number": unit.index + 1}
    if isinstance(unit, Broken):
        return Said(place, Voice.SYSTEM), _("unreadable"), ""
    try:
        obj = read(unit.raw)
    except Malformed:
        return Said(place, Voice.SYSTEM), _("unreadable"), ""
    carried = marking(obj.body, preview.reading.definitions)
    return titled(obj.body), kind_words(obj.type), carried.tlp or ""


def _stricter(carries: str, stated: str) -> str:
    """The stricter of two labels, as the record is going to be handled."""
    levels = [Tlp.from_label(label) for label in (carries, stated) if label]
    return max(levels).label if levels else ""


def _refused_words(rejection: Rejection) -> str:
    if is_unmarked(rejection):
        return _("Waits for its handling")
    if rejection.whys[0].code in {code.value for code in StixFault}:
        return _("Not valid, kept in quarantine")
    return _("Not accepted, kept in quarantine")


def _flag(rejection: Rejection) -> str:
    return "soon" if is_unmarked(rejection) else "late"


def is_unmarked(rejection: Rejection) -> bool:
    """Whether an object only waits until somebody says its handling."""
    return any(why.code == RecordFault.UNMARKED.value for why in rejection.whys)


def is_all_marked(preview: ReleasePreview) -> bool:
    """Whether every object that would be released carries a TLP marking of its own."""
    left_out = {one.position for one in preview.outcome.rejections} | set(preview.outcome.held)
    return all(
        _is_marked(unit, preview) for unit in preview.reading.units if unit.index not in left_out
    )


def _is_marked(unit: Slice | Broken, preview: ReleasePreview) -> bool:
    """Looked up in the bytes first: reading twenty thousand objects again takes seconds."""
    if _MARKING not in unit.raw:
        return False
    if any(one in unit.raw for one in _LABELS):
        return True
    return bool(marking(read(unit.raw).body, preview.reading.definitions).tlp)
