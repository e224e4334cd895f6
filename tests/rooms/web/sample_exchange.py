"""Sample contexts of desk, list and object."""

from __future__ import annotations

from bayanihan.web.parts import samples
from bayanihan.web.parts.beam import Beam
from bayanihan.web.parts.clocks import until, waiting
from bayanihan.web.parts.fields import Choice, Field, FieldKind
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_entry import DeskPage, GroupNews
from bayanihan.web.parts.pages_exchange import (
    Change,
    ExchangePage,
    Filters,
    ObjectPage,
    RecordRow,
    Relation,
    Speech,
    Value,
    Version,
)
from bayanihan.web.parts.rows import Event, Fact, Line, Paging, fact
from bayanihan.web.parts.strips import Strip
from bayanihan.web.parts.tells import Empty, Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from tests.rooms.web.sample_frames import GROUP, HOUR, MINUTE, NOW

XB = samples.face("XB")
INDICATOR = "indicator--3f0c2b9e-6a1d-4c58-9e7b-0d2f4a91e5c3"
NOTHING = Empty(
    "Nothing matches these filters",
    "What you may not see is not counted either.",
    (Link("Clear all filters", "/exchange/"), Link("Bring in a report", "/import/")),
)


def held_by() -> Beam:
    notes = {"XB": "author", "XG": "22:11 UTC", "XF": "22:11 UTC", "XI": "has version 2"}
    return samples.beam(
        "Who holds this record",
        "5 of 6 members hold version 3. Indah shows version 2; its line is up.",
        notes,
        carries="XB XF XG XH XK",
        asked="XI",
    )


def desk() -> DeskPage:
    return DeskPage(
        sentence="Three things wait for you. One ends within the hour.",
        lede="Seven records are new in three groups since you looked.",
        waiting=(
            Strip(
                until(NOW + 49 * MINUTE, since=NOW - 3 * HOUR, now=NOW),
                "Release, second pair of eyes · prepared by A. Pelangi",
                Said("31 indicators from Perahu Bank to the Bank payments circle"),
                "/release/7/",
                Act("Read and decide", "/release/7/", is_main=True),
                "Would reach XB, XG, XH, XI and XK.",
                "TLP:AMBER",
                GROUP,
                Step(3),
                samples.mini("held by you only", carries="XF", asked="XB XG XH XI XK"),
                is_exercise=True,
            ),
            Strip(
                waiting(NOW - 2 * HOUR, now=NOW),
                "Staged import · read, not released",
                Said("perahu-otp-wave3-2026-07-22.json.gz", Voice.MACHINE),
                "/import/9/",
                Act("Review", "/import/9/"),
                "48 objects read, 4 without a marking. Kept here for 6 days more.",
                "",
                "Region, all members",
                Step(2),
            ),
            Strip(
                waiting(NOW - 26 * HOUR, now=NOW),
                "Quarantine",
                Said("Three objects could not be shared", Voice.SYSTEM),
                "/quarantine/",
                Act("Look", "/quarantine/"),
                "Two are not valid STIX, one is without a marking.",
            ),
        ),
        news=(
            GroupNews(GROUP, "/groups/1/", "TLP:AMBER", events(), Step(3), is_exercise=True),
            GroupNews(
                "Region, all members",
                "/groups/2/",
                "TLP:GREEN",
                events()[1:],
                Step(2),
                more=Link("Four more in this group", "/exchange/?group=2"),
            ),
        ),
        nothing_waits=Empty("Nothing waits for you"),
        nothing_new=Empty("Nothing new since you looked"),
        since=NOW - 16 * HOUR,
        import_url="/import/",
    )


