"""Browsers of people for the tests of accounts: signed in by the form, with a factor or without."""

from __future__ import annotations

from django.test import Client

from bayanihan.kernel.api import read_clock
from bayanihan.membership.api import SECONDS, Person, code_at, new_secret, set_factor, step_of
from tests.rooms.membership.sample_people import PASSWORD
from tests.rooms.web.hosted import sign_in

STEP = SECONDS * 1_000_000


def browser(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    sign_in(client, person)
    return client


def by_form(person: Person, client: Client | None = None, password: str = PASSWORD) -> Client:
    """The same through the page; whoever has a factor is left before the code."""
    client = client or Client()
    client.post("/sign-in/", {"username": person.username, "password": password})
    return client


def give_factor(person: Person) -> tuple[bytes, tuple[str, ...]]:
    """Set a second factor up, some time ago; gives its secret and the recovery codes."""
    secret, at = new_secret(), read_clock() - 10 * STEP
    codes = set_factor(secret=secret, code=code_at(secret, step_of(at)), by=person, at=at)
    return secret, codes


def code_now(secret: bytes, skew: int = 0) -> str:
    """The code that the app shows now, or ``skew`` steps from now."""
    return code_at(secret, step_of(read_clock()) + skew)


def is_in(client: Client) -> bool:
    """Whether this browser gets to the desk."""
    return client.get("/account/").status_code == 200
