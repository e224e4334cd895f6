"""Sample contexts of the way of a file into a group."""

from __future__ import annotations

from bayanihan.web.parts import samples
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_release import (
    ImportStartPage,
    Misread,
    ReadRow,
    ReleasedPage,
    ReleasePage,
    ReviewPage,
    Sample,
)
from bayanihan.web.parts.proof import grouped
from bayanihan.web.parts.rows import Check, Count, Line, Paging, Sign, Stage, Who, fact, stages
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from tests.rooms.web.sample_frames import GROUP, HOUR, NOW

FILE = "perahu-otp-wave3.json · STIX 2.1 · 48 objects · 86 kB"
ROOT = samples.ROOT.hex()


def at_stage(here: int) -> tuple[Stage, ...]:
    return stages(("File read", "Handling said", "Release preview", "Released"), here)


def handling(*, has_error: bool = False) -> Field:
    return Field(
        "handling",
        "Handling of objects that carry no marking",
        FieldKind.RADIO,
        "Nothing is chosen for you. An object's own marking is never lowered.",
        choices=(
            Choice("TLP:CLEAR", "", "May be passed on to everybody.", tlp="TLP:CLEAR"),
            Choice("TLP:GREEN", "", "For the community; not for publication.", tlp="TLP:GREEN"),
            Choice("TLP:AMBER", "", "For members and their clients.", tlp="TLP:AMBER"),
            Choice("TLP:RED", "", "Above this group's ceiling.", tlp="TLP:RED", is_off=True),
            Choice("", "Leave them in quarantine", "Decide later; nothing is lost."),
        ),
        errors=("Say the handling, or leave these objects out.",) if has_error else (),
        is_required=True,
    )


def start(*, has_error: bool = False) -> ImportStartPage:
    groups = (
        Choice("1", GROUP, "6 members, carries up to AMBER.", step=Step(3), is_exercise=True),
        Choice("2", "Region, all members", "11 members, carries up to GREEN.", step=Step(2)),
    )
    fields = (
        Field(
            "file",
            "File",
            FieldKind.FILE,
            "STIX 2.1 bundle, one object, or one object per line; plain or gz.",
            errors=("Choose a file; none came with the form.",) if has_error else (),
            is_required=True,
            accept=".json,.jsonl,.gz",
        ),
        Field("group", "For which group?", FieldKind.RADIO, choices=groups, is_required=True),
        handling(has_error=has_error),
    )
    return ImportStartPage(
        action="/import/",
        fields=fields,
        limits="Up to 256 MB; one object up to 16 MB.",
        stages=stages(("File read", "Handling said", "Release preview", "Released"), 0),
        summary=summary_of(fields),
        staged=(fact("wave2.json", Line("48 objects", url="/import/8/"), Line(at=NOW - HOUR)),),
    )


def counts() -> tuple[Count, ...]:
    return (
        Count("New to you", 31, "Go on to the release preview"),
        Count("Held already, same content", 12, "Not sent again.", Link("Show", "?held")),
        Count("Without a marking", 4, "Say the handling first.", Link("Show", "?bare"), "soon"),
        Count("Not valid", 1, "Kept in quarantine.", Link("Why", "#bad-h"), "late"),
    )


def read_rows() -> tuple[ReadRow, ...]:
    wave = Said("One-time-password pages, third wave")
    value = Said("secure-otp[.]example", Voice.MACHINE)
    network = Said("2001:db8:77::/48", Voice.MACHINE)
    broken = Said("indicator--8d1f4c52-7a3b-4e0e-9c61-5b2a7f3d9e10", Voice.MACHINE)
    amber = "TLP:AMBER"
    return (
        ReadRow(wave, "Report", amber, amber, "New", "#"),
        ReadRow(value, "Indicator", "", amber, "New; you say AMBER", "#", "soon"),
        ReadRow(network, "Address", "", "", "Waits for its handling", flag="soon"),
        ReadRow(broken, "Indicator", amber, amber, "Not valid, kept in quarantine", flag="late"),
    )


