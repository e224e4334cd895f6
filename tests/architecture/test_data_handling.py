"""Every table says whom its rows are about, who may see them and how long they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple

from django.apps import apps
from django.db.models import Field, Model

from bayanihan.kernel.api import DataHandling, Retention, SeenBy
from tests.architecture.source import PACKAGE


def faults_of_label(
    label: object, fields: Iterable[str], person_like: Iterable[str]
) -> Iterator[str]:
    """What is wrong with one table's label."""
    if not isinstance(label, DataHandling):
        yield "has no data_handling"
        return
    # A dataclass does not check what it is given.
    personal, marking, retention = astuple(label)
    if not isinstance(marking, SeenBy) or not isinstance(retention, Retention):
        yield "names no known marking and retention"
    if not isinstance(personal, tuple):
        yield "lists no personal fields: an empty tuple says there are none"
        return
    for name in sorted(set(personal) - set(fields)):
        yield f"calls {name} personal, which is no field"
    for name in sorted(set(person_like) - set(personal)):
        yield f"holds {name}, which is personal, and does not say so"


def faults_of(model: type[Model]) -> Iterator[str]:
    """The faults of one model; a label inherited from another table does not count."""
    label = vars(model).get("data_handling")
    fields = [field for field in model._meta.get_fields() if isinstance(field, Field)]
    person_like = [field.name for field in fields if is_person_like(field.name)]
    for fault in faults_of_label(label, [field.name for field in fields], person_like):
        yield f"{model.__name__} {fault}"


def is_person_like(name: str) -> bool:
    """Whether a column is about a natural person by its very name."""
    return name in {"username", "email", "first_name", "last_name", "full_name", "phone"}


def ours() -> list[type[Model]]:
    """The tables of the project."""
    return [model for model in apps.get_models() if model.__module__.startswith(f"{PACKAGE}.")]


def test_every_table_wears_its_label() -> None:
    models = ours()
    assert models
    assert [fault for model in models for fault in faults_of(model)] == []


def test_a_missing_or_a_wrong_label_is_seen() -> None:
    good = DataHandling(("email",), SeenBy.MEMBER, Retention.SUBJECT)
    careless = DataHandling(("gone",), SeenBy.MEMBER, Retention.SUBJECT)
    assert list(faults_of_label(good, ["email", "id"], ["email"])) == []
    assert list(faults_of_label(None, [], [])) == ["has no data_handling"]
    assert list(faults_of_label(careless, ["email"], ["email"])) == [
        "calls gone personal, which is no field",
        "holds email, which is personal, and does not say so",
    ]


def test_a_label_of_loose_words_is_seen() -> None:
    loose = DataHandling(False, "none", "kept")  # type: ignore[arg-type]  # the fault
    assert list(faults_of_label(loose, [], [])) == [
        "names no known marking and retention",
        "lists no personal fields: an empty tuple says there are none",
    ]
