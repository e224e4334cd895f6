"""Forms about who sits in a group, as what, and with which key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from bayanihan.gate.api import GroupRole, Layer, MemberKind
from bayanihan.journal.api import VerifyingKey
from bayanihan.kernel.api import Malformed
from bayanihan.membership.api import (
    AddKey,
    AddSeat,
    Change,
    ChangeRole,
    EndKey,
    HandOver,
    KeyLine,
    RemoveSeat,
    SetConstituents,
    SetSpeaker,
    seat_line,
)
from bayanihan.web.change_asking import ChangeForm, Choices
from bayanihan.web.showing.faces import role_words

NOBODY = ""


def _role_choices(layer: Layer) -> Choices:
    roles = [GroupRole.MEMBER, GroupRole.OBSERVER, GroupRole.COORDINATOR]
    if layer is Layer.BILATERAL:
        roles.remove(GroupRole.OBSERVER)
    return [(role.value, role_words(role.value)) for role in roles]


class InviteForm(ChangeForm):
    """Who is to join, and as what."""

    def ask(self) -> None:
        """Members of this node that do not sit there, and one role for all of them."""
        self.choices("who", _("Who is to join"), self.asked.outside(), is_required=True)
        roles = _role_choices(self.asked.text.layer)
        self.choice("role", _("As what"), roles, initial=GroupRole.MEMBER.value)

    def changes(self) -> tuple[Change, ...]:
        """A seat for each."""
        role = GroupRole(self.cleaned_data["role"])
        chosen = (self.asked.members[one] for one in self.cleaned_data["who"])
        return tuple(AddSeat(seat_line(one, role, node=settings.NODE_NAME)) for one in chosen)


class RoleForm(ChangeForm):
    """Whose role changes, and to what."""

    def ask(self) -> None:
        """One seat and its new role."""
        self.somebody("who", _("Whose role"), self.asked.seated())
        self.choice("role", _("New role"), _role_choices(self.asked.text.layer))

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        data = self.cleaned_data
        return (ChangeRole(data["who"], GroupRole(data["role"])),)


class ChairForm(ChangeForm):
    """Who hands the chair over, and to whom."""

    def ask(self) -> None:
        """A coordinator, and somebody who is none."""
        chairs = self.asked.with_role(GroupRole.COORDINATOR)
        mine = self.asked.me.stix_id
        first = mine if mine in dict(chairs) else ""
        self.choice("giver", _("Who hands over"), chairs, initial=first)
        self.somebody("taker", _("To whom"), self.asked.with_role(GroupRole.MEMBER))

    def changes(self) -> tuple[Change, ...]:
        """One change: the former chair stays as a member."""
        return (HandOver(self.cleaned_data["giver"], self.cleaned_data["taker"]),)


class RemoveForm(ChangeForm):
    """Who is to leave although they did not ask."""

    def ask(self) -> None:
        """Somebody else's seat."""
        self.somebody("who", _("Who is removed"), self.asked.seated(but=[self.asked.me.stix_id]))

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        return (RemoveSeat(self.cleaned_data["who"]),)


class LeaveForm(ChangeForm):
    """One's own member leaves; nothing is asked."""

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        return (RemoveSeat(self.asked.me.stix_id),)


class SpeakerForm(ChangeForm):
    """Who speaks for a state in decisions."""

    def ask(self) -> None:
        """The state, who speaks, and who does in their place."""
        states = sorted({seat.state for seat in self.asked.text.members if seat.state})
        self.choice("state", _("State"), [(one, one) for one in states])
        voices = self.asked.with_role(GroupRole.COORDINATOR, GroupRole.MEMBER)
        nobody = [(NOBODY, _("nobody"))]
        for name, label in (("speaker", _("Who speaks")), ("alternate", _("In its place"))):
            self.choice(name, label, [*nobody, *voices])
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A place is held for somebody who speaks."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("alternate") and not data.get("speaker"):
            self.add_error("speaker", _("Choose who speaks before you choose who does otherwise."))
        if data.get("alternate") and data.get("alternate") == data.get("speaker"):
            self.add_error("alternate", _("Choose somebody else, or nobody."))
        return data

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        data = self.cleaned_data
        return (SetSpeaker(data["state"], data["speaker"] or None, data["alternate"] or None),)


class ConstituentsForm(ChangeForm):
    """Who reads through one's own member."""

    def ask(self) -> None:
        """Companies, universities and experts that do not sit in the group themselves."""
        kinds = {MemberKind.ORGANISATION, MemberKind.ACADEMIC, MemberKind.INDIVIDUAL}
        fit = {key for key, one in self.asked.members.items() if MemberKind(one.kind) in kinds}
        choices = [one for one in self.asked.outside() if one[0] in fit]
        self.choices("who", _("Who reads through you, up to AMBER"), choices, is_required=False)
        seat = self.asked.text.seat(self.asked.me.stix_id)
        self.fields["who"].initial = [] if seat is None else list(seat.constituents)

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        who = frozenset(self.cleaned_data["who"])
        return (SetConstituents(self.asked.me.stix_id, who),)


class KeyForm(ChangeForm):
    """A member has lost its key and tells its new one by another way than this node."""

    def ask(self) -> None:
        """Whose key, and the new one as the member read it out."""
        mine = [self.asked.me.stix_id]
        self.somebody("who", _("Who lost its key"), self.asked.seated(but=mine))
        self.fields["vkey"] = forms.CharField(
            label=_("The new statement key"),
            help_text=_("As the member gave it to you by another way, such as a call."),
            max_length=400,
            error_messages={"required": _("Write the new key.")},
        )

    def clean(self) -> dict[str, Any]:
        """A key in the form of signed notes, under the member's own name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "vkey" not in data:
            return data
        try:
            key = VerifyingKey.from_text(data["vkey"].strip())
        except Malformed:
            self.add_error("vkey", _("This is no statement key. Compare it letter by letter."))
            return data
        if data.get("who") and key.name != data["who"]:
            self.add_error("vkey", _("This is the key of somebody else."))
        return data

    def changes(self) -> tuple[Change, ...]:
        """The new key, and the end of every one before it."""
        seat = self.asked.text.seat(self.cleaned_data["who"])
        keys = () if seat is None else seat.keys
        epoch = max((key.epoch for key in keys), default=0) + 1
        vkey = self.cleaned_data["vkey"].strip()
        new = AddKey(self.cleaned_data["who"], KeyLine(vkey, epoch, self.asked.at, None))
        ended = (
            EndKey(self.cleaned_data["who"], key.vkey, self.asked.at)
            for key in keys
            if key.valid_until is None
        )
        return (new, *ended)
