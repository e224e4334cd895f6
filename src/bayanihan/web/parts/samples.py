"""Invented members and records for the style guide; nothing here stands for a real one.

Member codes come from the ISO 3166 range that is never given to a country,
addresses from the ranges kept for documentation.
"""

from __future__ import annotations

from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.beam import Beam, Face, PostState, Stand, key_of, posts_of
from bayanihan.web.parts.clocks import SECOND, until, waiting
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.mini import Mini, mini_of
from bayanihan.web.parts.proof import Digest, Proof
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.voices import Act, Said, Voice

HOUR = 3600 * SECOND
NOW = 1_784_688_068 * SECOND
"""2026-07-22T02:41:08Z."""
ZONE = "Asia/Manila"
ME = "XF"
ROOT = bytes.fromhex("7c1e40d9b2a6e09451f388c00d7b2e6a9c0f6d1e4b7a2358c6d0e1f2a3b4c5d6")

FACES = (
    Face("XA", "Amihan"),
    Face("XB", "Bituin"),
    Face("XC", "Cempaka"),
    Face("XD", "Dokmai"),
    Face("XE", "Emas"),
    Face("XF", "Fajar"),
    Face("XG", "Gunung"),
    Face("XH", "Habagat"),
    Face("XI", "Indah"),
    Face("XJ", "Jati"),
    Face("XK", "Kelapa"),
    Face("QR", "Regional CERT of the sample region", is_body=True),
    Face("QB", "Perahu Bank", is_body=True),
)
_WORDS = {
    PostState.CARRIES: "holds it",
    PostState.PARTLY: "holds it in part",
    PostState.ASKED: "asked, no answer yet",
    PostState.LATE: "silent past its clock",
    PostState.RESERVES: "reserves",
    PostState.APART: "stands apart",
    PostState.OUTSIDE: "outside this group",
}
_KEY = {
    PostState.CARRIES: "carries: holds, agrees, answered",
    PostState.PARTLY: "in part: with a statement or a condition",
    PostState.ASKED: "asked, time is left",
    PostState.LATE: "silent past its clock",
    PostState.RESERVES: "reserves",
    PostState.APART: "stands apart: declined, dissociated, removed",
    PostState.OUTSIDE: "outside this group",
}


def face(code: str) -> Face:
    """The sample member of a code."""
    return next(item for item in FACES if item.code == code)


def beam(
    label: str,
    sentence: str = "",
    notes: dict[str, str] | None = None,
    **states: str,
) -> Beam:
    """A sample beam: per state a string of codes, as in ``carries="XB XF"``."""
    stands = {
        code: Stand(PostState(state), _WORDS[PostState(state)], (notes or {}).get(code, ""))
        for state, codes in states.items()
        for code in codes.split()
    }
    posts = posts_of(FACES, stands, outside=_WORDS[PostState.OUTSIDE], me=ME)
    return Beam(label, posts, sentence, key_of(posts, _KEY))


def mini(sentence: str, **states: str) -> Mini:
    """A sample beam for a row."""
    return mini_of(beam("Who holds it", sentence, None, **states))


def every_state() -> Beam:
    """One post of every state."""
    return beam(
        "All states of a post",
        "Seven states; shape says it, the word says it again, colour only helps.",
        {
            "XA": "carries",
            "XC": "in part",
            "XD": "asked",
            "XE": "silent, late",
            "XF": "you",
            "XG": "reserves",
            "XH": "stands apart",
            "XI": "outside",
        },
        carries="XA XB XF",
        partly="XC",
        asked="XD",
        late="XE",
        reserves="XG",
        apart="XH",
    )


def with_bodies() -> Beam:
    """A beam where a body and a company take part: they stand after the gap."""
    return beam("With a body and a company", carries="XB XF XG XH", asked="QR QB")


def many() -> Beam:
    """Twenty-four members: the beam breaks into rows where it must; small, it is divided."""
    faces = tuple(
        Face(f"X{letter}", f"Sample member {letter}") for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"
    )
    stands = {item.code: Stand(PostState.CARRIES, _WORDS[PostState.CARRIES]) for item in faces[:15]}
    stands |= {item.code: Stand(PostState.ASKED, _WORDS[PostState.ASKED]) for item in faces[15:21]}
    posts = posts_of(faces, stands, outside=_WORDS[PostState.OUTSIDE], me=ME)
    return Beam("A beam of many", posts, "15 of 24 hold it, 6 are asked", key_of(posts, _KEY))