def review() -> ReviewPage:
    return ReviewPage(
        sentence="48 objects read. 31 are new, 4 carry no marking, 1 is not valid.",
        lede="Nothing has been stored in a journal and nothing has left.",
        file=FILE,
        read_at=NOW - HOUR,
        stages=at_stage(1),
        counts=counts(),
        rows=read_rows(),
        paging=Paging(4, 48, is_newest_first=False, onward_url="?page=2"),
        action="/import/9/",
        act=Act("See who would get it", is_main=True),
        fields=(handling(),),
        misread=(
            Misread(
                17,
                "indicator--8d1f4c52-7a3b-4e0e-9c61-5b2a7f3d9e10",
                "/pattern",
                "The pattern ends in the middle of a comparison.",
                "pattern",
            ),
        ),
        discard=Act("Throw the file away", refuses=True, name="discard", value="1"),
        tells=(Tell("The file says EXERCISE", "So does the group.", Mood.SOON),),
    )


def release() -> ReleasePage:
    others = Check("done", "Size", "86 kB, under the group's limit.")
    return ReleasePage(
        sentence="Release 31 objects to five members: XB, XG, XH, XI and XK?",
        lede=(
            "Nothing has left. When you sign, it is written to your journal at once and can be "
            "withdrawn, but not unsaid."
        ),
        stages=at_stage(2),
        beam=samples.beam(
            "Who would hold it after release",
            "",
            {"XF": "31, yours", "XB": "31", "QR": "count only"},
            carries="XF",
            asked="XB XG XH XI XK",
            outside="QR QB",
        ),
        will=(
            Who(("XB",), "Bituin: all 31", "In the group since charter version 1."),
            Who(("XG", "XH"), "Gunung, Habagat: all 31", "Since charter version 4."),
            Who(("XI", "XK"), "Indah, Kelapa: all 31", "Since charter version 7."),
        ),
        will_not=(
            Who(("XA",), "Amihan: not in this group", "Step 2 with you; these are AMBER."),
            Who(("XC", "XD", "XE", "XJ"), "Cempaka, Dokmai, Emas, Jati: not in it", "Step 2."),
            Who(("QR",), "Regional CERT: observer", "The charter lets it see counts, not records."),
        ),
        will_words="5 members, everything.",
        will_not_words="5 members, and 1 other you might expect. Each for a reason.",
        file=FILE,
        read_at=NOW - HOUR,
        counts=counts(),
        checks=(
            Check("done", "Marking", "AMBER is not above the group's ceiling, AMBER."),
            Check("done", "Publisher", "You are in force under charter version 9."),
            Check("soon", "Ladder", "Your own step with XK is 2, lower than the ceiling."),
            Check("done", "Exercise label", "Both the file and the group say EXERCISE."),
        ),
        more_checks=(others, others),
        signs=(
            Sign("First pair of eyes", "A. Pelangi", "analyst · signed", NOW - HOUR, "Same kit."),
            Sign("Second pair of eyes", "R. Senja", "duty officer · you", is_open=True),
        ),
        action="/release/7/",
        act=Act(
            "Sign and release to XB, XG, XH, XI and XK",
            is_main=True,
            is_big=True,
            leaves_node=True,
        ),
        fields=(Field("note", "Your note", hint="Kept in your own node's log."),),
        hidden=(("preview", "9f3c"),),
        sample=Sample("Three of the 31, as XH will see them", read_rows()[:3]),
        acts=(
            Act("Refuse, back to A. Pelangi", refuses=True, name="refuse", value="1"),
            Act("Leave it for the next shift", "/"),
        ),
        preview_note="The preview above is what will be sent; if it changes, you are asked again.",
    )


def released() -> ReleasedPage:
    return ReleasedPage(
        sentence="Released 31 objects to XB, XG, XH, XI and XK.",
        lede="They stand in your journal and are signed. The others read them at their next visit.",
        stages=at_stage(3),
        beam=samples.beam("Who holds it", carries="XF", asked="XB XG XH XI XK"),
        counts=counts(),
        facts=(
            fact("Journal", Line("bank-payments / XF", Voice.MACHINE)),
            fact("Entries", "1212 to 1242"),
            fact("Checkpoint", Line("1242"), Line(at=NOW)),
        ),
        root=ROOT,
        words=aloud(samples.ROOT),
        command="bayanihan verify bank-payments.bayanihan",
        root_lines=grouped(ROOT),
        acts=(Act("See the records", "/exchange/", is_main=True),),
        links=(Link("Package to verify elsewhere", "/p"), Link("Quarantine, 5", "/quarantine/")),
        tells=(Tell("Written and signed", "Nothing of it can be lost any more.", Mood.DONE),),
    )
