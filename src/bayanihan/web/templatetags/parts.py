"""Small things that every page shows: instants, labels, steps, ticks, mini beams.

Templates load them with ``{% load parts %}``.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bayanihan.kernel.api import to_datetime, to_text
from bayanihan.web.parts import marking
from bayanihan.web.parts.mini import HEIGHT, Mini

register = template.Library()

_TICK = "M2.5 8.5l3.6 4L13.5 3.5"
_CROSS = "M3 3l10 10M13 3L3 13"
_MARK = "M8 2.5v7M8 11.5v2.2"


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    """The zone, or None where its name is not known: then UTC alone is shown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _city(zone: ZoneInfo) -> str:
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def _day(moment: datetime, now: datetime | None) -> str:
    """The day, shorter the nearer: nothing for today, without a year for this year."""
    if now is not None and moment.date() == now.date():
        return ""
    is_this_year = now is not None and moment.year == now.year
    return format_date(moment, "j M " if is_this_year else "j M Y ")


@register.simple_tag(takes_context=True)
def instant(context: template.Context, value: int | None, zone: str = "") -> str:
    """An instant in UTC and in the reader's zone, both; ``value`` is integer microseconds.

    Without ``zone`` the frame's is taken. Days are named only where they are not
    today's (by the frame's own instant).
    """
    if value is None:
        return format_html('<span class="zone">{}</span>', _("never"))
    frame: Any = context.get("frame")
    moment = to_datetime(value)
    now = None if frame is None else to_datetime(frame.at)
    utc = format_html(
        '<time datetime="{}" class="nowrap">{}{} UTC</time>',
        to_text(value),
        _day(moment, now),
        f"{moment:%H:%M}",
    )
    place = _zone(zone or ("UTC" if frame is None else frame.zone))
    local = None if place is None else moment.astimezone(place)
    if place is None or local is None or not local.utcoffset():
        return utc
    day = "" if local.date() == moment.date() else format_date(local, "j M ")
    there = format_html(
        ' <span class="zone nowrap">{}{} {}</span>', day, f"{local:%H:%M}", _city(place)
    )
    return utc + there


@register.simple_tag
def utc_day(value: int) -> str:
    """The day of an instant in UTC, written out: Wed 22 Jul 2026."""
    return format_date(to_datetime(value), "D j M Y")


@register.simple_tag
def utc_time(value: int) -> str:
    """The time of an instant in UTC: 02:41."""
    return f"{to_datetime(value):%H:%M}"


@register.simple_tag
def utc_second(value: int) -> str:
    """The time of an instant in UTC to the second: 02:41:08."""
    return f"{to_datetime(value):%H:%M:%S}"


@register.simple_tag
def local_time(value: int, zone: str) -> str:
    """The time of an instant in the reader's zone with its city; empty where that is UTC."""
    place = _zone(zone)
    local = None if place is None else to_datetime(value).astimezone(place)
    if place is None or local is None or not local.utcoffset():
        return ""
    return f"{local:%H:%M} {_city(place)}"


@register.simple_tag
def tlp(label: str) -> str:
    """A TLP label in FIRST's ink on black; where nothing is said, the words say that."""
    return _label(label) if label else _ink("none", _("not marked"))


@lru_cache(maxsize=16)
def _label(label: str) -> str:
    return _ink(marking.ink(label), label)


def _ink(name: str, words: str) -> str:
    return format_html('<span class="tlp tlp--{}">{}</span>', name, words)


@register.simple_tag
def step(value: marking.Step | None) -> str:
    """A step of the ladder: the drawn ladder and its words."""
    if value is None:
        return SafeString("")
    rungs = format_html_join(
        "",
        '<path{} d="{}"/>',
        ((SafeString(' class="on"') if rung.is_on else "", rung.d) for rung in value.rungs),
    )
    return format_html(
        '<span class="step"><svg class="ladder" viewBox="0 0 14 22" aria-hidden="true">'
        '<path d="M2 0v22M12 0v22"/>{}</svg><span>{}</span></span>',
        rungs,
        value.words,
    )


@register.simple_tag
def tick(state: str = "done") -> str:
    """A small mark before a verdict: tick, exclamation or cross. The words say it too."""
    drawn = {"done": _TICK, "late": _CROSS}.get(state, _MARK)
    return format_html(
        '<svg class="tick" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', drawn
    )


@register.simple_tag
def mini(value: Mini | None) -> str:
    """A beam in a row: a small drawing with its label, and the sentence beside it."""
    return SafeString("") if value is None else _drawn(value)


@lru_cache(maxsize=512)
def _drawn(value: Mini) -> str:
    """The drawing itself; the rows of a list share a few."""
    paths = format_html_join(
        "", '<path class="is-{}" d="{}"/>', ((s.css, s.d) for s in value.strokes)
    )
    return format_html(
        '<span class="borne"><svg class="mini" width="{w}" height="{h}" viewBox="0 0 {w} {h}"'
        ' role="img" aria-label="{label}"><path class="load-line" d="M0 1h{w}"/>{paths}</svg>'
        " <span>{sentence}</span></span>",
        w=value.width,
        h=HEIGHT,
        label=value.label,
        paths=paths,
        sentence=value.sentence,
    )


@register.simple_tag
def meaning(label: str) -> str:
    """What a reader may do under a TLP label, in one sentence."""
    return marking.meaning(label)
