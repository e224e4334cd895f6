"""Sample contexts of groups and members."""

from __future__ import annotations

from bayanihan.web.parts import samples
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_groups import (
    CharterVersion,
    GroupPage,
    GroupRow,
    GroupsPage,
    Head,
    KeyRow,
    MemberPage,
    MemberRow,
    MemberSection,
    MembersPage,
    Seat,
)
from bayanihan.web.parts.pages_region import BodyRow, RegionPage, StateRow
from bayanihan.web.parts.rows import Line, fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from tests.rooms.web.sample_frames import GROUP, HOUR, NOW

SIX = "XB XF XG XH XI XK"
ROOT = samples.ROOT.hex()


def group_rows() -> tuple[GroupRow, ...]:
    six = samples.mini("6 members", carries=SIX)
    purpose = "What banks and their customers are hit by, within the hour."
    return (
        GroupRow(
            GROUP,
            "/groups/1/",
            "Minilateral",
            "TLP:AMBER",
            6,
            Step(3),
            six,
            412,
            purpose,
            is_exercise=True,
        ),
        GroupRow("Region, all members", "/groups/2/", "Region", "TLP:GREEN", 13, Step(2), None, 12),
        GroupRow("Fajar and Gunung", "/groups/3/", "Bilateral", "", 2, Step(1)),
    )


def groups() -> GroupsPage:
    return GroupsPage(
        "You are in three groups, at three steps of the ladder.",
        group_rows(),
        Empty("You are in no group yet", "A group begins with a charter that its members sign."),
        "A group's charter says who is in it and the highest marking it may carry.",
    )


def seats() -> tuple[Seat, ...]:
    made = [
        Seat(
            samples.face(code),
            f"/members/{code}/",
            "State body",
            "Coordinator" if code == "XB" else "Member",
            "version 1",
            None if code == "XK" else 9,
            None if code == "XK" else NOW - 40 * HOUR,
            is_me=code == "XF",
        )
        for code in SIX.split()
    ]
    return (*made, Seat(samples.face("QR"), "/m/QR/", "Regional body", "Observer", "version 4", 9))


def heads() -> tuple[Head, ...]:
    words = aloud(samples.ROOT)
    return (
        Head(samples.face("XB"), 1211, ROOT, words, NOW - HOUR, "done", "verified", "/j/XB/"),
        Head(samples.face("XF"), 88, ROOT[::-1], words, NOW - HOUR, "done", "verified", "/j/XF/"),
        Head(samples.face("XI"), 40, ROOT, words, NOW - 9 * HOUR, "soon", "older than 8 h"),
        Head(samples.face("XK"), 0, "", (), None, "done", "nothing said yet"),
    )


def group() -> GroupPage:
    signed = "Signed by XB, XF, XG, XH, XI; XK has not yet"
    return GroupPage(
        kind=("Minilateral group", "charter version 9", "in force"),
        title=Said(GROUP, Voice.MEMBER, "en"),
        beam=samples.beam(
            "Members of the group", "6 members and 1 observer", carries=SIX, asked="QR"
        ),
        purpose=Said("To tell one another within the hour what banks and customers are hit by."),
        facts=(
            fact("Step", Line(step=Step(3))),
            fact("Carries up to", Line(tlp="TLP:AMBER")),
            fact("Lane", Line("nothing in it is real", is_exercise=True)),
            fact("In force", Line(at=NOW - 900 * HOUR)),
            fact("Digest", Line(ROOT, Voice.MACHINE)),
        ),
        seats=seats(),
        heads=heads(),
        charters=(
            CharterVersion(9, NOW - 900 * HOUR, ("XK joins.",), ROOT, signed, "/c/9/"),
            CharterVersion(8, NOW - 1900 * HOUR, ("Ceiling from GREEN to AMBER.",), ROOT, signed),
        ),
        acts=(
            Act("Bring in a report", "/import/?group=1", is_main=True),
            Act("Records of this group", "/exchange/?group=1"),
            Act("Export", "/export/?group=1"),
        ),
        downloads=(Link("Charter, signed", "/c/9.txt"),),
    )


def members() -> MembersPage:
    rows = tuple(
        MemberRow(
            item,
            f"/members/{item.code}/",
            "Company" if item.code == "QB" else "National CERT",
            "2 groups",
            "hosted here",
            None if item.code == samples.ME else Step(2),
            is_me=item.code == samples.ME,
        )
        for item in samples.FACES
    )
    return MembersPage(
        "Thirteen members: eleven states, one body, one company.",
        (
            MemberSection("States", rows[:11], "By code; the order means nothing"),
            MemberSection("Bodies and companies", rows[11:]),
        ),
        "Everybody in the directory stands here. What a member shares, only its groups see.",
    )


def member() -> MemberPage:
    return MemberPage(
        kind=("State body", "XB"),
        title=Said("National CERT, Bituin", Voice.SYSTEM),
        facts=(
            fact("Code", Line("XB", Voice.MACHINE)),
            fact("Step with you", Line(step=Step(3))),
            fact("Identity", Line("identity--0c7e6d0a-5d1b-4b8e-8f4e-2f7f3f7d9a11", Voice.MACHINE)),
            fact("Node", "hosted by the Regional CERT"),
        ),
        groups=group_rows()[:2],
        keys=(
            KeyRow("XB/statements-1", "7c1e40d9b2a6", NOW - 9000 * HOUR, None, "done", "in force"),
            KeyRow("XB/statements-0", "51f388c00d7b", 0, NOW - 9000 * HOUR, "soon", "replaced"),
        ),
        no_groups=Empty("You share no group"),
        lede="You share two groups.",
    )


def region() -> RegionPage:
    states = tuple(
        StateRow(item.code, item.name, samples.ZONE, (Link("National CERT", "/m/"),), "Charter")
        for item in samples.FACES[:11]
    )
    return RegionPage(
        "The sample region: eleven states, one node.",
        states,
        (BodyRow("Regional CERT", "Watches and warns.", "Charter, 2024", "since when"),),
        (fact("Node", "run by the Regional CERT"),),
    )