def events() -> tuple[Event, ...]:
    wave = Said("One-time-password pages, third wave")
    page = Said("pay-verify[.]example", Voice.MACHINE)
    address = Said("198.51.100[.]40", Voice.MACHINE)
    return (
        Event(NOW - 4 * HOUR, "XB", wave, "/o/1/", "with 14 indicators", "Report"),
        Event(NOW - 3 * HOUR, "XI", page, "/o/2/", "seen 41 times by 2 operators", "Sighting"),
        Event(NOW - 28 * HOUR, "XK", address, "/o/3/", "shared hosting", "Withdrawn"),
    )


def rows(count: int = 8) -> tuple[RecordRow, ...]:
    held = samples.mini("5 of 6 hold it", carries="XB XF XG XH XK", asked="XI")
    region = samples.mini("11 of 11 hold it", carries="XA XB XC XD XE XF XG XH XI XJ XK")
    first = (
        RecordRow(
            Said("Page that asks bank customers for the one-time password they just received"),
            "/o/1/",
            "Indicator",
            XB,
            "TLP:AMBER",
            GROUP,
            NOW - 4 * HOUR,
            "/groups/1/",
            held,
            "3 versions",
            is_exercise=True,
        ),
        RecordRow(
            Said("hxxps://pay-verify[.]example/otp/login", Voice.MACHINE),
            "/o/2/",
            "URL",
            samples.face("XG"),
            "TLP:GREEN",
            "Region, all members",
            NOW - 30 * HOUR,
            "/groups/2/",
            region,
        ),
        RecordRow(
            Said("Relay kit “Two Minutes”"),
            "/o/3/",
            "Malware",
            samples.face("QR"),
            "TLP:AMBER+STRICT",
            "Case Harbour Lights",
            NOW - 400 * HOUR,
            "/groups/3/",
            held,
            is_revoked=True,
        ),
    )
    return tuple(first[number % 3] for number in range(count))


def exchange() -> ExchangePage:
    types = (Choice("", "All types"), Choice("indicator", "Indicator", is_chosen=True))
    groups = (Choice("", "All your groups"), Choice("1", GROUP))
    return ExchangePage(
        sentence="8 records match, newest first.",
        scope="Of 12 403 that you may see. What you may not see is not counted.",
        filters=Filters(
            "/exchange/",
            (
                Field(
                    "q", "Value or words", FieldKind.SEARCH, hint="Defanged values are understood"
                ),
                Field("type", "Type", FieldKind.SELECT, choices=types),
                Field("group", "Group", FieldKind.SELECT, choices=groups),
            ),
            (
                Field("publisher", "Publisher", FieldKind.SELECT, choices=(Choice("", "All"),)),
                Field("handling", "Marking", FieldKind.SELECT, choices=(Choice("", "All"),)),
                Field("from", "From, UTC day", FieldKind.DATE),
                Field("until", "Until, UTC day", FieldKind.DATE),
                Field("lane", "Lane", FieldKind.SELECT, choices=(Choice("", "Real"),)),
            ),
            (Link("Type: Indicator", "/exchange/"), Link("Since 1 July 2026", "/exchange/")),
            "/exchange/",
        ),
        rows=rows(),
        paging=Paging(8, 31, start_url="/exchange/", onward_url="/exchange/?after=8"),
        empty=NOTHING,
        import_url="/import/",
        downloads=(Link("STIX bundle", "/x.json"), Link("CSV", "/x.csv")),
    )


def nothing_found() -> ExchangePage:
    return ExchangePage("No record matches.", Filters("/exchange/", ()), (), Paging(0), NOTHING)


