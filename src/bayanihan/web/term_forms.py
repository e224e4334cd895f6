"""Forms about what a group is called, what it carries, and by which rules it goes on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from bayanihan.gate.api import History
from bayanihan.membership.api import (
    Change,
    SetHistory,
    SetName,
    SetPurpose,
    SetRetention,
    SetStep,
    SetThreshold,
    Threshold,
    threshold_of,
    thresholds_for,
)
from bayanihan.web.change_asking import ChangeForm
from bayanihan.web.showing.charter_changes import history_words, threshold_words
from bayanihan.web.showing.words import step_words


class StepForm(ChangeForm):
    """One step up, or any number down."""

    def ask(self) -> None:
        """Every step that the next version may name."""
        here = self.asked.text.step
        steps = [step for step in range(min(here + 1, 4), -1, -1) if step != here]
        self.choice("step", _("New step"), [(str(step), step_words(step)) for step in steps])

    def changes(self) -> tuple[Change, ...]:
        """One change; the ceiling follows."""
        return (SetStep(int(self.cleaned_data["step"])),)


class WordsForm(ChangeForm):
    """What the group is called, and what it is for."""

    def ask(self) -> None:
        """Both, as they are."""
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            max_length=200,
            initial=self.asked.text.name,
            error_messages={"required": _("A group has a name.")},
        )
        self.fields["purpose"] = forms.CharField(
            label=_("What it is for"),
            max_length=4000,
            required=False,
            initial=self.asked.text.purpose,
            widget=forms.Textarea,
        )

    def changes(self) -> tuple[Change, ...]:
        """One change for each that is written otherwise."""
        data, text = self.cleaned_data, self.asked.text
        purpose = data["purpose"].replace("\r\n", "\n")
        found: list[Change] = []
        if data["name"] != text.name:
            found.append(SetName(data["name"]))
        if purpose != text.purpose:
            found.append(SetPurpose(purpose))
        return tuple(found)


class NewcomersForm(ChangeForm):
    """What newcomers are given."""

    def ask(self) -> None:
        """One of two."""
        choices = [(one.value, history_words(one.value)) for one in History]
        self.choice("history", _("Newcomers read"), choices, initial=self.asked.text.history)

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        return (SetHistory(History(self.cleaned_data["history"])),)


class RetentionForm(ChangeForm):
    """For how many days others read what is said."""

    def ask(self) -> None:
        """A number, or nothing."""
        self.fields["days"] = forms.IntegerField(
            label=_("Days"),
            help_text=_("Empty: without an end. It holds for what is said from then on."),
            required=False,
            min_value=1,
            max_value=36_500,
            initial=self.asked.text.retention_days,
            error_messages={
                "invalid": _("Write a whole number of days, or nothing."),
                "min_value": _("At least one day."),
                "max_value": _("A hundred years at most."),
            },
        )

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        return (SetRetention(self.cleaned_data["days"]),)


class ThresholdForm(ChangeForm):
    """Who has to sign the version after."""

    def ask(self) -> None:
        """One of those that fit the layer."""
        text = self.asked.text
        choices = [(one.value, threshold_words(one.value)) for one in thresholds_for(text.layer)]
        now = threshold_of(text).value
        self.choice("threshold", _("The next version is signed by"), choices, initial=now)

    def changes(self) -> tuple[Change, ...]:
        """One change."""
        return (SetThreshold(Threshold(self.cleaned_data["threshold"])),)
