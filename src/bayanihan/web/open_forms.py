"""The form by which a member opens a group, and the group that the answers describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bayanihan.gate.api import GroupRole, History, Layer
from bayanihan.membership.api import Member, NewGroup
from bayanihan.web.showing.charter_changes import history_words
from bayanihan.web.showing.words import layer_words, step_words

# A pair begins on the ladder, the region's own group with the operator.
LAYERS: Final = (
    Layer.MINILATERAL,
    Layer.MULTILATERAL,
    Layer.DOMESTIC,
    Layer.CASE,
    Layer.EXERCISE,
)


class OpenForm(forms.Form):
    """Name, purpose, who, how wide, how far up the ladder, and what newcomers read."""

    name = forms.CharField(max_length=200)
    purpose = forms.CharField(max_length=4000, required=False, widget=forms.Textarea)
    layer = forms.ChoiceField()
    step = forms.ChoiceField()
    members = forms.MultipleChoiceField(required=False)
    observers = forms.MultipleChoiceField(required=False)
    history = forms.ChoiceField()

    def __init__(
        self, me: Member, others: Sequence[Member], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.me = me
        self._by_code = {one.code: one for one in others}
        self._label()
        people = [(one.code, f"{one.code} · {one.name}") for one in others]
        choices = {
            "layer": [(one.value, layer_words(one.value)) for one in LAYERS],
            "step": [(str(step), step_words(step)) for step in range(5)],
            "members": people,
            "observers": people,
            "history": [(one.value, history_words(one.value)) for one in History],
        }
        for name, answers in choices.items():
            field = self.fields[name]
            field.choices = answers  # type: ignore[attr-defined]  # all five are choice fields
            field.error_messages |= {
                "required": _("Choose one."),
                "invalid_choice": _("Choose one of the list."),
            }
        self.fields["layer"].initial = Layer.MINILATERAL.value
        self.fields["step"].initial = "2"
        self.fields["history"].initial = History.ALL.value

    def _label(self) -> None:
        for name, label, hint in (
            ("name", _("Name"), _("Only its members see it.")),
            ("purpose", _("What it is for"), ""),
            ("layer", _("How wide"), _("A group of two begins on the ladder.")),
            ("step", _("Step of the ladder"), _("The highest marking follows it.")),
            ("members", _("Members beside you"), ""),
            ("observers", _("Observers"), _("They read up to GREEN and say nothing.")),
            ("history", _("Newcomers read"), ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, hint
        self.fields["name"].error_messages["required"] = _("A group has a name.")

    def clean(self) -> dict[str, Any]:
        """Nobody has two roles, and nobody is alone but in a case."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        members, observers = set(data.get("members", ())), set(data.get("observers", ()))
        if members & observers:
            self.add_error("observers", _("Choose each one either as member or as observer."))
        if not members | observers and data.get("layer") != Layer.CASE.value:
            self.add_error("members", _("Choose at least one other."))
        if data.get("layer") == Layer.DOMESTIC.value:
            self._require_one_state(members | observers)
        return data

    def _require_one_state(self, codes: set[str]) -> None:
        """A domestic group holds members of one's own state."""
        strangers = [one for one in codes if self._by_code[one].state_id != self.me.state_id]
        if self.me.state_id is None:
            words = _("Your member belongs to no state: choose another width.")
            self.add_error("layer", words)
        elif strangers:
            words = _(
                "A domestic group holds members of your own state only: take out %(codes)s, or "
                "choose another width."
            )
            self.add_error("layer", words % {"codes": ", ".join(sorted(strangers))})

    def new_group(self) -> NewGroup:
        """What the answers describe: whoever opens it coordinates."""
        data = self.cleaned_data
        layer = Layer(data["layer"])
        return NewGroup(
            key=slugify(data["name"]) or "group",
            name=data["name"],
            purpose=data["purpose"].replace("\r\n", "\n"),
            layer=layer,
            step=int(data["step"]),
            seats={
                self.me.code: GroupRole.COORDINATOR,
                **dict.fromkeys(data["members"], GroupRole.MEMBER),
                **dict.fromkeys(data["observers"], GroupRole.OBSERVER),
            },
            exercise=layer is Layer.EXERCISE,
            history=data["history"],
        )

    def chosen(self) -> tuple[Member, ...]:
        """Everybody who would sit there beside oneself, by code."""
        codes = {*self.cleaned_data["members"], *self.cleaned_data["observers"]}
        return tuple(self._by_code[code] for code in sorted(codes))