def thing() -> ObjectPage:
    return ObjectPage(
        kind=("Indicator", "phishing", "version 3 of 3", "valid until 5 Aug 2026"),
        title=Said("Page that asks bank customers for the one-time password they just received"),
        beam=held_by(),
        values=(Value("domain-name", "pay-verify[.]example"), Value("ipv4-addr", "203.0.113[.]77")),
        speech=Speech(
            (
                (
                    "Customers get a message about a parcel or a locked account, then this page. "
                    "It copies the log-in page of whichever bank the prefix suggests, asks for "
                    "the one-time password and relays it within about 40 seconds."
                ),
                (
                    "Please do not probe the page from government networks: it shows a harmless "
                    "text to addresses it has seen before."
                ),
            ),
            "XB",
            NOW - 5 * HOUR,
            "in English",
            "en",
            (Link("Bahasa, draft", "?lang=ms"),),
        ),
        pattern=(
            "[domain-name:value = 'pay-verify[.]example'] OR [ipv4-addr:value = '203.0.113[.]77'"
            " AND network-traffic:dst_port = 443]"
        ),
        pattern_kind="STIX pattern",
        properties=(
            fact("Indicator types", "malicious-activity"),
            fact("Valid", Line(at=NOW - 200 * HOUR), Line("until 5 Aug 2026")),
            fact("Kill chain", Line("mitre-attack / credential-access", Voice.MACHINE)),
            fact("Confidence", "85 of 100, by the author"),
        ),
        out=relations(),
        into=relations()[:1],
        relations_note="4 shown; the gate hides none from you",
        versions=versions(),
        others=rows(1),
        acts=(
            Act("Pass on to another group", "/release/new/", is_main=True, leaves_node=True),
            Act("Download STIX", "/o/1.json"),
        ),
        downloads=(Link("STIX bundle with what it points to", "/b"), Link("Package", "/p")),
        facts=facts(),
        proof=samples.proof(),
        raw='{"type": "indicator",\n "id": "' + INDICATOR + '"}',
        tells=(Tell("A newer version is in quarantine", "XI is not its creator.", Mood.SOON),),
    )


def relations() -> tuple[Relation, ...]:
    held = samples.mini("5 of 6", carries="XB XF XG XH XK", asked="XI")
    kit = Said("Relay kit “Two Minutes”")
    address = Said("203.0.113[.]77", Voice.MACHINE)
    log = Said("Proxy log, 2 hours")
    return (
        Relation("indicates", kit, "Malware", XB, "TLP:AMBER", "/o/7/", held),
        Relation("resolves to", address, "IPv4 address", XB, "TLP:GREEN", "/o/8/", held),
        Relation("is based on", log, "Observed data", XB, "TLP:AMBER+STRICT", "/o/9/", held),
        Relation("refers to", Said(INDICATOR, Voice.MACHINE), "not held here", XB, "TLP:AMBER"),
    )


def versions() -> tuple[Version, ...]:
    changes = (Change("Valid until", "28 Jul 2026", "5 Aug 2026"), Change("Confidence", "60", "85"))
    return (
        Version(3, NOW - 5 * HOUR, XB, 1204, changes=changes, is_here=True),
        Version(2, NOW - 99 * HOUR, XB, 1141, "?version=2", "Description: second wave."),
        Version(1, NOW - 190 * HOUR, XB, 1098, "?version=1", "First said."),
    )


def facts() -> tuple[Fact, ...]:
    more = Link("What may I do?", "/help/tlp/")
    return (
        fact(
            "Marking", Line(tlp="TLP:AMBER"), Line("Your organisation and its clients.", more=more)
        ),
        fact("Group", Line(GROUP, url="/groups/1/"), Line("charter version 9"), Line(step=Step(3))),
        fact("Publisher", Line("National CERT, Bituin", code="XB", url="/members/xb/")),
        fact("Creator", Line("the publisher itself")),
        fact("Came in", Line(at=NOW - 5 * HOUR)),
        fact("Warning lists", "No hit"),
        fact("Id", Line(INDICATOR, Voice.MACHINE)),
    )


def observable() -> ObjectPage:
    return ObjectPage(
        kind=("File", "observable"),
        title=Said(
            "b81d07c2e4f5a6978812334455667788990011aabbccddeeff00112233445566", Voice.MACHINE
        ),
        beam=held_by(),
        facts=facts(),
        proof=samples.proof(index=0, size=1),
        versions=versions()[2:],
    )
