"""Frames around the sample pages: everything invented stands under EXERCISE."""

from __future__ import annotations

from bayanihan.web.parts import samples
from bayanihan.web.parts.frame import Frame, Language, Me, Room
from bayanihan.web.parts.marking import Band, Step
from bayanihan.web.parts.voices import Link

NOW, HOUR = samples.NOW, samples.HOUR
MINUTE = HOUR // 60
EXERCISE = "Tidewater"
GROUP = "Bank payments circle"
ROOMS = ("Desk", "Exchange", "Quarantine", "Groups", "Members")
NODE = "This node is run by the Regional CERT. A hosted member is as safe as its host is honest."


def band(tlp: str = "TLP:AMBER", group: str = GROUP, number: int = 3, proof: str = "") -> Band:
    return Band(
        tlp,
        group,
        "/groups/bank-payments/",
        Step(number),
        "6 members",
        proof or "Proved: XB wrote it, nobody changed it",
        "#proof",
        "done",
        is_exercise=True,
    )


def frame(
    title: str,
    here: str = "Exchange",
    marking: Band | None = None,
    crumbs: tuple[str, ...] = (),
    *,
    is_signed_in: bool = True,
) -> Frame:
    rooms = tuple(
        Room(name, f"/{name.lower()}/", 3 if name == "Quarantine" else 0, is_here=name == here)
        for name in ROOMS
    )
    *before, last = crumbs or ("",)
    links = tuple(Link(name, f"/{name.lower()}/") for name in before)
    return Frame(
        title,
        NOW,
        marking or band(),
        samples.ZONE,
        Me("National CERT, Fajar", "R. Senja, duty officer") if is_signed_in else None,
        rooms if is_signed_in else (),
        (*links, Link(last)) if last else (),
        exercise=EXERCISE,
        is_demo=True,
        hosted=NODE,
        links=(Link("Style guide", "/styleguide/"), Link("Help for duty officers", "/help/")),
        languages=(Language("en", "English", is_here=True), Language("fil", "Filipino")),
    )
