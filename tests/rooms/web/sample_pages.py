"""Every page template with its sample contexts, by name."""

from __future__ import annotations

from typing import Any

from bayanihan.web.parts.marking import Band
from bayanihan.web.parts.pages_styleguide import styleguide_frame, styleguide_page
from tests.rooms.web import sample_checks as checks
from tests.rooms.web import sample_exchange as exchange
from tests.rooms.web import sample_groups as groups
from tests.rooms.web import sample_people as people
from tests.rooms.web import sample_release as release
from tests.rooms.web.rendering import ready
from tests.rooms.web.sample_frames import NOW, band, frame
from tests.rooms.web.sample_trust import sample_trust

PLAIN = Band("TLP:CLEAR", "Not signed in")
UNMARKED = Band("", "Your quarantine", more="kept on this node, shown to nobody else")
ALL = band("TLP:AMBER+STRICT", "Your desk, drawn from 3 groups", 4)
Context = dict[str, Any]


def _error(code: str) -> tuple[str, str, Context]:
    shown = {"frame": frame(code, marking=PLAIN, is_signed_in=False), "page": checks.error()}
    return f"error-{code}", f"web/{code}.html", shown


def _entry() -> list[tuple[str, str, Context]]:
    door = frame("Sign in", marking=PLAIN, is_signed_in=False)
    return [
        (
            "styleguide",
            "web/styleguide.html",
            {"frame": styleguide_frame(NOW), "page": styleguide_page()},
        ),
        ("sign-in", "web/sign_in.html", {"frame": door, "page": checks.sign_in()}),
        (
            "sign-in-wrong",
            "web/sign_in.html",
            {"frame": door, "page": checks.sign_in(has_error=True, is_demo=False)},
        ),
        ("desk", "web/desk.html", {"frame": frame("Desk", "Desk", ALL), "page": exchange.desk()}),
        *(_error(code) for code in ("400", "403", "404", "405", "500", "csrf")),
    ]


def _exchange() -> list[tuple[str, str, Context]]:
    here = ("Exchange", "Indicators", "3f0c…a91e")
    return [
        (
            "exchange",
            "web/exchange_list.html",
            {"frame": frame("Exchange", marking=ALL), "page": exchange.exchange()},
        ),
        (
            "exchange-empty",
            "web/exchange_list.html",
            {"frame": frame("Exchange"), "page": exchange.nothing_found()},
        ),
        (
            "object",
            "web/object.html",
            {"frame": frame("Indicator", crumbs=here), "page": exchange.thing()},
        ),
        (
            "object-bare",
            "web/object.html",
            {"frame": frame("File", crumbs=here), "page": exchange.observable()},
        ),
        ("verify", "web/verify.html", {"frame": frame("Verify"), "page": checks.verify()}),
        (
            "verify-fails",
            "web/verify.html",
            {"frame": frame("Verify"), "page": checks.verify(holds=False)},
        ),
        ("export", "web/export.html", {"frame": frame("Export"), "page": checks.export()}),
        (
            "quarantine",
            "web/quarantine.html",
            {"frame": frame("Quarantine", "Quarantine", UNMARKED), "page": checks.quarantine()},
        ),
    ]


def _release() -> list[tuple[str, str, Context]]:
    kept = Band("TLP:AMBER", "Not yet released. Held on this node only.", is_exercise=True)
    shown = {
        "import": ("import_start", "Bring in a report", release.start()),
        "import-wrong": ("import_start", "Bring in a report", release.start(has_error=True)),
        "review": ("import_review", "Review", release.review()),
        "release": ("release", "Release 31 objects", release.release()),
        "released": ("released", "Released", release.released()),
    }
    return [
        (name, f"web/{template}.html", {"frame": frame(title, marking=kept), "page": page})
        for name, (template, title, page) in shown.items()
    ]


def _groups() -> list[tuple[str, str, Context]]:
    return [
        (
            "groups",
            "web/groups.html",
            {"frame": frame("Groups", "Groups"), "page": groups.groups()},
        ),
        ("group", "web/group.html", {"frame": frame("Group", "Groups"), "page": groups.group()}),
        (
            "members",
            "web/members.html",
            {"frame": frame("Members", "Members"), "page": groups.members()},
        ),
        (
            "region",
            "web/region.html",
            {"frame": frame("Region", "Members"), "page": groups.region()},
        ),
        (
            "member",
            "web/member.html",
            {"frame": frame("Member", "Members"), "page": groups.member()},
        ),
    ]


def _people() -> list[tuple[str, str, Context]]:
    own = Band("", "Nothing marked on this page.")
    shown = {
        "people": ("people", people.people()),
        "person": ("people_person", people.person()),
        "person-shut-out": ("people_person", people.person(is_off=True)),
        "account": ("account", people.account()),
        "account-bare": ("account", people.account(is_bare=True)),
        "account-form": ("account_form", people.form()),
        "account-once": ("account_once", people.once()),
        "factor": ("factor", people.factor()),
        "factor-set": ("factor", people.factor(is_set=True)),
        "invited-ended": ("invited_ended", checks.error()),
    }
    return [
        (name, f"web/{template}.html", {"frame": frame("People", marking=own), "page": page})
        for name, (template, page) in shown.items()
    ]


def _trust() -> list[tuple[str, str, Context]]:
    own = Band("", "Nothing marked on this page.")
    return [
        (name, f"web/{template}.html", {"frame": frame(name, room, own), "page": page})
        for name, (template, room, page) in sample_trust().items()
    ]


def sample_pages() -> list[tuple[str, str, Context]]:
    """Name, template and context of every sample page."""
    ready()
    return [*_entry(), *_exchange(), *_release(), *_groups(), *_people(), *_trust()]
