"""What a change of a charter is asked with: the kinds of change, what a form knows, its base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from django import forms
from django.utils.translation import gettext as _

from bayanihan.gate.api import GroupRole, Layer
from bayanihan.membership.api import Change, CharterText, Member, thresholds_for

Choices: TypeAlias = Sequence[tuple[str, str]]
FEW: Final = 6
"""Up to so many answers stand below one another; more are chosen from a list."""


class ChangeKind(StrEnum):
    """What somebody may want to change, each with a form of its own."""

    INVITE = "invite"
    ROLE = "role"
    CHAIR = "chair"
    REMOVE = "remove"
    LEAVE = "leave"
    STEP = "step"
    WORDS = "words"
    NEWCOMERS = "newcomers"
    RETENTION = "retention"
    THRESHOLD = "threshold"
    SPEAKER = "speaker"
    CONSTITUENTS = "constituents"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is made from: the charter in force, whose person asks and when, all members."""

    text: CharterText
    me: Member
    members: Mapping[str, Member]
    at: int

    def seated(self, *, but: Iterable[str] = ()) -> Choices:
        """Seats as answers, by code; some left out."""
        left_out = set(but)
        return [
            (seat.id, f"{seat.code} · {seat.name}")
            for seat in self.text.members
            if seat.id not in left_out
        ]

    def with_role(self, *roles: GroupRole) -> Choices:
        """Seats with one of these roles, as answers."""
        seats = self.text.seats()
        return [(one, words) for one, words in self.seated() if seats[one] in roles]

    def outside(self) -> Choices:
        """Members that do not sit in the group, as answers; in a domestic group its own state's."""
        states = {seat.state for seat in self.text.members}
        return [
            (one.stix_id, f"{one.code} · {one.name}")
            for one in self.members.values()
            if self.text.seat(one.stix_id) is None
            and (
                self.text.layer is not Layer.DOMESTIC
                or (one.state is not None and one.state.code in states)
            )
        ]


def kinds_for(asked: Asked) -> tuple[ChangeKind, ...]:
    """The kinds of change that this group and this member can want, in the order of the list."""
    left_out: set[ChangeKind] = set()
    if asked.text.layer is Layer.BILATERAL:
        left_out |= {ChangeKind.INVITE, ChangeKind.REMOVE, ChangeKind.LEAVE, ChangeKind.ROLE}
        left_out |= {ChangeKind.CHAIR, ChangeKind.NEWCOMERS, ChangeKind.THRESHOLD}
    if len(thresholds_for(asked.text.layer)) == 1:
        left_out.add(ChangeKind.THRESHOLD)
    if not any(seat.state for seat in asked.text.members):
        left_out.add(ChangeKind.SPEAKER)
    seat = asked.text.seat(asked.me.stix_id)
    if seat is None or seat.role == GroupRole.OBSERVER.value:
        left_out.add(ChangeKind.CONSTITUENTS)
    return tuple(kind for kind in ChangeKind if kind not in left_out)


class ChangeForm(forms.Form):
    """A form about one charter; ``changes`` gives what valid answers mean."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.asked = asked
        self.ask()

    def ask(self) -> None:
        """Add the fields."""

    def changes(self) -> tuple[Change, ...]:
        """The changes; the answers are valid."""
        raise NotImplementedError

    def choice(self, name: str, label: str, choices: Choices, *, initial: str = "") -> None:
        """Ask for one of several answers."""
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            initial=initial,
            error_messages={
                "required": _("Choose one."),
                "invalid_choice": _("Choose one of the list."),
            },
        )

    def somebody(self, name: str, label: str, choices: Choices, *, initial: str = "") -> None:
        """Ask for one member; nobody is chosen beforehand, also not in a list that folds."""
        nobody = [("", _("Choose one"))] if len(choices) > FEW else []
        self.choice(name, label, [*nobody, *choices], initial=initial)

    def choices(self, name: str, label: str, choices: Choices, *, is_required: bool) -> None:
        """Ask for any number of several answers."""
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=is_required,
            error_messages={
                "required": _("Choose at least one."),
                "invalid_choice": _("Choose from the list."),
            },
        )
