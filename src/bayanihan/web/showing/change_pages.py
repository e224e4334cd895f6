"""The pages on which somebody says what should change in a charter, and looks before proposing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BoundField, CheckboxSelectMultiple, Textarea
from django.forms.fields import ChoiceField, MultipleChoiceField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import CharterText, Group, Needed
from bayanihan.web.change_asking import FEW, Asked, ChangeForm, ChangeKind, kinds_for
from bayanihan.web.parts.fields import Field, FieldKind, from_bound, summary_of
from bayanihan.web.parts.pages_charters import ChangeFormPage, ChangePage, ChangeRow
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.rows import Who, fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.charter_changes import change_sentences
from bayanihan.web.showing.release_words import listed


def kind_title(kind: ChangeKind) -> str:
    """What the change is called."""
    return {
        ChangeKind.INVITE: _("Bring a member in"),
        ChangeKind.ROLE: _("Change a role"),
        ChangeKind.CHAIR: _("Hand over the chair"),
        ChangeKind.REMOVE: _("Remove a member"),
        ChangeKind.LEAVE: _("Leave the group"),
        ChangeKind.STEP: _("Change the step"),
        ChangeKind.WORDS: _("Change name or purpose"),
        ChangeKind.NEWCOMERS: _("Change what newcomers read"),
        ChangeKind.RETENTION: _("Change how long records are read"),
        ChangeKind.THRESHOLD: _("Change who has to sign"),
        ChangeKind.SPEAKER: _("Say who speaks for a state"),
        ChangeKind.CONSTITUENTS: _("List your constituents"),
        ChangeKind.KEY: _("Replace a lost key"),
    }[kind]


def kind_words(kind: ChangeKind) -> str:
    """What the change means."""
    return {
        ChangeKind.INVITE: _("It may read from the day on which it is in the charter."),
        ChangeKind.ROLE: _("Coordinators sign for the group; observers read up to GREEN."),
        ChangeKind.CHAIR: _("One coordinator becomes a member, a member becomes coordinator."),
        ChangeKind.REMOVE: _(
            "Its journal ends; what it said stays valid, what it read stays read."
        ),
        ChangeKind.LEAVE: _("Your journal ends; the coordinators who stay sign it."),
        ChangeKind.STEP: _("One step up at a time; the highest marking follows the step."),
        ChangeKind.WORDS: _("The group keeps its identity, whatever it is called."),
        ChangeKind.NEWCOMERS: _("Everything from the beginning, or only what is said afterwards."),
        ChangeKind.RETENTION: _("After so many days others read a record no more."),
        ChangeKind.THRESHOLD: _("How many coordinators have to sign the version after."),
        ChangeKind.SPEAKER: _("In decisions a state speaks once, through one member."),
        ChangeKind.CONSTITUENTS: _("Companies and others that read through you, up to AMBER."),
        ChangeKind.KEY: _("A member cannot sign any more; what it signed so far stays valid."),
    }[kind]


def change_page(group: Group, asked: Asked) -> ChangePage:
    """Everything that can be changed, each with what it means."""
    rows = tuple(
        ChangeRow(Link(kind_title(kind), reverse("charter-change", args=[group.key, kind])), words)
        for kind in kinds_for(asked)
        for words in (kind_words(kind),)
    )
    return ChangePage(
        sentence=_("What should change in “%(group)s”?") % {"group": asked.text.name},
        lede=_("You propose; the change is in force once those who have to sign have signed."),
        rows=rows,
        empty=Empty(_("Nothing here can be changed")),
    )


def form_page(
    group: Group, kind: ChangeKind, form: ChangeForm, *, others: tuple[str, ...] = ()
) -> ChangeFormPage:
    """The form of one change; ``others`` are reasons that belong to no single answer."""
    fields = fields_of(form)
    return ChangeFormPage(
        sentence=kind_title(kind),
        lede=kind_words(kind),
        action=reverse("charter-change", args=[group.key, kind]),
        fields=fields,
        act=Act(_("Look at it before proposing"), is_main=True),
        back=Link(
            _("Back without changing anything"), reverse("charter-changes", args=[group.key])
        ),
        summary=summary_of(fields, others=others),
    )


def fields_of(form: ChangeForm) -> tuple[Field, ...]:
    """The fields of a form as parts."""
    return tuple(from_bound(form[name], kind=_kind(form[name])) for name in form.fields)


def _kind(bound: BoundField) -> FieldKind:
    field = bound.field
    if isinstance(field, MultipleChoiceField) or isinstance(field.widget, CheckboxSelectMultiple):
        return FieldKind.CHECKBOX
    if isinstance(field, ChoiceField):
        count = sum(1 for _choice in bound.subwidgets)
        return FieldKind.RADIO if count <= FEW else FieldKind.SELECT
    return FieldKind.TEXTAREA if isinstance(field.widget, Textarea) else FieldKind.TEXT


def preview_page(
    group: Group, kind: ChangeKind, asked: Asked, draft: CharterText, needed: Needed
) -> ConfirmPage:
    """What the proposal would say, who has to sign it, and who learns of it when."""
    old = asked.text
    in_force = not needed.count
    facts = [
        fact(_("What changes"), *change_sentences(old, draft)),
        fact(_("Who still has to sign"), needed_words(old, needed)),
        fact(
            _("What your signature says"),
            _("That your member accepts this version: what you say from then on is under it."),
        ),
    ]
    return ConfirmPage(
        sentence=_("Propose version %(number)d of “%(group)s”?")
        % {"number": draft.number, "group": old.name},
        lede=_("Your signature is enough: it is in force at once.")
        if in_force
        else _("Nothing changes until those who have to sign have signed."),
        action=reverse("charter-change", args=[group.key, kind]),
        act=Act(_("Sign and propose"), is_main=True, leaves_node=True),
        back=Link(_("Back without proposing"), reverse("charter-changes", args=[group.key])),
        facts=tuple(facts),
        whos=_learners(old, draft, asked),
        whos_title=_("Who learns of it"),
    )


def hidden_answers(form: ChangeForm, seen: str) -> tuple[tuple[str, str], ...]:
    """The answers of a form, to be sent again with the confirmation."""
    pairs: list[tuple[str, str]] = [("confirm", "yes"), ("seen", seen)]
    for name in form.fields:
        value: Any = (
            form.data.getlist(name) if hasattr(form.data, "getlist") else form.data.get(name)
        )
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in values if one is not None]
    return tuple(pairs)


def _learners(old: CharterText, draft: CharterText, asked: Asked) -> tuple[Who, ...]:
    """Members of the group see the proposal; who joins learns of it when it is in force."""
    codes = tuple(seat.code for seat in old.members if seat.id != asked.me.stix_id)
    whos = list(learners(codes))
    joined = tuple(seat.code for seat in draft.members if old.seat(seat.id) is None)
    if joined:
        because = _("until then it learns nothing of the group")
        whos.append(Who(joined, _("learns of it once it is in force"), because))
    return tuple(whos)


def learners(codes: tuple[str, ...]) -> tuple[Who, ...]:
    """Those who sit in a group with the one who proposes, and see it at once."""
    if not codes:
        return ()
    title = ngettext("sees the proposal at once", "see the proposal at once", len(codes))
    return (Who(codes, title, ngettext("sits in the group", "they sit in the group", len(codes))),)


def needed_words(old: CharterText, needed: Needed) -> str:
    """How many of whom, in words; or that nobody is needed any more."""
    if not needed.count:
        return _("Nobody: it is enough.")
    some = _some(needed.count, _codes(old, needed.names))
    if not needed.others_count or needed.others == needed.names:
        return some
    every = _some(needed.others_count, _codes(old, needed.others))
    return _("%(some)s; or, by majority, %(every)s") % {"some": some, "every": every}


def _some(count: int, codes: tuple[str, ...]) -> str:
    if count >= len(codes):
        return listed(codes)
    words = ngettext("%(count)d of %(codes)s", "%(count)d of %(codes)s", count)
    return words % {"count": count, "codes": ", ".join(codes)}


def _codes(old: CharterText, ids: Iterable[str]) -> tuple[str, ...]:
    wanted = set(ids)
    return tuple(seat.code for seat in old.members if seat.id in wanted)


def answers_by_id(answers: Iterable[Any]) -> Mapping[str, Any]:
    """The answers to a proposal by who gave them."""
    return {one.member.stix_id: one for one in answers}
