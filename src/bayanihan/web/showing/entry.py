"""The sign-in page, with the people of a demonstration beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.conf import settings
from django.forms import Form
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bayanihan.membership.api import Member, Person, roles_of
from bayanihan.web.parts.fields import Field, FieldKind, from_bound
from bayanihan.web.parts.pages_entry import DemoMember, DemoPerson, SignInPage
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.words import right_words


def sign_in_page(form: Form, people: Iterable[Person], *, node: str) -> SignInPage:
    """The form as typed; ``people`` are listed on a demonstration node only."""
    name = from_bound(form["username"], kind=FieldKind.TEXT, autocomplete="username")
    word = from_bound(form["password"], kind=FieldKind.PASSWORD, autocomplete="current-password")
    fields = (
        replace(name, is_first=not name.value),
        replace(word, is_first=bool(name.value)),
        from_bound(form["next"], kind=FieldKind.HIDDEN),
    )
    shown = tuple(people)
    return SignInPage(
        action=reverse("sign-in"),
        fields=fields,
        node=node,
        summary=_summary(form, fields),
        demo=_members(shown, fields),
        demo_password=settings.DEMO_PASSWORD if shown else "",
    )


def _summary(form: Form, fields: tuple[Field, ...]) -> Summary | None:
    """Why nobody was signed in, said once; what is missing in a field leads there."""
    wrong = tuple(Link(str(text)) for text in form.non_field_errors())
    missing = tuple(Link(text, f"#{one.target}") for one in fields for text in one.errors)
    return Summary(_("You are not signed in."), wrong + missing) if wrong + missing else None


def _members(people: Iterable[Person], fields: tuple[Field, ...]) -> tuple[DemoMember, ...]:
    chosen, _password, wanted = (field.value for field in fields)
    return tuple(
        DemoMember(
            member.code, member.name, tuple(_person(one, chosen, wanted) for one in of_member)
        )
        for member, of_member in groupby(people, key=_member_of)
    )


def _member_of(person: Person) -> Member:
    return person.member


def _person(person: Person, chosen: str, wanted: str) -> DemoPerson:
    query = {"who": person.username} | ({"next": wanted} if wanted else {})
    return DemoPerson(
        username=person.username,
        name=person.display_name,
        roles=", ".join(right_words(role) for role in sorted(roles_of(person))),
        url=f"{reverse('sign-in')}?{urlencode(query)}",
        is_chosen=person.username == chosen,
    )
