"""Forms about people: whom to invite, which rights, what holds for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Member, Person, Role, roles_of, username_of
from bayanihan.web.parts.fields import Choice, Field, FieldKind, from_bound, summary_of
from bayanihan.web.parts.pages_people import FormBlock
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.words import right_words

_LEVELS = (Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED)


class InviteForm(forms.Form):
    """Whom to invite: the name to sign in with, the name that others see, the rights."""

    name = forms.CharField(
        max_length=32,
        label=gettext_lazy("User name"),
        error_messages={
            "required": gettext_lazy("Say the name to sign in with."),
            "max_length": gettext_lazy("Take a shorter name: 32 letters at most."),
        },
    )
    display_name = forms.CharField(
        max_length=120,
        label=gettext_lazy("Name that others see"),
        error_messages={
            "required": gettext_lazy("Say who it is."),
            "max_length": gettext_lazy("Take a shorter name: 120 letters at most."),
        },
    )
    rights = forms.MultipleChoiceField(
        choices=[(role.value, role.value) for role in Role],
        label=gettext_lazy("Rights"),
        error_messages={"required": gettext_lazy("Choose at least one right.")},
    )

    def roles(self) -> list[Role]:
        """The rights that were chosen."""
        return [Role(value) for value in self.cleaned_data["rights"]]


class SettingsForm(forms.Form):
    """What holds for everybody of a member."""

    needs = forms.MultipleChoiceField(choices=[("factor", "factor")], required=False)
    four_eyes = forms.ChoiceField(
        choices=[("", ""), *((level.label, level.label) for level in _LEVELS)], required=False
    )


def invite_block(form: InviteForm, member: Member) -> FormBlock:
    """The form to invite somebody, as typed."""
    name = from_bound(form["name"], kind=FieldKind.TEXT, autocomplete="off")
    prefix = username_of(member.code, "")
    hint = _(
        "Small letters, digits, hyphens. Your member's code comes before it: "
        "whoever is invited signs in as %(example)s."
    ) % {"example": prefix + _("name")}
    shown = from_bound(form["display_name"], kind=FieldKind.TEXT, autocomplete="off")
    rights = from_bound(form["rights"], kind=FieldKind.CHECKBOX)
    fields = (
        replace(name, hint=hint),
        replace(shown, hint=_("As it stands under what they sign, such as a name and an office.")),
        replace(rights, choices=right_choices(form["rights"].value() or ())),
    )
    return FormBlock(
        key="invite",
        title=_("Invite somebody"),
        action=reverse("people"),
        fields=fields,
        act=Act(_("Make the link"), is_main=True),
        note=_(
            "You get a link that works once, for three days. Hand it over yourself, by a way "
            "that only this person reads: whoever opens it first becomes this person."
        ),
        summary=summary_of(fields) if form.is_bound else None,
    )


def right_choices(chosen: Iterable[str]) -> tuple[Choice, ...]:
    """Every right with what it opens."""
    ticked = set(chosen)
    return tuple(
        Choice(role.value, right_words(role), hint, is_chosen=role.value in ticked)
        for role, hint in _opens().items()
    )


def _opens() -> dict[Role, str]:
    return {
        Role.OBSERVER: _("reads what your member may read"),
        Role.ANALYST: _("brings reports in and prepares releases"),
        Role.RELEASER: _("lets records leave, signed for your member; accepts charters"),
        Role.POLICY: _("accepts, proposes and signs charters for your member"),
        Role.PLANNER: _("plans exercises"),
        Role.CAPACITY: _("keeps skills, needs and support"),
        Role.ADMINISTRATOR: _("invites people, gives rights, keeps keys and settings"),
    }


def chosen_roles(values: Iterable[str]) -> list[Role]:
    """Rights as a form sent them; what is no right is left out."""
    known = {role.value for role in Role}
    return [Role(value) for value in values if value in known]


def roles_block(person: Person, wrong: str) -> FormBlock:
    """The form to change somebody's rights; ``wrong`` is why something was refused."""
    field = Field(
        name="roles",
        label=_("Rights of %(name)s") % {"name": person.display_name},
        kind=FieldKind.CHECKBOX,
        choices=right_choices(role.value for role in roles_of(person)),
    )
    return FormBlock(
        key="rights",
        title=_("Rights"),
        action=reverse("person-act", args=[person.username, "rights"]),
        fields=(field,),
        act=Act(_("Change the rights")),
        note=_("They hold from the next page on that this person opens."),
        summary=Summary(_("Nothing was changed."), (Link(wrong),)) if wrong else None,
    )


def settings_block(member: Member) -> FormBlock:
    """The form of what holds for everybody of the member."""
    needs = Field(
        name="needs",
        label=_("Second factor"),
        kind=FieldKind.CHECKBOX,
        choices=(
            Choice(
                "factor",
                _("Everybody needs a second factor"),
                _("Whoever has none gets only to the page that sets one up, from now on."),
                is_chosen=member.second_factor_required,
            ),
        ),
    )
    labels = [("", _("never"))]
    labels += [(level.label, level.label) for level in _LEVELS]
    eyes = Field(
        name="four_eyes",
        label=_("A release needs two people from"),
        kind=FieldKind.SELECT,
        hint=_("One leaves it for a signature, another signs."),
        choices=tuple(
            Choice(value, text, is_chosen=value == member.four_eyes_from) for value, text in labels
        ),
    )
    return FormBlock(
        key="settings",
        title=_("Settings of your member"),
        action=reverse("member-settings"),
        fields=(needs, eyes),
        act=Act(_("Keep the settings")),
    )
