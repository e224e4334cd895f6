"""The questions about handling beyond the TLP: PAP, who in the group, from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from bayanihan.gate.api import Pap
from bayanihan.web.parts.fields import Choice, Field, FieldKind, Fold
from bayanihan.web.showing.handling_typed import SOME, TIMES, WHOLE, More, Sitting
from bayanihan.web.showing.handling_words import pap_words

_NAMES: Final = frozenset({"pap", "to", "member", *TIMES})


def more_fold(
    more: More, sitting: Iterable[Sitting], faults: Mapping[str, str], *, zone: str
) -> Fold:
    """The questions folded away; open where something is said or wrong. ``zone``: the reader's."""
    is_wrong = not _NAMES.isdisjoint(faults)
    return Fold(
        _("More about the handling: PAP, who in the group, from when until when"),
        (
            _pap_field(more, faults),
            _to_field(more, faults),
            _members_field(more, sitting, faults),
            *_time_fields(more, faults, zone),
        ),
        is_open=more.is_set or is_wrong,
    )


def _pap_field(more: More, faults: Mapping[str, str]) -> Field:
    none = Choice("", _("None said"), _("The TLP alone applies."), is_chosen=not more.pap)
    labels = (
        Choice(one.label, one.label, pap_words(one), is_chosen=one.label == more.pap) for one in Pap
    )
    return Field(
        "pap",
        _("What may be done with it (PAP)"),
        FieldKind.RADIO,
        _("It travels with the record. PAP:RED also keeps it out of files and feeds."),
        more.pap,
        choices=(none, *labels),
        errors=_errors(faults, "pap"),
    )


def _to_field(more: More, faults: Mapping[str, str]) -> Field:
    return Field(
        "to",
        _("Who in the group gets it?"),
        FieldKind.RADIO,
        value=more.to,
        choices=(
            Choice(WHOLE, _("The whole group"), is_chosen=more.to == WHOLE),
            Choice(
                SOME,
                _("Only the members ticked below"),
                _(
                    "Others get the leaf hash only and see that there is an entry not addressed to "
                    "them; if even that is too much, use a group of its own."
                ),
                is_chosen=more.to == SOME,
            ),
        ),
        errors=_errors(faults, "to"),
    )


def _members_field(more: More, sitting: Iterable[Sitting], faults: Mapping[str, str]) -> Field:
    """A tick for each member; whoever was typed and is no member stays, to be taken away."""
    rows = {one.code: one.name for one in sitting}
    rows |= {code: _("not in this group") for code in more.members if code not in rows}
    return Field(
        "member",
        _("Members"),
        FieldKind.CHECKBOX,
        _("Only members of the group that you chose above."),
        choices=tuple(
            Choice(code, code, name, is_chosen=code in more.members) for code, name in rows.items()
        ),
        errors=_errors(faults, "member"),
    )


def _time_fields(more: More, faults: Mapping[str, str], zone: str) -> Iterable[Field]:
    labels = {
        "not_before": (_("Readable from"), _("Empty: at once.")),
        "until": (_("Readable until"), _("Empty: without end.")),
        "keep_until": (_("Keep until"), _("Nobody may erase it before. Empty: no such term.")),
    }
    clock = _("In UTC; the preview says it in your zone too, %(zone)s.")
    for name, (label, hint) in labels.items():
        yield Field(
            name,
            label,
            FieldKind.MOMENT,
            f"{hint} {clock % {'zone': zone}}",
            getattr(more, name),
            errors=_errors(faults, name),
        )


def _errors(faults: Mapping[str, str], name: str) -> tuple[str, ...]:
    return (faults[name],) if name in faults else ()
