"""The form for each kind of change of a charter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bayanihan.web import seat_forms, term_forms
from bayanihan.web.change_asking import ChangeForm, ChangeKind

FORMS: Final[Mapping[ChangeKind, Callable[..., ChangeForm]]] = {
    ChangeKind.INVITE: seat_forms.InviteForm,
    ChangeKind.ROLE: seat_forms.RoleForm,
    ChangeKind.CHAIR: seat_forms.ChairForm,
    ChangeKind.REMOVE: seat_forms.RemoveForm,
    ChangeKind.LEAVE: seat_forms.LeaveForm,
    ChangeKind.STEP: term_forms.StepForm,
    ChangeKind.WORDS: term_forms.WordsForm,
    ChangeKind.NEWCOMERS: term_forms.NewcomersForm,
    ChangeKind.RETENTION: term_forms.RetentionForm,
    ChangeKind.THRESHOLD: term_forms.ThresholdForm,
    ChangeKind.SPEAKER: seat_forms.SpeakerForm,
    ChangeKind.CONSTITUENTS: seat_forms.ConstituentsForm,
    ChangeKind.KEY: seat_forms.KeyForm,
}