def long_codes() -> Beam:
    """Members of states carry their state's code first: the rest stands below it."""
    faces = [Face(f"{item.code}-CERT", f"National CERT, {item.name}") for item in FACES[1:9:2]]
    faces += [Face(item.code, item.name) for item in FACES[0:9:2]]
    faces += [Face("XF-DIGITAL", "Ministry, Fajar"), Face("PERAHU", "Perahu Bank", is_body=True)]
    stands = {
        item.code: Stand(PostState.CARRIES, _WORDS[PostState.CARRIES])
        for item in faces
        if item.is_long
    }
    posts = posts_of(faces, stands, outside=_WORDS[PostState.OUTSIDE], me="XF-CERT")
    return Beam("With long codes", posts)


def minis() -> tuple[Mini, ...]:
    """Beams as they stand in rows."""
    return (
        mini("8 of 11 hold it", carries="XA XB XC XE XF XG XH XI", asked="XD XJ XK"),
        mini("5 of 6 hold it", carries="XB XF XG XH XK", asked="XI"),
        mini("one is silent", carries="XF", late="XA", partly="XC", reserves="XG", apart="XH"),
        mini("held by you, asked of two", carries="XF", asked="QR QB"),
        mini_of(many()),
    )


def strips() -> tuple[Strip, ...]:
    """Strips in every state of their clock; one carries the filled button."""
    return (_late(), _soon(), _running(), _waiting())


def _late() -> Strip:
    return Strip(
        until(NOW - HOUR, since=NOW - 5 * HOUR, now=NOW),
        "Late",
        Said("A strip past its instant", Voice.SYSTEM),
        "#strips",
        Act("Act", "#strips"),
        "Red ground, the word “past”, full fuse.",
        "TLP:GREEN",
        "Region, all members",
        Step(2),
        mini("no answer", carries="XF", late="XA"),
    )


def _soon() -> Strip:
    return Strip(
        until(NOW + 38 * 60 * SECOND, since=NOW - 3 * HOUR, now=NOW),
        "Soon",
        Said("A strip in its last quarter", Voice.SYSTEM),
        "#strips",
        Act("Act first here", "#strips", is_main=True),
        "Ochre ground. One strip on the page may carry the filled button.",
        "TLP:AMBER",
        "Bank payments circle",
        Step(3),
        mini("5 of 6 hold it", carries="XB XF XG XH XK", asked="XI"),
    )


def _running() -> Strip:
    return Strip(
        until(NOW + 49 * HOUR, since=NOW - 24 * HOUR, now=NOW),
        "Running",
        Said("Password pages, third wave"),
        "#strips",
        Act("Send", "#strips", leaves_node=True),
        "No colour until colour is needed. A title that a member wrote is in serif.",
        "TLP:AMBER+STRICT",
        "Case Harbour Lights",
        Step(4),
        mini("5 of 6 hold it", carries="XB XF XG XH XK", asked="XI"),
    )


def _waiting() -> Strip:
    return Strip(
        waiting(NOW - 26 * HOUR, now=NOW),
        "Waiting, in an exercise",
        Said("wave3.json", Voice.MACHINE),
        "#strips",
        Act("Review", "#strips"),
        "Nothing runs out here, so there is no fuse.",
        "TLP:GREEN",
        "Tidewater, exercise",
        Step(2),
        is_exercise=True,
    )


def proof(*, index: int = 1203, size: int = 1211) -> Proof:
    """A verified record in a sample journal."""
    return Proof(
        state="done",
        verdict="Verified here",
        journal="bank-payments / XB",
        index=index,
        size=size,
        checkpoint_at=NOW - 4 * HOUR,
        root=ROOT.hex(),
        words=aloud(ROOT),
        command="bayanihan verify bank-payments.bayanihan",
        verify_url="#proof",
        beam=beam("Cosignatures on the checkpoint", carries="XB XF XG XH XK", asked="XI"),
        beam_note=(
            "5 of 6 have signed the same root, each with its own time. If anybody had been told "
            "another story, two of these could not both be true."
        ),
        digests=(Digest("Object", ROOT[::-1].hex()),),
    )
