"""The keys page: which keys one's own member has, which signs where, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.journal.api import VerifyingKey
from bayanihan.kernel.api import to_text
from bayanihan.membership.api import CharterText, Group, KeyEnd, Member, StatementKey
from bayanihan.web.key_theft import Theft
from bayanihan.web.keying import Place
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_groups import KeyRow
from bayanihan.web.parts.pages_keys import KeyPlace, KeysPage
from bayanihan.web.parts.rows import Fact, Who, fact
from bayanihan.web.parts.tells import Empty, Tell
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.change_pages import learners
from bayanihan.web.showing.release_words import listed


def keys_page(
    keys: Sequence[StatementKey],
    places: Iterable[Place],
    now: int,
    *,
    may_sign: bool,
    tells: tuple[Tell, ...] = (),
) -> KeysPage:
    """Keys, newest first, and groups by key. No query."""
    newest = max((key.epoch for key in keys), default=0)
    rows = tuple(_place(one, newest) for one in places)
    count = ngettext("%(count)d key", "%(count)d keys", len(keys)) % {"count": len(keys)}
    return KeysPage(
        sentence=_("Your member has %(keys)s to sign with.") % {"keys": count},
        lede=_("The private half stays on this node, sealed. Whoever has it speaks for you."),
        keys=tuple(key_row(key, now) for key in keys),
        places=rows,
        empty=Empty(_("You sit in no group"), _("A key signs nothing outside a group.")),
        acts=(Act(_("Make a new key"), reverse("key-new"), is_main=True),) if may_sign else (),
        tells=tells,
    )


def key_row(key: StatementKey, now: int) -> KeyRow:
    """One key with its times and what became of it."""
    is_over = key.valid_until is not None and key.valid_until <= now
    why = {
        KeyEnd.LOST.value: _("lost"),
        KeyEnd.COMPROMISED.value: _("no longer trusted"),
    }.get(key.ended_why, _("replaced"))
    return KeyRow(
        name=_("Key %(epoch)d") % {"epoch": key.epoch},
        fingerprint=VerifyingKey.from_text(key.vkey).key_id.hex(),
        whole=key.vkey,
        since=key.valid_from,
        until=key.valid_until,
        state="soon" if is_over else "done",
        verdict=why if is_over else _("in force"),
    )


def _place(place: Place, newest: int) -> KeyPlace:
    key = group = place.group.key
    name = place.text.name
    words, state, acts = _standing(place, newest)
    links = tuple(Link(text, reverse(route, args=[key, epoch])) for text, route, epoch in acts)
    signs = _("none") if place.signs is None else _("key %(epoch)d") % {"epoch": place.signs}
    return KeyPlace(Link(name, reverse("group", args=[group])), signs, words, state, links)


def _standing(place: Place, newest: int) -> tuple[str, str, list[tuple[str, str, int]]]:
    """In words how the keys stand in one group, how urgent it is, and what can be done."""
    if place.signs is None:
        words = _(
            "no key of yours can sign here: make a new key, and tell the whole key to a "
            "coordinator by another way, such as a call"
        )
        return words, "late", []
    stolen = (_("If this key was stolen"), "key-stolen", place.signs)
    if newest in place.asked:
        return _("the newest key waits for the signatures of the group"), "soon", []
    if newest not in place.listed:
        ask = (_("Ask the group to list the newest key"), "key-ask", newest)
        return _("the group does not know the newest key"), "soon", [ask, stolen]
    if place.signs != newest:
        return _("accept the newest charter, then the newest key signs"), "soon", []
    older = [one for one in place.listed if one < newest]
    return _older_standing(place, older) if older else (_("as it should be"), "done", [stolen])


def _older_standing(place: Place, older: list[int]) -> tuple[str, str, list[tuple[str, str, int]]]:
    """The newest key signs, and older ones still count."""
    if set(older) <= {*place.ends}:
        return _("the end of the older key waits for signatures"), "soon", []
    end = (_("Put the older key out of use"), "key-end", older[0])
    lost = (_("If the older key was stolen"), "key-stolen", older[0])
    return _("the older key still counts"), "soon", [end, lost]


def new_key_page(places: Iterable[Place], me: Member) -> ConfirmPage:
    """Before a new key is made: which groups will be asked, and who in them sees it."""
    whos = tuple(
        Who(
            (),
            one.text.name,
            _("a new version of its charter lists the key; it is shown to %(codes)s")
            % {"codes": listed(codes)},
        )
        for one in places
        if (codes := _others(one.text, me))
    )
    return ConfirmPage(
        sentence=_("Make a new statement key?"),
        lede=_("It signs in a group once the group has agreed to it. Until then the old one does."),
        action=reverse("key-new"),
        act=Act(_("Make it and ask the groups"), is_main=True, leaves_node=True),
        back=Link(_("Back without making one"), reverse("keys")),
        facts=(
            fact(_("What leaves"), _("Its public half, in a proposal to each group.")),
            fact(_("What stays"), _("Its private half, sealed on this node.")),
            fact(
                _("If the old key was stolen"),
                _(
                    "Not here: a new key vouches for all that stands. Go back and choose “If this "
                    "key was stolen” beside each group; that cuts and replaces it at once."
                ),
            ),
        ),
        whos=whos,
        whos_title=_("Who is asked"),
    )


def _others(text: CharterText, me: Member) -> tuple[str, ...]:
    return tuple(seat.code for seat in text.members if seat.id != me.stix_id)


def ask_page(group: Group, text: CharterText, epoch: int, me: Member) -> ConfirmPage:
    """Before one group is asked to list the newest key."""
    return ConfirmPage(
        sentence=_("Ask “%(group)s” to list key %(epoch)d?") % {"group": text.name, "epoch": epoch},
        lede=_("It signs there once those who have to sign the charter have signed."),
        action=reverse("key-ask", args=[group.key, epoch]),
        act=Act(_("Sign and ask"), is_main=True, leaves_node=True),
        back=Link(_("Back without asking"), reverse("keys")),
        facts=(
            _deciding(),
            fact(_("What leaves"), _("The public half of the key, in a proposal to the group.")),
        ),
        whos=learners(_others(text, me)),
        whos_title=_("Who learns of it"),
    )


def end_page(group: Group, text: CharterText, epoch: int, me: Member) -> ConfirmPage:
    """Before the older key is put out of use in one group."""
    return ConfirmPage(
        sentence=_("Put key %(epoch)d out of use in “%(group)s”?")
        % {"group": text.name, "epoch": epoch},
        lede=_("What it signed so far stays valid; whatever it signs from then on is refused."),
        action=reverse("key-end", args=[group.key, epoch]),
        act=Act(_("Sign and ask"), is_main=True, leaves_node=True),
        back=Link(_("Back without asking"), reverse("keys")),
        facts=_ending(),
        whos=learners(_others(text, me)),
        whos_title=_("Who learns of it"),
    )


def _deciding() -> Fact:
    return fact(_("Who decides"), _("Those who have to sign the next version of the charter."))


def _ending() -> tuple[Fact, ...]:
    return (
        _deciding(),
        fact(_("To undo it"), _("Not possible: a key that has ended never comes back.")),
    )


def stolen_page(
    group: Group, text: CharterText, me: Member, theft: Theft, *, error: str = ""
) -> ConfirmPage:
    """Before a stolen key is cut and replaced: after which head nothing of it is believed."""
    field = _head_field(theft, error)
    facts = [
        fact(_("What you said after it"), _("Has to be said again with the new key.")),
        fact(_("What replaces it"), _next_words(theft)),
        *_ending(),
    ]
    if theft.vouched:
        words = _("The first %(size)d entries: your newer key has signed for them.")
        facts.insert(1, fact(_("What stays in any case"), words % {"size": theft.vouched}))
    return ConfirmPage(
        sentence=_("Cut off key %(epoch)d in “%(group)s”?")
        % {"group": text.name, "epoch": theft.epoch},
        lede=_(
            "Whatever this key signed after the place that you choose is refused by everybody, "
            "also what you said yourself."
        ),
        action=reverse("key-stolen", args=[group.key, theft.epoch]),
        act=Act(_("Sign and ask"), refuses=True, leaves_node=True),
        back=Link(_("Back without asking"), reverse("keys")),
        facts=tuple(facts),
        whos=learners(_others(text, me)),
        whos_title=_("Who learns of it"),
        fields=(field,),
        summary=summary_of((field,)),
    )


def _next_words(theft: Theft) -> str:
    if not theft.next_key:
        return _("A new key: it is made now, and the same version lists it.")
    if theft.is_next_listed:
        return _("Key %(epoch)d, which the group knows.") % {"epoch": theft.next_key}
    return _("Key %(epoch)d: the same version lists it.") % {"epoch": theft.next_key}


def _head_field(theft: Theft, error: str) -> Field:
    """Up to which head the key is believed; nothing is chosen, for it can never be undone."""
    choices = [
        Choice(
            str(size),
            ngettext("Believe the first entry", "Believe the first %(size)d entries", size)
            % {"size": size},
            _("head signed at %(at)s") % {"at": to_text(at)[:16].replace("T", " ") + " UTC"},
        )
        for size, at in theft.heads
    ]
    if not theft.vouched:
        choices.append(Choice("0", _("Believe nothing that it signed")))
    return Field(
        name="size",
        label=_("Up to where is what this key signed to be believed?"),
        kind=FieldKind.RADIO,
        choices=tuple(choices),
        errors=(error,) if error else (),
        is_required=True,
    )
