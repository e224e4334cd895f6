"""Markings and steps of the ladder as every page shows them.

TLP 2.0 labels keep FIRST's inks on black in both themes and always stand as
words. The step of a group on the trust ladder is its ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

_INK = {
    "TLP:RED": "red",
    "TLP:AMBER+STRICT": "amber",
    "TLP:AMBER": "amber",
    "TLP:GREEN": "green",
    "TLP:CLEAR": "clear",
}
_SHEET = {**_INK, "TLP:AMBER+STRICT": "amber-strict"}
_RUNGS = ("M2.5 19h9", "M2.5 13.8h9", "M2.5 8.6h9", "M2.5 3.4h9")


def ink(label: str) -> str:
    """Which of FIRST's inks a label is printed in; ``none`` where nothing is said."""
    return _INK.get(label, "none")


def sheet(label: str) -> str:
    """Which print sheet carries this label at its head and foot."""
    return _SHEET.get(label, "none")


def meaning(label: str) -> str:
    """What a reader may do under a TLP 2.0 label, in one sentence (FIRST TLP 2.0, section 2)."""
    return {
        "TLP:RED": _("For the named persons only."),
        "TLP:AMBER+STRICT": _("For your own organisation only, and only those who need to know."),
        "TLP:AMBER": _("For your organisation and its clients who need to know."),
        "TLP:GREEN": _("For the community; not for publication."),
        "TLP:CLEAR": _("May be passed on to everybody."),
    }.get(label, _("Nobody has said yet who may see this."))


def beside_badge(name: str) -> str:
    """A name beside the badge EXERCISE, without saying the word a second time."""
    rest = name.removeprefix("EXERCISE").lstrip(" :")
    return rest if rest and name.startswith("EXERCISE ") else name


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the drawn ladder; reached rungs are heavy."""

    d: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the trust ladder, 0 to 4: it says what a group may carry."""

    number: int

    @property
    def words(self) -> str:
        """The step as people say it."""
        return (
            _("Step 0, known"),
            _("Step 1, blind"),
            _("Step 2, open"),
            _("Step 3, confidential"),
            _("Step 4, joint"),
        )[self.number]

    @property
    def carries(self) -> str:
        """What the step lets a group carry."""
        return (
            _("in the directory, carries no records"),
            _("private matching, carries no records"),
            _("carries CLEAR and GREEN"),
            _("carries up to AMBER"),
            _("carries up to RED"),
        )[self.number]

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The four rungs, lowest first."""
        return tuple(Rung(d, at < self.number) for at, d in enumerate(_RUNGS))


@dataclass(frozen=True, slots=True)
class Band:
    """The black band above and below a page: marking, group, step, proof, in that order.

    ``tlp`` is the highest label on the page (``TLP:AMBER``), empty where nothing is
    marked yet. ``proof_state`` is ``done``, ``soon``, ``late`` or empty (no tick).
    """

    tlp: str
    group: str
    group_url: str = ""
    step: Step | None = None
    more: str = ""
    proof: str = ""
    proof_url: str = ""
    proof_state: str = ""
    is_exercise: bool = False

    @property
    def sheet(self) -> str:
        """The class of the printed sheet."""
        return f"sheet-{sheet(self.tlp)}"
