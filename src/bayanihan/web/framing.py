"""The frame of a page: who reads, in which room, under which marking."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bayanihan.gate.api import Tlp
from bayanihan.membership.api import Group, Person
from bayanihan.web.asking import instant_of, is_restored
from bayanihan.web.parts.frame import Frame, Language, Me, Room, Ways
from bayanihan.web.parts.marking import Band, Step, beside_badge
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Link

ROOMS = ("desk", "exchange", "groups", "members")
DRAFTS = frozenset({"fil"})
"""Languages whose catalogue was drafted by a machine and still has to be read by a person."""


def frame_for(  # noqa: PLR0913  # a page's frame is made of these
    request: HttpRequest,
    *,
    title: str,
    room: str,
    band: Band,
    crumbs: Iterable[Link] = (),
    exercise: str = "",
    tells: Iterable[Tell] = (),
) -> Frame:
    """The frame of a page; ``room`` is a route name of ``ROOMS``, ``exercise`` an exercise's name.

    Somebody who is not signed in gets it without rooms and search.
    """
    return _frame(
        request,
        _person(request),
        title=title,
        room=room,
        band=band,
        crumbs=tuple(crumbs),
        exercise=exercise,
        tells=tuple(tells),
    )


def bare_frame(request: HttpRequest, title: str = "") -> Frame:
    """The frame of a page that shows no records: sign-in, errors."""
    return frame_for(request, title=title or _("Bayanihan"), room="", band=own_band())


def outer_frame(request: HttpRequest, title: str) -> Frame:
    """The frame of a page that must work when nothing else does: it asks for no person."""
    return _frame(request, None, title=title, room="", band=own_band())


def _frame(  # noqa: PLR0913  # as above
    request: HttpRequest,
    person: Person | None,
    *,
    title: str,
    room: str,
    band: Band,
    crumbs: tuple[Link, ...] = (),
    exercise: str = "",
    tells: tuple[Tell, ...] = (),
) -> Frame:
    return Frame(
        title=title,
        at=instant_of(request),
        band=band,
        zone="UTC" if person is None else person.zone,
        me=None
        if person is None
        else Me(person.member.name, person.display_name, reverse("account")),
        rooms=() if person is None else _rooms(room),
        crumbs=crumbs,
        tells=(*_restore_tells(request), *tells),
        exercise=beside_badge(exercise),
        is_demo=settings.IS_DEMO,
        # A page that refuses says nothing of what was asked for.
        place=request.build_absolute_uri(request.path) if person and room else "",
        query=request.GET.get("q", ""),
        hosted=_("Hosted by %(node)s: as safe as its operator is honest.")
        % {"node": settings.NODE_NAME},
        links=_links(person),
        languages=_languages(),
        ways=_ways(),
    )


def _restore_tells(request: HttpRequest) -> tuple[Tell, ...]:
    """While a restore is not confirmed everybody reads why nothing can be signed."""
    if not is_restored(request):
        return ()
    return (
        Tell(
            _("This node was restored from a backup and signs nothing yet."),
            _(
                "Reading goes on. What was said here after the backup may be missing until the "
                "operator has compared it with other members' files and confirmed the restore: "
                "bayanihan compare, then bayanihan confirm-restore."
            ),
            Mood.SOON,
        ),
    )


def _ways() -> Ways:
    return Ways(
        home=reverse("desk"),
        search=reverse("exchange"),
        sign_in=reverse("sign-in"),
        sign_out=reverse("sign-out"),
        set_language=reverse("set-language"),
    )


def _links(person: Person | None) -> tuple[Link, ...]:
    style = Link(_("Style guide"), reverse("styleguide"))
    if person is None:
        return (style,)
    return (
        Link(_("Your member"), reverse("member", args=[person.member.code])),
        Link(_("Taken back"), reverse("taken-back")),
        Link(_("Kept of others"), reverse("kept")),
        Link(_("The region"), reverse("region")),
        style,
    )


def own_band() -> Band:
    """The band of a page that is drawn from this node alone and shows no record."""
    return Band(tlp="", group=_("Nothing marked on this page."))


def page_band(levels: Iterable[Tlp], groups: Iterable[str]) -> Band:
    """The band of a page drawn from several groups: it shows the highest marking."""
    names = tuple(dict.fromkeys(groups))
    highest = max(levels, default=None)
    if highest is None:
        return own_band()
    said = _("Drawn from %(count)d groups") % {"count": len(names)} if len(names) > 1 else names[0]
    return Band(
        tlp=highest.label,
        group=said,
        more=_("Highest marking on this page. Do not pass it on as a whole."),
    )


def group_band(tlp: str, group: Group) -> Band:
    """The band of a page that shows one group's records."""
    charter = group.newest
    name = charter.name if charter else group.key
    is_exercise = bool(charter and charter.exercise)
    return Band(
        tlp=tlp,
        group=beside_badge(name) if is_exercise else name,
        group_url=reverse("group", args=[group.key]),
        step=Step(charter.step) if charter else None,
        is_exercise=is_exercise,
    )


def _person(request: HttpRequest) -> Person | None:
    """Who is signed in; nobody where a request failed before it was known."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


def _rooms(here: str) -> tuple[Room, ...]:
    names = {
        "desk": _("Desk"),
        "exchange": _("Exchange"),
        "groups": _("Groups"),
        "members": _("Members"),
    }
    return tuple(Room(names[name], reverse(name), is_here=name == here) for name in ROOMS)


def _languages() -> tuple[Language, ...]:
    own = {"en": "English", "fil": "Filipino"}
    current = get_language()
    return tuple(
        Language(code, own.get(code, code), is_here=code == current, is_draft=code in DRAFTS)
        for code, _name in settings.LANGUAGES
    )
