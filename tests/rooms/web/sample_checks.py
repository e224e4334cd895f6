"""Sample contexts of verify, export, quarantine, sign in and errors."""

from __future__ import annotations

from bayanihan.web.parts import samples
from bayanihan.web.parts.aloud import aloud
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.pages_check import ExportPage, Held, Proven, QuarantinePage, VerifyPage
from bayanihan.web.parts.pages_entry import DemoMember, DemoPerson, ErrorPage, SignInPage
from bayanihan.web.parts.pages_exchange import Filters
from bayanihan.web.parts.proof import Digest, grouped, path_of
from bayanihan.web.parts.rows import Line, Paging, fact
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from tests.rooms.web.sample_frames import GROUP, HOUR, NOW

ROOT = samples.ROOT.hex()


def verify(*, holds: bool = True) -> VerifyPage:
    last = "done" if holds else "late"
    return VerifyPage(
        kind=("Indicator", "bank-payments / XB", "entry 1204"),
        sentence="This holds: XB wrote it, and nobody changed it." if holds else "This fails.",
        lede="Every step was computed anew from the stored bytes, just now.",
        state=last,
        steps=(
            Proven(
                "done",
                "The object is what the envelope names",
                "SHA-256 over its bytes.",
                (Digest("Object", ROOT), Digest("Envelope says", ROOT)),
                "RFC 8785",
            ),
            Proven("done", "The entry opens its commitment", "With the salt kept beside it."),
            Proven(
                last,
                "The entry is under the root",
                "Eleven neighbour hashes lead to it.",
                (Digest("Root", ROOT),),
                "RFC 9162, section 2.1.3",
            ),
            Proven("soon", "Cosignatures", "Five of six members have signed the same root."),
        ),
        at=NOW,
        root=ROOT,
        root_lines=grouped(ROOT),
        words=aloud(samples.ROOT),
        command="bayanihan verify bank-payments.bayanihan",
        path=path_of(1203, 1211),
        acts=(Act("Back to the record", "/o/1/"), Act("Package to take along", "/p")),
        tells=() if holds else (Tell("Nothing was changed here", "Tell the operator.", Mood.LATE),),
    )


def export() -> ExportPage:
    forms = (
        Choice(
            "package", "Package", "Can be verified anywhere, without this node.", is_chosen=True
        ),
        Choice("bundle", "STIX 2.1 bundle", "For any STIX tool; carries no proof."),
    )
    return ExportPage(
        sentence="Export records of the Bank payments circle.",
        lede="The gate applies: the file holds what you may see, and carries its marking.",
        action="/export/",
        fields=(
            Field("form", "As which file?", FieldKind.RADIO, choices=forms, is_required=True),
            Field("since", "Since, UTC day", FieldKind.DATE, "Leave empty for everything."),
        ),
        act=Act("Make the file for National CERT, Fajar", is_main=True, leaves_node=True),
        facts=(
            fact("Records", "412 of 6 members"),
            fact("Highest marking", Line(tlp="TLP:AMBER")),
            fact("Left out", "3 records of RED: no person keys yet"),
        ),
        command="bayanihan verify bank-payments.bayanihan",
    )


def quarantine() -> QuarantinePage:
    name = Said("indicator--8d1f4c52-7a3b-4e0e-9c61-5b2a7f3d9e10", Voice.MACHINE)
    page = Said("secure-otp[.]example", Voice.MACHINE)
    return QuarantinePage(
        sentence="Three things were read and are not shared.",
        filters=Filters(
            "/quarantine/",
            (Field("why", "Reason", FieldKind.SELECT, choices=(Choice("", "All reasons"),)),),
        ),
        rows=(
            Held(
                name,
                "Indicator",
                "perahu-otp-wave3.json, object 17",
                NOW - HOUR,
                "The pattern ends in the middle of a comparison.",
                "The object byte for byte, and this reason.",
                "Ask the author for a corrected version, or throw it away.",
                "/pattern",
                "pattern",
                "/q/1/",
                GROUP,
                is_exercise=True,
                links=(Link("Download the bytes", "/q/1.bin"),),
                acts=(Act("Throw it away", refuses=True, name="drop", value="1"),),
                action="/q/1/",
            ),
            Held(
                page,
                "Indicator",
                "perahu-otp-wave3.json, object 21",
                NOW - HOUR,
                "It carries no marking, and nobody has said its handling.",
                "The object byte for byte.",
                "Say its handling, then release it.",
                code="unmarked",
                acts=(Act("Say its handling", "/q/2/"),),
                action="/q/2/",
            ),
        ),
        paging=Paging(2, 3, onward_url="?after=2"),
        empty=Empty("Nothing is in quarantine", "What comes in invalid or unmarked waits here."),
        lede="Each with its reason. Nothing here is seen by another member.",
    )


def sign_in(*, has_error: bool = False, is_demo: bool = True) -> SignInPage:
    wrong = ("User name or password is not right. Which one is not said.",) if has_error else ()
    fields = (
        Field(
            "username",
            "User name",
            value="senja",
            errors=wrong,
            is_required=True,
            autocomplete="username",
        ),
        Field(
            "password",
            "Password",
            FieldKind.PASSWORD,
            is_required=True,
            autocomplete="current-password",
        ),
        Field("next", "", FieldKind.HIDDEN, value="/exchange/"),
    )
    people = (
        DemoPerson("senja", "R. Senja", "releaser, analyst", "?who=senja", is_chosen=True),
        DemoPerson("pelangi", "A. Pelangi", "analyst", "?who=pelangi"),
    )
    demo = tuple(
        DemoMember(item.code, item.name, people if item.code == "XF" else people[1:])
        for item in samples.FACES[3:8]
    )
    return SignInPage(
        "/sign-in/",
        fields,
        "Node of the Regional CERT",
        summary_of(fields),
        demo if is_demo else (),
        "kumusta-2026" if is_demo else "",
    )


def error() -> ErrorPage:
    return ErrorPage(links=(Link("To your desk", "/"),), reference="2026-07-22T02:41:08Z 7c1e40d9")
