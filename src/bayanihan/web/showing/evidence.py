"""What stands against each other in a group: for all its members to see and take along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.kernel.api import BayanihanError
from bayanihan.membership.api import (
    Charter,
    CharterText,
    Group,
    Rival,
    chain_of,
    read_charter,
    verify_link,
)
from bayanihan.records.api import EvidenceOf, KeptEvidence
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.pages_evidence import EvidenceKept, EvidencePage, RivalRow
from bayanihan.web.parts.rows import fact
from bayanihan.web.parts.tells import Empty
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.sentences import say
from bayanihan.web.showing.change_pages import learners
from bayanihan.web.showing.charter_changes import change_sentences


def evidence_page(
    group: Group,
    charters: Mapping[int, Charter],
    rivals: Sequence[Rival],
    kept: Sequence[KeptEvidence],
    *,
    may_sign: bool,
) -> EvidencePage:
    """Rivals, each beside the version that stands here, and evidence; ``charters`` by number."""
    ours = {one.text for one in charters.values()}
    beside = [one for one in rivals if one.text not in ours]
    rows, known = list[RivalRow](), dict[str, CharterText]()
    if beside:
        known = {text.digest.hex(): text for text, _note in chain_of(group)}
    for number in sorted({one.number for one in beside}, reverse=True):
        here = charters.get(number)
        if here is not None:
            title = _("Version %(number)d, which stands on this node") % {"number": number}
            rows.append(_rival(title, known, here.text, here.signatures, here.at))
        same = (one for one in beside if one.number == number)
        title = _("Version %(number)d, as others hold it") % {"number": number}
        rows += [_rival(title, known, one.text, one.signatures, one.seen_at) for one in same]
    pieces = tuple(map(_kept, kept))
    is_open = any(one.settled_by is None for one in rivals)
    recover = Act(
        _("Propose how it goes on"), reverse("group-recover", args=[group.key]), is_main=True
    )
    return EvidencePage(
        sentence=_sentence(_forks(known, beside), kept),
        lede=_lede(is_open=is_open),
        rivals=tuple(rows),
        kept=pieces,
        empty=Empty(_("Nothing stands against anything"), _("If ever something does, it is kept.")),
        acts=(recover,) if is_open and may_sign else (),
    )


def _forks(known: Mapping[str, CharterText], rivals: Sequence[Rival]) -> int:
    """How many versions have two that follow them; a branch that grew on is no further fork."""
    following = Counter(one.previous for one in known.values())
    texts = (read_charter(one.text.encode()) for one in rivals)
    return len({one.previous for one in texts if following[one.previous] > 1})


def _sentence(forks: int, kept: Sequence[KeptEvidence]) -> str:
    """How many; a forked charter is one, though both rivals and evidence are kept of it."""
    others = [one for one in kept if one.kind != EvidenceOf.CHARTER.value]
    count = forks + len(others) if forks else len(kept)
    if not count:
        return _("There is no evidence of a contradiction in this group.")
    words = ngettext(
        "%(count)d contradiction was found in this group.",
        "%(count)d contradictions were found in this group.",
        count,
    )
    return words % {"count": count}


def _lede(*, is_open: bool) -> str:
    if is_open:
        return _(
            "Nothing can be said in the group until a version that a majority has signed names "
            "both. Talk to each other before you sign anything."
        )
    return _("Every member of the group sees this page. Signed words cannot be taken back.")


def _rival(title: str, known: Mapping[str, CharterText], text: str, note: str, at: int) -> RivalRow:
    new = read_charter(text.encode())
    before = known[new.previous or ""]
    try:
        ids = verify_link(known, new, note)
        codes = ", ".join(sorted(seat.code for seat in before.members if seat.id in ids))
        signed = _("Signed by %(codes)s, verified.") % {"codes": codes}
    except BayanihanError as error:
        signed = say(error)
    changes = change_sentences(before, new)
    if new.purpose != before.purpose:
        # Two purposes that were "written anew" look alike until they are read.
        changes += (_("It is now for: “%(purpose)s”") % {"purpose": new.purpose},)
    return RivalRow(title, signed, new.digest.hex(), changes, at)


def _kept(one: KeptEvidence) -> EvidenceKept:
    if one.kind == EvidenceOf.CHARTER.value:
        words = _("Two charters with one number were signed")
    elif one.member is None:
        words = _("Two heads of one journal cannot both be true")
    else:
        words = _("%(member)s signed two heads of its journal that cannot both be true")
        words %= {"member": one.member.code}
    return EvidenceKept(words, one.text, one.at)


def recover_page(group: Group, name: str, codes: tuple[str, ...], *, is_here: bool) -> ConfirmPage:
    """Before somebody proposes the version that ends a fork; ``is_here``: on our branch."""
    holds = _("The version that stands on this node, and what follows.")
    if not is_here:
        holds = _("The longer branch, as others hold it, and what follows.")
    return ConfirmPage(
        sentence=_("Propose how “%(group)s” goes on?") % {"group": name},
        lede=_("The next version names all that stand against each other. A majority signs it."),
        action=reverse("group-recover", args=[group.key]),
        act=Act(_("Sign and propose"), is_main=True, leaves_node=True),
        back=Link(_("Back to the evidence"), reverse("group-evidence", args=[group.key])),
        facts=(
            fact(_("What holds then"), holds),
            fact(
                _("Who signs"),
                _(
                    "More than half of those who sat there before the fork; where a branch has "
                    "gone on, of those in force in it."
                ),
            ),
        ),
        whos=learners(codes),
        whos_title=_("Who learns of it"),
    )
