"""The pages on which a member opens a group: the form, and the look before it is signed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.gate.api import STEPS, Step
from bayanihan.web.open_forms import OpenForm
from bayanihan.web.parts.fields import FieldKind, from_bound, summary_of
from bayanihan.web.parts.marking import Step as StepMark
from bayanihan.web.parts.pages_charters import ChangeFormPage
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.rows import Line, Who, fact
from bayanihan.web.parts.voices import Act, Link, Voice
from bayanihan.web.showing.charter_changes import history_words
from bayanihan.web.showing.ladder import opens
from bayanihan.web.showing.words import layer_hints, layer_words

_KINDS = {
    "name": FieldKind.TEXT,
    "purpose": FieldKind.TEXTAREA,
    "layer": FieldKind.RADIO,
    "step": FieldKind.RADIO,
    "members": FieldKind.CHECKBOX,
    "observers": FieldKind.CHECKBOX,
    "history": FieldKind.RADIO,
}


def open_page(form: OpenForm, *, others: tuple[str, ...] = ()) -> ChangeFormPage:
    """The form; ``others`` are reasons that belong to no single answer."""
    hints = {"layer": layer_hints(), "step": {str(one.value): " ".join(opens(one)) for one in Step}}
    fields = tuple(
        from_bound(form[name], kind=kind, hints=hints.get(name)) for name, kind in _KINDS.items()
    )
    return ChangeFormPage(
        sentence=_("Open a group"),
        lede=_("You write its first charter and sign it. Only those whom you choose learn of it."),
        action=reverse("group-new"),
        fields=fields,
        act=Act(_("Look at it before signing"), is_main=True),
        back=Link(_("Back without opening one"), reverse("groups")),
        summary=summary_of(fields, others=others),
    )


def open_preview(form: OpenForm) -> ConfirmPage:
    """What the charter will say, and who learns of it."""
    new, chosen = form.new_group(), form.chosen()
    top = STEPS[Step(new.step)]
    step = StepMark(new.step)
    facts = [
        fact(_("How wide"), Line(layer_words(new.layer.value), is_exercise=new.exercise)),
        fact(_("Step"), Line(step=step)),
        fact(_("Carries up to"), Line(_("no records")) if top is None else Line(tlp=top.label)),
        fact(_("Newcomers read"), history_words(new.history)),
    ]
    if new.purpose:
        facts.insert(0, fact(_("What it is for"), Line(new.purpose, Voice.MEMBER)))
    whos = tuple(
        Who((one.code,), one.name, _("sees the group at once, and accepts by its first act"))
        for one in chosen
    )
    return ConfirmPage(
        sentence=_("Open “%(group)s”?") % {"group": new.name},
        lede=_("The charter is signed with your member's key and stands from then on."),
        action=reverse("group-new"),
        act=Act(_("Sign and open it"), is_main=True, leaves_node=True),
        back=Link(_("Back without opening one"), reverse("groups")),
        facts=tuple(facts),
        whos=whos,
        whos_title=_("Who learns of it"),
        hidden=tuple(_answers(form)),
    )


def _answers(form: OpenForm) -> list[tuple[str, str]]:
    """The answers, to be sent again with the confirmation."""
    pairs = [("confirm", "yes")]
    for name in _KINDS:
        value = form.cleaned_data[name]
        pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return pairs
