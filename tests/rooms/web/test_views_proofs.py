"""The proof of a record on its pages, and what is told when it does not hold."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.rooms.web.hosted import Hosted
from tests.rooms.web.object_pages import (
    ONE,
    address,
    shown,
)


def test_the_proof_is_recomputed_for_the_page(hosted: Hosted) -> None:
    proof = shown(hosted.client("bb.lead"), ONE).proof
    assert proof is not None
    assert proof.verdict.startswith("Verified here at")
    assert (proof.journal, proof.index, proof.size) == ("circle/AA-CERT", 1, 5)
    assert len(proof.words) == 4
    assert proof.command.startswith("bayanihan verify bayanihan-circle-")


def test_the_steps_of_the_proof_stand_one_by_one(hosted: Hosted) -> None:
    page = hosted.client("bb.lead").get(address(ONE, "verify/")).context["page"]
    assert page.state == "done"
    assert [step.state for step in page.steps] == ["done"] * 4
    assert page.sentence == "AA-CERT said this, and nothing in it was changed."
    assert page.root in {one.digest for one in page.steps[3].digests}


def break_in(statement: str, table: str) -> None:
    """Change stored rows as somebody with the database in hand could: without its guards."""
    place = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_update_append_only{place}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "table", "states"),
    [
        (
            "UPDATE records_storedobject SET body = replace(body, 'one.example', 'two.example')",
            "records_storedobject",
            ["late", "soon", "soon", "soon"],
        ),
        (
            "UPDATE membership_charter SET text = replace(text, 'Within the hour', 'Whenever')",
            "membership_charter",
            ["done", "late", "soon", "soon"],
        ),
        (
            "UPDATE records_checkpoint SET note = replace(note, 'epoch 1', 'epoch 2')",
            "records_checkpoint",
            ["done", "done", "late", "soon"],
        ),
        (
            "UPDATE records_entry SET at = at + 1",
            "records_entry",
            ["done", "done", "done", "late"],
        ),
    ],
)
def test_what_was_changed_is_told_at_its_step(
    hosted: Hosted, statement: str, table: str, states: list[str]
) -> None:
    break_in(statement, table)
    client = hosted.client("bb.lead")
    answer = client.get(address(ONE))
    assert answer.context["page"].proof is None
    assert answer.context["page"].tells[0].title == "This record does not verify"
    assert answer.context["frame"].band.proof_state == "late"
    assert "Verified here" not in answer.content.decode()
    page = client.get(address(ONE, "verify/")).context["page"]
    assert [step.state for step in page.steps] == states
    assert page.sentence.startswith("This does not verify")
