"""The filters of a list as fields of a form, and those that are set as words to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.gate.api import Lane, Tlp
from bayanihan.stix.api import STIX_TYPES, refang
from bayanihan.web.parts.fields import Choice, Field, FieldKind
from bayanihan.web.parts.pages_exchange import Filters, LaneLink
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.filters import Asked
from bayanihan.web.showing.titles import defanged
from bayanihan.web.showing.words import kind_words


def filter_form(asked: Asked, action: str) -> Filters:
    """The form: what is asked for often stands open, the rest folds away."""
    return Filters(
        action=action,
        fields=(_value(asked), _types(asked), _groups(asked), *_kept_lane(asked)),
        more=(_publishers(asked), _markings(asked), *_days(asked), *_asked_lane(asked)),
        active=active_links(asked, action),
        clear_url=action,
    )


def active_links(asked: Asked, action: str) -> tuple[Link, ...]:
    """The filters that are set, in words; each link leads to the list without it."""
    said = _said(asked)
    return tuple(
        Link(words, address(action, {**asked.typed, name: ""}))
        for name, words in said.items()
        if asked.typed[name] and name not in asked.faults
    )


def address(action: str, typed: Mapping[str, str], **more: str) -> str:
    """The address of a list with these filters; empty ones are left out."""
    chosen = {name: text for name, text in {**typed, **more}.items() if text}
    return f"{action}?{urlencode(chosen)}" if chosen else action


def _said(asked: Asked) -> dict[str, str]:
    filters, typed = asked.filters, asked.typed
    group = filters.group
    name = group.newest.name if group and group.newest else typed["group"]
    publisher = filters.publisher.name if filters.publisher else typed["publisher"]
    return {
        "q": _("Value: %(value)s") % {"value": defanged(refang(typed["q"]))},
        "type": _("Type: %(type)s") % {"type": kind_words(typed["type"])},
        "group": _("Group: %(group)s") % {"group": name},
        "publisher": _("Said by: %(member)s") % {"member": publisher},
        "handling": _("Marking: %(label)s")
        % {"label": filters.tlp.label if filters.tlp is not None else typed["handling"]},
        "from": _("From %(day)s, UTC") % {"day": typed["from"]},
        "to": _("To %(day)s, UTC") % {"day": typed["to"]},
        "lane": _("Exercise records") if asked.is_exercise else _("Real records"),
    }


def _field(asked: Asked, name: str, label: str, kind: FieldKind, **more: str) -> Field:
    return Field(
        name, label, kind, more.get("hint", ""), asked.typed[name], errors=_errors(asked, name)
    )


def _errors(asked: Asked, name: str) -> tuple[str, ...]:
    return (asked.faults[name],) if name in asked.faults else ()


def _select(asked: Asked, name: str, label: str, choices: Iterable[tuple[str, str]]) -> Field:
    """A question with a list of answers; what was typed stays, known or not."""
    typed = asked.typed[name]
    rows = list(choices)
    if typed and typed not in {value for value, _words in rows}:
        rows.append((typed, typed))
    made = tuple(Choice(value, words, is_chosen=value == typed) for value, words in rows)
    return Field(
        name,
        label,
        FieldKind.SELECT,
        value=typed,
        choices=made,
        errors=_errors(asked, name),
    )


def _value(asked: Asked) -> Field:
    return _field(
        asked,
        "q",
        _("Value, name or id"),
        FieldKind.SEARCH,
        hint=_("Whole and exact; defanged values are understood"),
    )


def _types(asked: Asked) -> Field:
    words = sorted((kind_words(name), name) for name in STIX_TYPES)
    choices = [("", _("All types")), *((name, said) for said, name in words)]
    return _select(asked, "type", _("Type"), choices)


def _groups(asked: Asked) -> Field:
    rows = [(one.key, one.newest.name) for one in asked.groups if one.newest]
    return _select(asked, "group", _("Group"), [("", _("All your groups")), *rows])


def _publishers(asked: Asked) -> Field:
    rows = [(one.code, f"{one.code} · {one.name}") for one in asked.publishers]
    return _select(asked, "publisher", _("Said by"), [("", _("Everybody")), *rows])


def _markings(asked: Asked) -> Field:
    rows = [(level.label, level.label) for level in Tlp]
    return _select(asked, "handling", _("Marking"), [("", _("Every marking")), *rows])


def _days(asked: Asked) -> tuple[Field, Field]:
    return (
        _field(asked, "from", _("Came in from, UTC day"), FieldKind.DATE),
        _field(asked, "to", _("Came in to, UTC day"), FieldKind.DATE),
    )


def lane_switch(asked: Asked, action: str) -> tuple[LaneLink, ...]:
    """Both lanes: the one that is shown, and the way to the other with the same filters."""
    return tuple(
        LaneLink(
            words,
            lane_address(asked, lane, action),
            is_here=asked.filters.lane is lane and "lane" not in asked.faults,
            is_exercise=lane is Lane.EXERCISE,
        )
        for lane, words in ((Lane.REAL, _("Real")), (Lane.EXERCISE, _("Exercise")))
    )


def lane_address(asked: Asked, lane: Lane, action: str = "") -> str:
    """The list in a lane; a group that was chosen is of the other lane, and is let go."""
    action = action or reverse("exchange")
    if asked.filters.lane is lane:
        return address(action, asked.typed)
    name = "" if lane is Lane.REAL else lane.value
    return address(action, asked.typed, lane=name, group="")


def _kept_lane(asked: Asked) -> tuple[Field, ...]:
    """The form stays in the lane of its list."""
    if not asked.is_exercise or asked.filters.group is not None:
        return ()
    return (Field("lane", "", FieldKind.HIDDEN, value=Lane.EXERCISE.value),)


def _asked_lane(asked: Asked) -> tuple[Field, ...]:
    """A question only where the address named no lane."""
    return (_lanes(asked),) if "lane" in asked.faults else ()


def _lanes(asked: Asked) -> Field:
    rows = [(Lane.REAL.value, _("Real records")), (Lane.EXERCISE.value, _("Exercise records"))]
    lane = asked.filters.lane.value
    choices = tuple(Choice(value, words, is_chosen=value == lane) for value, words in rows)
    chosen = lane if asked.is_exercise else ""
    return Field(
        "lane",
        _("Lane"),
        FieldKind.SELECT,
        value=chosen,
        choices=tuple(
            Choice("" if one.value == Lane.REAL.value else one.value, one.label, "", one.is_chosen)
            for one in choices
        ),
        errors=_errors(asked, "lane"),
    )
