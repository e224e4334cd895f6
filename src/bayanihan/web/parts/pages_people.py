"""Contexts of people and accounts: who signs in for a member, and with what."""

from __future__ import annotations

from dataclasses import dataclass

from bayanihan.web.parts.fields import Field
from bayanihan.web.parts.rows import Fact
from bayanihan.web.parts.tells import Empty, Summary
from bayanihan.web.parts.voices import Act, Link


@dataclass(frozen=True, slots=True)
class FormBlock:
    """One form on a page: its fields, where it leads, the act at its end.

    ``key`` makes its ids unique. ``note`` says what the act does. ``username`` is whose
    password is set, for programs that keep passwords.
    """

    key: str
    title: str
    action: str
    fields: tuple[Field, ...]
    act: Act
    note: str = ""
    summary: Summary | None = None
    username: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list of a member's people."""

    name: str
    username: str
    url: str
    roles: str
    factor: str
    sessions: int
    is_off: bool = False
    is_me: bool = False

    @property
    def css(self) -> str:
        """The class of the row."""
        return "is-off" if self.is_off else ""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """A link that waits to be used."""

    username: str
    name: str
    roles: str
    kind: str
    made_by: str
    ends_at: int
    action: str
    act: Act


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """``web/people.html``: an administrator's view of the own people."""

    sentence: str
    lede: str
    rows: tuple[PersonRow, ...]
    waiting: tuple[InvitationRow, ...]
    nobody_waits: Empty
    invite: FormBlock
    settings: FormBlock
    beside: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session; ``url`` ends it, without one it is that of the page."""

    browser: str
    at: int
    agent: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token that still opens something; ``action`` revokes it."""

    name: str
    scope: str
    made_at: int
    ends_at: int
    action: str


@dataclass(frozen=True, slots=True)
class Plain:
    """One act with a sentence before it: what it does, to whom."""

    title: str
    text: str
    action: str
    act: Act


@dataclass(frozen=True, slots=True)
class PersonPage:
    """``web/people_person.html``: one person, for the administrators of their member."""

    kind: str
    name: str
    lede: str
    facts: tuple[Fact, ...]
    sessions: tuple[SessionRow, ...]
    no_sessions: Empty
    tokens: tuple[TokenRow, ...]
    no_tokens: Empty
    acts: tuple[Plain, ...]
    rights: FormBlock | None = None
    """Nothing where the person is shut out: rights wait for the return."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``web/account.html``: everybody's own password, factor, sessions and tokens."""

    name: str
    lede: str
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    sessions: tuple[SessionRow, ...]
    tokens: tuple[TokenRow, ...]
    no_tokens: Empty
    end_others: Plain | None = None
    token_act: Act | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """``web/account_form.html``: one form, and facts beside it."""

    sentence: str
    lede: str
    form: FormBlock
    kind: str = ""
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class OncePage:
    """``web/account_once.html``: what is shown this one time and not kept."""

    sentence: str
    lede: str
    label: str
    secrets: tuple[str, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A QR code as one path: ``size`` modules a side, its quiet zone included."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class FactorPage:
    """``web/factor.html``: setting a second factor up, or what is set up.

    ``drawn`` and ``secret`` are given while one is being set up.
    """

    sentence: str
    lede: str
    forms: tuple[FormBlock, ...]
    drawn: Drawn | None = None
    secret: str = ""
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
