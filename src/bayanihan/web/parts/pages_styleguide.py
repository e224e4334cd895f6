"""The style guide's page: every component once, with invented values."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts import samples
from bayanihan.web.parts.beam import Beam
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.frame import Frame, Me, Room
from bayanihan.web.parts.marking import Band, Step
from bayanihan.web.parts.mini import Mini
from bayanihan.web.parts.pages_exchange import Change, Filters, RecordRow, Value, Version
from bayanihan.web.parts.proof import Proof
from bayanihan.web.parts.rows import (
    Check,
    Count,
    Event,
    Fact,
    Line,
    Paging,
    Sign,
    Stage,
    Who,
    fact,
    stages,
)
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty, Mood, Summary, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice

NOW, HOUR = samples.NOW, samples.HOUR


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    """``web/styleguide.html``."""

    every_state: Beam
    with_bodies: Beam
    many: Beam
    long_codes: Beam
    minis: tuple[Mini, ...]
    labels: tuple[str, ...]
    ladder: tuple[Step, ...]
    strips: tuple[Strip, ...]
    values: tuple[Value, ...]
    fields: tuple[Field, ...]
    summary: Summary | None
    filters: Filters
    tells: tuple[Tell, ...]
    empty: Empty
    facts: tuple[Fact, ...]
    stages: tuple[Stage, ...]
    proof: Proof
    rows: tuple[RecordRow, ...]
    paging: Paging
    counts: tuple[Count, ...]
    will: tuple[Who, ...]
    will_not: tuple[Who, ...]
    checks: tuple[Check, ...]
    signs: tuple[Sign, ...]
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    acts: tuple[Act, ...]


def styleguide_frame(at: int, *, rooms: tuple[Room, ...] = (), me: Me | None = None) -> Frame:
    """The frame around the style guide, at the instant ``at``."""
    band = Band(
        "TLP:CLEAR",
        "Style guide",
        step=Step(0),
        more="every page has this band: marking, group, ladder step, proof",
        proof="Nothing to prove here",
        proof_state="done",
    )
    crumbs = (Link("Desk", "/"), Link("Style guide"))
    return Frame("Style guide", at, band, samples.ZONE, me, rooms, crumbs)


def styleguide_page() -> StyleguidePage:
    """Every component once."""
    fields = _fields()
    return StyleguidePage(
        every_state=samples.every_state(),
        with_bodies=samples.with_bodies(),
        many=samples.many(),
        long_codes=samples.long_codes(),
        minis=samples.minis(),
        labels=("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR", ""),
        ladder=tuple(Step(number) for number in range(5)),
        strips=samples.strips(),
        values=_VALUES,
        fields=fields,
        summary=summary_of(fields),
        filters=_filters(),
        tells=_tells(),
        empty=_EMPTY,
        facts=_facts(),
        stages=stages(("File read", "Handling said", "Release preview", "Released"), 2),
        proof=samples.proof(),
        rows=_rows(),
        paging=Paging(2, 31, start_url="#list", onward_url="#list"),
        counts=_COUNTS,
        will=_WILL,
        will_not=_WILL_NOT,
        checks=_checks(),
        signs=_SIGNS,
        versions=_versions(),
        events=_events(),
        acts=_ACTS,
    )


_VALUES = (
    Value("domain-name", "pay-verify[.]example", "#voices"),
    Value("ipv4-addr", "203.0.113[.]77"),
)
_EMPTY = Empty(
    "No requests wait for you",
    "Seven were closed this week.",
    (Link("Ask a neighbour", "#notices"),),
)
_COUNTS = (
    Count("New to you", 31, "In this release"),
    Count("Without a marking", 4, "Say the handling first", Link("Show", "#list"), "soon"),
    Count("Not valid", 1, "Kept in quarantine", Link("Why", "#list"), "late"),
)
_WILL = (
    Who(("XB",), "Bituin: all 31", "In the group since charter version 1."),
    Who(("XG", "XH"), "Gunung, Habagat: all 31", "In the group since charter version 4."),
)
_WILL_NOT = (Who(("XA",), "Amihan: not in this group", "Step 2 with you; these are AMBER."),)
_SIGNS = (
    Sign("First pair of eyes", "A. Pelangi", "analyst · signed", NOW, "Third wave, same kit."),
    Sign("Second pair of eyes", "R. Senja", "duty officer · you", is_open=True),
)
_ACTS = (
    Act("Sign and release to XB and XG", "#acts", is_big=True, leaves_node=True),
    Act("Hand over", "#acts", leaves_node=True),
    Act("Open", "#acts"),
    Act("Refuse", "#acts", refuses=True),
)


def _fields() -> tuple[Field, ...]:
    return (
        Field(
            "due",
            "Answer wanted before",
            hint="Day, time and zone: 23 July 2026 06:00 UTC",
            value="23 July 2026 06:00",
            errors=("The deadline has no time zone. Did you mean 06:00 UTC?",),
        ),
        Field(
            "handling",
            "Handling of objects without a marking",
            FieldKind.RADIO,
            hint="Nothing is chosen for you.",
            choices=(
                Choice("amber", "", "Your organisation and its clients.", tlp="TLP:AMBER"),
                Choice("green", "", "The community.", tlp="TLP:GREEN"),
                Choice("none", "Leave them in quarantine"),
            ),
            errors=("Say the handling, or leave these objects out.",),
            is_required=True,
        ),
        Field("file", "File", FieldKind.FILE, accept=".json,.jsonl,.gz"),
        Field("words", "Your note", FieldKind.TEXTAREA, hint="Kept in your own node's log."),
    )


def _filters() -> Filters:
    kinds = (Choice("", "All types"), Choice("indicator", "Indicator", is_chosen=True))
    return Filters(
        "#list",
        (
            Field("q", "Value or words", FieldKind.SEARCH),
            Field("type", "Type", FieldKind.SELECT, choices=kinds),
        ),
        (Field("from", "From, UTC day", FieldKind.DATE), Field("to", "To", FieldKind.DATE)),
        (Link("Type: Indicator", "#list"),),
        "#list",
    )


def _tells() -> tuple[Tell, ...]:
    return (
        Tell(
            "Released to XB, XG and XH",
            "Entry 1212 of your journal.",
            Mood.DONE,
            (Link("See it", "#notices"),),
        ),
        Tell("Saved here, the line is down", "It leaves when the line is back.", Mood.SOON),
        Tell(
            "This object does not verify",
            "It was kept as it came and is shown to nobody.",
            Mood.LATE,
            codes=("root_differs",),
        ),
    )


def _facts() -> tuple[Fact, ...]:
    due = Line("38 min left", state="soon")
    return (
        fact("Marking", Line(tlp="TLP:AMBER"), "Your organisation and its clients."),
        fact("Group", Line("Bank payments circle", url="#facts"), Line(step=Step(3))),
        fact("Publisher", Line("National CERT, Bituin", code="XB")),
        fact("Time", Line(at=NOW + 38 * 60_000_000), due),
        fact("Id", Line("indicator--3f0c2b9e-6a1d-4c58-9e7b-0d2f4a91e5c3", Voice.MACHINE)),
        fact("Note", Line("Please do not probe the page.", Voice.MEMBER)),
    )


def _rows() -> tuple[RecordRow, ...]:
    held = samples.mini("5 of 6 hold it", carries="XB XF XG XH XK", asked="XI")
    bank = "Bank payments circle"
    return (
        RecordRow(
            Said("One-time-password pages, third wave"),
            "#list",
            "Report",
            samples.face("XB"),
            "TLP:AMBER",
            bank,
            NOW - 5 * HOUR,
            "#list",
            held,
        ),
        RecordRow(
            Said("pay-verify[.]example", Voice.MACHINE),
            "#list",
            "Indicator",
            samples.face("XG"),
            "TLP:AMBER",
            bank,
            NOW - 30 * HOUR,
            "#list",
            held,
            is_revoked=True,
        ),
    )


def _checks() -> tuple[Check, ...]:
    return (
        Check("done", "Marking", "AMBER is not above the group's ceiling, AMBER."),
        Check("soon", "Ladder", "Your own step with XK is lower than the group's ceiling."),
        Check("late", "Exercise label", "The file says EXERCISE, the group is a real one."),
    )


def _versions() -> tuple[Version, ...]:
    author = samples.face("XB")
    changes = (Change("Valid until", "28 Jul 2026", "5 Aug 2026"), Change("Confidence", "60", "85"))
    return (
        Version(2, NOW - 4 * HOUR, author, 1204, changes=changes, is_here=True),
        Version(1, NOW - 190 * HOUR, author, 1098, "#versions", "First said."),
    )


def _events() -> tuple[Event, ...]:
    return (
        Event(
            NOW - 5 * HOUR, "XB", Said("One-time-password pages"), "#log", "14 indicators", "Report"
        ),
        Event(
            NOW - 30 * HOUR, "XG", Said("pay-verify[.]example", Voice.MACHINE), "#log", "", "Seen"
        ),
        Event(NOW - 31 * HOUR, "XH", Said("Three of the five banks share one call centre.")),
    )
