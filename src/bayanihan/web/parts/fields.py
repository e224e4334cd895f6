"""Fields of forms: label, hint, what was typed, what is wrong with it.

A field keeps what was typed and says its mistake beside itself; ``summary_of``
says all mistakes above the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.forms import BoundField
from django.utils.translation import ngettext

from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Link

_COLUMN: Final = 12


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    SEARCH = "search"
    PASSWORD = "password"  # noqa: S105  # the kind of an input, not a secret
    DATE = "date"
    MOMENT = "datetime-local"
    FILE = "file"
    TEXTAREA = "textarea"
    SELECT = "select"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: a group with its step, a TLP label, or plain words."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False
    tlp: str = ""
    step: Step | None = None
    is_exercise: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``errors`` are sentences; ``value`` is what was typed.

    ``autocomplete`` follows the HTML tokens (``username``, ``current-password``);
    ``accept`` lists file endings.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    errors: tuple[str, ...] = ()
    is_required: bool = False
    autocomplete: str = ""
    accept: str = ""
    is_first: bool = False
    """Whether typing begins here."""

    @property
    def id(self) -> str:
        """The id of the input, which a mistake above the form leads to."""
        return f"f-{self.name}"

    @property
    def is_set(self) -> bool:
        """Whether the field is one question with several answers below it."""
        return self.kind in {FieldKind.RADIO, FieldKind.CHECKBOX}

    @property
    def is_many(self) -> bool:
        """Whether there are so many answers that they stand in columns."""
        return self.is_set and len(self.choices) > _COLUMN

    @property
    def target(self) -> str:
        """Where a mistake leads to: the first answer of a set, else the input."""
        return f"{self.id}-1" if self.is_set else self.id

    @property
    def described_by(self) -> str:
        """The ids of hint and mistakes, for readers who hear the page."""
        parts = ((f"{self.id}-hint", self.hint), (f"{self.id}-err", self.errors))
        return " ".join(name for name, is_there in parts if is_there)


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions that most leave as they are: folded away under one line, or open."""

    title: str
    fields: tuple[Field, ...]
    is_open: bool = False


def from_bound(
    bound: BoundField,
    *,
    kind: FieldKind,
    autocomplete: str = "",
    hints: Mapping[str, str] | None = None,
) -> Field:
    """A field of a Django form as a part; choices keep the form's order, ``hints`` by value."""
    value = bound.value()
    chosen = {str(item) for item in value} if isinstance(value, list | tuple) else {str(value)}
    options = getattr(bound.field, "choices", ())
    return Field(
        name=bound.html_name,
        label=str(bound.label),
        kind=kind,
        hint=str(bound.help_text),
        value="" if value is None or kind is FieldKind.PASSWORD else str(value),
        choices=tuple(
            Choice(str(v), str(t), (hints or {}).get(str(v), ""), is_chosen=str(v) in chosen)
            for v, t in options
        ),
        errors=tuple(str(error) for error in bound.errors),
        is_required=bound.field.required,
        autocomplete=autocomplete,
    )


def summary_of(fields: Iterable[Field], *, others: tuple[str, ...] = ()) -> Summary | None:
    """All mistakes of a form in its order, or None; ``others`` belong to no single field."""
    found = [Link(text) for text in others]
    found += [Link(text, f"#{field.target}") for field in fields for text in field.errors]
    if not found:
        return None
    title = ngettext(
        "One thing to put right. Nothing was sent, all you typed is kept.",
        "%(count)d things to put right. Nothing was sent, all you typed is kept.",
        len(found),
    ) % {"count": len(found)}
    return Summary(title, tuple(found))
