"""Changing charters through pages, as a person does: fill in, look, confirm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bayanihan.membership.api import CharterText, Group, Proposal, charter_text

HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">')
Answers = Mapping[str, str | Sequence[str]]


def hidden_in(page: str) -> dict[str, list[str]]:
    """What the confirming form of a page sends along; the token apart."""
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page.partition('class="stack"')[2]):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def look(browser: Client, address: str, answers: Answers) -> Any:
    """Fill in a form; gives the page that is looked at before anything is said."""
    assert browser.get(address).status_code == 200, address
    return browser.post(address, answers)


def confirm(browser: Client, address: str, answers: Answers, **others: str) -> HttpResponse:
    """Fill in, look, and confirm what the page sends along; ``others`` replace it."""
    looked = look(browser, address, answers)
    assert looked.status_code == 200, looked.content.decode()
    sent = {**hidden_in(looked.content.decode()), **others}
    return browser.post(address, sent)  # type: ignore[return-value]  # the client's own answer


def proposed(browser: Client, group: Group, kind: str, **answers: str | list[str]) -> Proposal:
    """Propose a change through the pages; the proposal that came of it."""
    answer = confirm(browser, f"/groups/{group.key}/change/{kind}/", answers)
    assert answer.status_code == 302, answer.content.decode()
    found = re.fullmatch(r"/proposals/([0-9a-f]{64})/", answer.headers["Location"])
    assert found is not None, answer.headers["Location"]
    return Proposal.objects.get(digest=found[1])


def newest(group: Group) -> CharterText:
    """The charter in force."""
    group.refresh_from_db()
    assert group.newest is not None
    return charter_text(group.newest)
