"""The signature of a release: who prepared it, who signs, and the one button.

Where the member asks for two people, the first agrees to exactly this preview and
the second publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import Person
from bayanihan.web.parts.rows import Sign
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act
from bayanihan.web.showing.release_words import Outlook, listed, receiver_words


@dataclass(frozen=True, slots=True)
class Signing:
    """Who prepared a release, who is asked to sign it, and who else may.

    ``agreed_by`` names who agreed to some preview of it, ``first`` is who agreed to
    exactly this one and still may sign.
    """

    prepared_by: str
    person: Person
    may_release: bool
    signers: tuple[str, ...]
    needs_second: bool = False
    agreed_by: str = ""
    first: Person | None = None

    @property
    def is_first(self) -> bool:
        """Whether the reader is the first of two and has agreed."""
        return self.first is not None and self.first.pk == self.person.pk

    @property
    def waits_for_first(self) -> bool:
        """Whether two are needed and nobody has agreed to this preview yet."""
        return self.needs_second and self.first is None

    @property
    def seconds(self) -> tuple[str, ...]:
        """Who may be the second person."""
        first = self.first or self.person
        return tuple(one for one in self.signers if one != first.display_name)


def signs_of(outlook: Outlook, signing: Signing) -> tuple[Sign, ...]:
    """Who prepared it, who agreed, and whose signature is asked for."""
    intake = outlook.intake
    signs = [
        Sign(_("Prepared by"), signing.prepared_by, _("brought the file in"), at=intake.brought_at)
    ]
    if signing.needs_second and signing.first is not None:
        note = _("waits for a second person") if signing.is_first else _("the first of two")
        name = signing.first.display_name
        signs.append(Sign(_("Agreed by"), name, note, at=intake.agreed_at))
    signs.append(_open_sign(outlook, signing))
    if signing.waits_for_first and signing.may_release:
        who = listed(signing.seconds) or _("nobody yet")
        note = _("another person, who sees the same preview")
        signs.append(Sign(_("Then released by"), who, note, is_open=True))
    return tuple(signs)


def _open_sign(outlook: Outlook, signing: Signing) -> Sign:
    """The signature that is asked for next."""
    code = {"member": outlook.intake.member.code}
    if signing.is_first:
        who = listed(signing.seconds) or _("nobody yet")
        note = _("must be another person of %(member)s than the first") % code
        return Sign(_("To be released by"), who, note, is_open=True)
    if not signing.may_release:
        who = listed(signing.signers) or _("nobody yet")
        note = _("may sign for %(member)s; you may not") % code
        return Sign(_("To be released by"), who, note, is_open=True)
    note = _("you, for %(member)s · what you see above is what will be sent") % code
    kind = _("First signature") if signing.waits_for_first else _("Released by")
    return Sign(kind, signing.person.display_name, note, is_open=True)


def action_of(outlook: Outlook, signing: Signing) -> str:
    """Where the form goes."""
    if signing.is_first:
        return reverse("import-take-back", args=[outlook.intake.pk])
    route = "import-sign" if signing.may_release else "import-review"
    return reverse(route, args=[outlook.intake.pk])


def act_of(outlook: Outlook, signing: Signing) -> Act:
    """The one button: sign, agree, take back, keep in quarantine, close, or leave it."""
    if signing.is_first:
        return Act(_("Take your agreement back"), refuses=True)
    if not signing.may_release:
        return Act(_("Leave it for the signature"), is_main=True, name="leave", value="1")
    if outlook.accepted:
        return _signing_act(outlook, signing)
    kept = len(outlook.preview.outcome.rejections)
    if kept:
        text = ngettext(
            "Keep %(count)d object in quarantine", "Keep %(count)d objects in quarantine", kept
        ) % {"count": kept}
        return Act(text, is_main=True, is_big=True)
    return Act(_("Close it: nothing is new"), is_main=True, is_big=True)


def _signing_act(outlook: Outlook, signing: Signing) -> Act:
    """The button that signs; it names the receivers once more."""
    who = {"who": receiver_words(outlook)}
    if signing.waits_for_first:
        text = _("Agree to the release to %(who)s") % who
        if not outlook.receivers:
            text = _("Agree to writing it into your journal")
        return Act(text, is_main=True, is_big=True)
    if not outlook.receivers:
        return Act(_("Sign and write into your journal"), is_main=True, is_big=True)
    text = _("Sign and release to %(who)s") % who
    return Act(text, is_main=True, is_big=True, leaves_node=True)


def note_of(outlook: Outlook, signing: Signing) -> str:
    """What happens with the button, above it."""
    if signing.is_first:
        return _("You agreed to exactly this preview. Nothing has left; it waits for a second.")
    if not signing.may_release:
        return _("It waits on the desk of your member until somebody who may sign has looked.")
    if not outlook.accepted:
        return _("Nothing leaves. The file is closed; what is kept stands in your quarantine.")
    if signing.waits_for_first:
        return _("Nothing leaves yet: it waits until a second person has signed the same preview.")
    return _("The preview above is what will be sent; if it changes, you are asked again.")


def signing_tells(outlook: Outlook, signing: Signing) -> tuple[Tell, ...]:
    """Whether two are needed, whether somebody agreed, and whether that still counts."""
    if not signing.needs_second:
        return ()
    needs = {"label": outlook.intake.member.four_eyes_from}
    if signing.agreed_by and signing.first is None:
        title = _("The agreement of %(who)s counts no more.") % {"who": signing.agreed_by}
        text = _(
            "The preview has changed since, or %(who)s may no longer sign. Nothing was sent. Two "
            "people have to look at it anew."
        ) % {"who": signing.agreed_by}
        return (Tell(title, text, Mood.LATE),)
    if signing.first is not None:
        title = _("Agreed by %(who)s; waits for a second person.") % {
            "who": signing.first.display_name
        }
        text = _("From %(label)s on your member asks for two people.") % needs
        return (Tell(title, text, Mood.SOON),)
    title = _("Two people have to sign this: your member asks for it from %(label)s on.") % needs
    text = _("The first agrees, the second sees the same preview and releases it.")
    if not signing.seconds:
        text = _(
            "Nobody else of your member may sign. Ask an administrator to give somebody the right."
        )
    return (Tell(title, text, Mood.SOON),)
