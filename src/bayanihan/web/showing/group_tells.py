"""What has to be said above a group's page: a fork, a version that waits, that one has left."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.membership.api import Group
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Link
from bayanihan.web.showing.accepting import Acceptance, is_waiting, waiting_tell


def group_tells(acceptance: Acceptance, *, may_sign: bool, is_frozen: bool) -> tuple[Tell, ...]:
    """A fork, a version that waits for acceptance, that the member has left."""
    found = [_frozen(acceptance.group)] if is_frozen else []
    if acceptance.newest.seat(acceptance.me.stix_id) is None:
        title = _("Your member has left this group")
        found.append(Tell(title, _("You read what was said while you sat in it."), Mood.SOON))
    elif is_waiting(acceptance) and (acceptance.before or may_sign):
        found.append(waiting_tell(acceptance))
    return tuple(found)


def _frozen(group: Group) -> Tell:
    text = _(
        "Two valid versions follow the same one. Reading goes on; nothing can be said until a "
        "version that a majority has signed names both."
    )
    link = Link(_("Look at the evidence"), reverse("group-evidence", args=[group.key]))
    return Tell(_("This group is frozen"), text, Mood.LATE, (link,))
