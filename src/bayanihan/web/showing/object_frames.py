"""The frame of a record's pages: its group's band with the proof, and the way back to the list."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.records.api import Record
from bayanihan.web.framing import frame_for, group_band
from bayanihan.web.parts.frame import Frame
from bayanihan.web.parts.marking import Band, Step
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.filter_fields import address
from bayanihan.web.showing.proofs import Found, verify_url
from bayanihan.web.showing.records import object_url
from bayanihan.web.showing.through import exercise_words, place_words
from bayanihan.web.showing.titles import titled
from bayanihan.web.showing.words import kind_words

_SHOWN = 60


def record_frame(request: HttpRequest, record: Record, title: str, found: Found) -> Frame:
    """The frame of a record's own page; the band leads to the proof on it."""
    return _frame(request, record, title, _band(record, found, "#proof"), ())


def steps_frame(request: HttpRequest, record: Record, act: str, found: Found) -> Frame:
    """The frame of a page that does something with a record, such as verifying it."""
    title = f"{act}: {titled(record.body).text}"
    return _frame(request, record, title, _band(record, found, ""), (act,))


def _frame(
    request: HttpRequest, record: Record, title: str, band: Band, more: tuple[str, ...]
) -> Frame:
    exercise = record.handling.exercise
    lane = {"lane": "exercise"} if exercise else {}
    listed = reverse("exchange")
    name = titled(record.body).text
    short = name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"
    crumbs = (
        Link(_("Exchange"), address(listed, lane)),
        Link(kind_words(record.entry.type), address(listed, lane, type=record.entry.type)),
        Link(short, object_url(record) if more else ""),
        *(Link(words) for words in more),
    )
    return frame_for(
        request,
        title=title,
        room="exchange",
        band=band,
        crumbs=crumbs,
        exercise=exercise_words(record),
    )


def _band(record: Record, found: Found, proof_url: str) -> Band:
    """What the group's step carries, and whether the record's proof holds."""
    code = {"member": record.entry.journal.member.code}
    if found.proof is None:
        words, state = _("Not proved: it cannot be shown that %(member)s said this"), "late"
    else:
        words, state = _("Proved: %(member)s said it, nobody changed it"), "done"
    return replace(
        _place_band(record),
        proof=words % code,
        proof_state=state,
        proof_url=_proof_url(record, proof_url) if found.proof else "",
    )


def _proof_url(record: Record, url: str) -> str:
    """Where the proof stands; a constituent has no panel on the page, only the steps."""
    return verify_url(record) if url and record.via is not None else url


def _place_band(record: Record) -> Band:
    """The group's band and what its step carries; for a constituent through whom it reads."""
    if record.via is not None:
        label = record.tlp.label
        return Band(label, place_words(record), is_exercise=record.handling.exercise)
    charter = record.entry.group.newest
    band = group_band(record.tlp.label, record.entry.group)
    return replace(band, more=Step(charter.step).carries if charter else "")
