"""The signature of a release: who prepared it, who signs, and the one button."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Person
from bayanihan.web.parts.rows import Sign
from bayanihan.web.parts.voices import Act
from bayanihan.web.showing.release_words import Outlook, listed, receiver_words


@dataclass(frozen=True, slots=True)
class Signing:
    """Who prepared a release, who is asked to sign it, and who else may."""

    prepared_by: str
    person: Person
    may_release: bool
    signers: tuple[str, ...]


def signs_of(outlook: Outlook, signing: Signing) -> tuple[Sign, ...]:
    """Who prepared it, and whose signature is asked for."""
    intake = outlook.intake
    first = Sign(
        _("Prepared by"), signing.prepared_by, _("brought the file in"), at=intake.brought_at
    )
    if signing.may_release:
        note = _("you, for %(member)s · what you see above is what will be sent") % {
            "member": intake.member.code
        }
        return (first, Sign(_("Released by"), signing.person.display_name, note, is_open=True))
    who = listed(signing.signers) or _("nobody yet")
    note = _("may sign for %(member)s; you may not") % {"member": intake.member.code}
    return (first, Sign(_("To be released by"), who, note, is_open=True))


def action_of(outlook: Outlook, signing: Signing) -> str:
    """Where the form goes."""
    route = "import-sign" if signing.may_release else "import-review"
    return reverse(route, args=[outlook.intake.pk])


def act_of(outlook: Outlook, signing: Signing) -> Act:
    """The one button: sign, keep in quarantine, close, or leave it for somebody who may sign."""
    if not signing.may_release:
        return Act(_("Leave it for the signature"), is_main=True, name="leave", value="1")
    if outlook.accepted:
        if outlook.receivers:
            text = _("Sign and release to %(who)s") % {"who": receiver_words(outlook)}
        else:
            text = _("Sign and write into your journal")
        return Act(text, is_main=True, is_big=True, leaves_node=bool(outlook.receivers))
    kept = len(outlook.preview.outcome.rejections)
    if kept:
        text = ngettext(
            "Keep %(count)d object in quarantine", "Keep %(count)d objects in quarantine", kept
        ) % {"count": kept}
        return Act(text, is_main=True, is_big=True)
    return Act(_("Close it: nothing is new"), is_main=True, is_big=True)


def note_of(outlook: Outlook, signing: Signing) -> str:
    """What happens with the button, above it."""
    if not signing.may_release:
        return _("It waits on the desk of your member until somebody who may sign has looked.")
    if outlook.accepted:
        return _("The preview above is what will be sent; if it changes, you are asked again.")
    return _("Nothing leaves. The file is closed; what is kept stands in your quarantine.")
