"""What a person typed about the handling beyond the TLP, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bayanihan.exchange.api import Intake
from bayanihan.gate.api import Pap
from bayanihan.kernel.api import Malformed, to_instant, to_text

WHOLE: Final = "group"
SOME: Final = "some"
TIMES: Final = ("not_before", "until", "keep_until")
# As browsers send it (HTML, 4.10.5.1.8), and as people type it: a space, seconds, a Z.
_TYPED_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?Z?", re.ASCII)
_MINUTE: Final = 16
_LONGEST: Final = 40
_LAST: Final = 1 << 53


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member of a group that could be addressed in it."""

    stix_id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class More:
    """The answers as typed: ``members`` are codes, times are texts in UTC."""

    pap: str = ""
    to: str = WHOLE
    members: tuple[str, ...] = ()
    not_before: str = ""
    until: str = ""
    keep_until: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything was said beyond the TLP."""
        return self != More()


@dataclass(frozen=True, slots=True)
class Meant:
    """The answers as understood; ``None`` says nothing, or was not understood."""

    pap: Pap | None = None
    audience: frozenset[str] | None = None
    not_before: int | None = None
    until: int | None = None
    keep_until: int | None = None


def more_from(request: HttpRequest) -> More:
    """The answers as sent; what a form did not ask stands for nothing said."""
    sent = request.POST
    return More(
        pap=sent.get("pap", "")[:_LONGEST],
        to=sent.get("to", WHOLE)[:_LONGEST],
        members=tuple(dict.fromkeys(one[:_LONGEST] for one in sent.getlist("member"))),
        **{name: sent.get(name, "").strip()[:_LONGEST] for name in TIMES},
    )


def more_of(intake: Intake, sitting: Iterable[Sitting]) -> More:
    """What was said about a file before, as it would be typed."""
    codes = {one.stix_id: one.code for one in sitting}
    chosen = intake.audience
    return More(
        pap=intake.pap,
        to=WHOLE if chosen is None else SOME,
        members=tuple(sorted(codes.get(one, one) for one in chosen or ())),
        not_before=_typed_time(intake.not_before),
        until=_typed_time(intake.until),
        keep_until=_typed_time(intake.keep_until),
    )


def understand(
    more: More, sitting: Iterable[Sitting], group: str, *, at: int, faults: dict[str, str]
) -> Meant:
    """What the answers mean in a group with these other members; mistakes go into ``faults``."""
    times = {name: _time(getattr(more, name), name, faults) for name in TIMES}
    _check_times(times, at, faults)
    by_code = {one.code: one.stix_id for one in sitting}
    return Meant(
        pap=_pap(more.pap, faults), audience=_audience(more, by_code, group, faults), **times
    )


def _pap(text: str, faults: dict[str, str]) -> Pap | None:
    if not text:
        return None
    try:
        return Pap.from_label(text)
    except Malformed:
        faults["pap"] = _("This is no PAP label. Choose one of the four, or say none.")
        return None


def _audience(
    more: More, by_code: Mapping[str, str], group: str, faults: dict[str, str]
) -> frozenset[str] | None:
    if more.to not in {WHOLE, SOME}:
        faults["to"] = _("Say whether the whole group gets it, or only those whom you tick.")
        return None
    if more.to == WHOLE:
        if more.members:
            faults["to"] = _(
                "You ticked members and chose the whole group. Say which of the two you mean."
            )
        return None
    if not more.members:
        faults["member"] = _("Nobody is ticked, so nobody would get it. Tick at least one member.")
        return None
    strangers = [one for one in more.members if one not in by_code]
    if strangers and group:
        faults["member"] = _(
            "%(who)s does not sit in %(group)s. Take the tick away, or choose another group."
        ) % {"who": ", ".join(strangers), "group": group}
        return None
    return frozenset(by_code[one] for one in more.members if one in by_code)


def _time(text: str, name: str, faults: dict[str, str]) -> int | None:
    if not text:
        return None
    found = _TYPED_TIME.fullmatch(text)
    try:
        if found is not None:
            day, minute, second = found.groups()
            return _near(to_instant(f"{day}T{minute}{second or ':00'}Z"), name, faults)
    except Malformed:
        pass
    faults[name] = _("This is no date with a time. Write it like 2026-07-22 02:41, in UTC.")
    return None


def _near(at: int, name: str, faults: dict[str, str]) -> int | None:
    """An instant that an envelope can say: whole numbers in it are exact up to 2**53."""
    if 0 < at < _LAST:
        return at
    faults[name] = _("This year is too far away. Say a time between 1970 and 2255.")
    return None


def _check_times(times: Mapping[str, int | None], at: int, faults: dict[str, str]) -> None:
    begins, ends, kept = (times[name] for name in TIMES)
    if ends is not None and ends <= at:
        faults["until"] = _("This time has passed: nobody could read it. Say a later one.")
    elif ends is not None and begins is not None and ends <= begins:
        faults["until"] = _("It would end before it begins. Say a time after the one above.")
    if kept is not None and kept <= at:
        faults["keep_until"] = _("This time has passed, so it would keep nothing. Say a later one.")


def _typed_time(at: int | None) -> str:
    """An instant as it would be typed; to the second only where it has seconds."""
    if at is None:
        return ""
    text = to_text(at).removesuffix("Z")
    return text[:_MINUTE] if text[_MINUTE:] == ":00.000000" else text
