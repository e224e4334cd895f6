"""What somebody must not overlook before a release: lower steps, a charter not yet accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.list_words import group_name
from bayanihan.web.showing.release_words import Outlook, listed


def warnings_of(outlook: Outlook) -> tuple[Tell, ...]:
    """Everything that is allowed and still worth a look."""
    return (*_lower_step(outlook), *_charter(outlook))


def _lower_step(outlook: Outlook) -> Iterator[Tell]:
    """Receivers with whom one's own step is lower than the group's: allowed, and named."""
    codes = [one.code for one in outlook.lower[0]]
    if not codes:
        return
    title = ngettext(
        "Your own step with %(count)d receiver is lower than this group's.",
        "Your own step with %(count)d receivers is lower than this group's.",
        len(codes),
    ) % {"count": len(codes)}
    text = _("Between the two of you less was agreed than in the group: %(who)s.") % {
        "who": listed(codes)
    }
    yield Tell(title, text, Mood.SOON)


def _charter(outlook: Outlook) -> Iterator[Tell]:
    """A newer charter waits for the member's acceptance; until then the older one counts."""
    standing = outlook.preview.standing
    if not standing.is_behind:
        return
    facts = {"newest": standing.newest, "charter": standing.charter}
    title = _("Version %(newest)d of the charter waits for your acceptance.") % facts
    whom = listed(one.code for one in outlook.receivers) or _("nobody else")
    said = [
        _("This goes to those of version %(charter)d: %(who)s.") % {**facts, "who": whom},
    ]
    if standing.left:
        said.append(
            _("Not in version %(newest)d any more, and still among them: %(who)s.")
            % {**facts, "who": _codes(outlook, standing.left)}
        )
    if standing.joined:
        said.append(
            _("In version %(newest)d and not among them until you accept it: %(who)s.")
            % {**facts, "who": _codes(outlook, standing.joined)}
        )
    link = Link(group_name(outlook.group), reverse("group", args=[outlook.group.key]))
    yield Tell(title, " ".join(said), Mood.SOON, (link,))


def _codes(outlook: Outlook, ids: Iterable[str]) -> str:
    known = (outlook.holders.members.get(one) for one in ids)
    return listed(sorted(one.code for one in known if one is not None))
