"""One proposal: what would change, who signed or declined, who is still needed, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.membership.api import (
    Answer,
    CharterText,
    Member,
    Needed,
    Proposal,
    ProposalState,
    voters_of,
)
from bayanihan.web.parts.pages_charters import AnswerRow, ProposalPage
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.rows import Fact, Line, Who, fact
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Voice
from bayanihan.web.showing.change_pages import answers_by_id, needed_words
from bayanihan.web.showing.charter_changes import change_sentences

TAKE_BACK = "take-back"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A proposal as one member sees it.

    ``old`` is what it follows (``None``: a first charter). ``may_decide``: the person may
    sign for the member; ``may_propose``: may propose for it, and so take back.
    """

    proposal: Proposal
    old: CharterText | None
    new: CharterText
    answers: tuple[Answer, ...]
    needed: Needed
    me: Member
    may_decide: bool
    may_propose: bool
    is_hopeless: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can still be signed."""
        return self.proposal.state == ProposalState.OPEN.value

    @property
    def base(self) -> CharterText:
        """The version whose members are asked."""
        return self.new if self.old is None else self.old

    @property
    def may_answer(self) -> bool:
        """Whether the reader's member is still asked."""
        has_voice = self.me.stix_id in voters_of(self.base)
        answered = any(one.member_id == self.me.pk for one in self.answers)
        return self.is_open and self.may_decide and has_voice and not answered

    @property
    def may_take_back(self) -> bool:
        """Whether the reader's member proposed it and it is open."""
        return self.is_open and self.may_propose and self.proposal.by_id == self.me.pk


def proposal_page(tabled: Tabled) -> ProposalPage:
    """The page of one proposal; one query at most, for the names of constituents."""
    new = tabled.new
    return ProposalPage(
        kind=(_("Proposal"), _state(tabled)),
        sentence=_("Version %(number)d of “%(group)s”")
        % {"number": new.number, "group": tabled.base.name},
        lede=_lede(tabled),
        changes=change_sentences(tabled.old, new),
        answers=_answers(tabled),
        facts=_facts(tabled),
        acts=_acts(tabled),
        links=_links(tabled),
        tells=_tells(tabled),
    )


def _state(tabled: Tabled) -> str:
    return {
        ProposalState.OPEN.value: _("open"),
        ProposalState.ADOPTED.value: _("adopted"),
        ProposalState.WITHDRAWN.value: _("taken back"),
        ProposalState.SUPERSEDED.value: _("overtaken by another version"),
    }.get(tabled.proposal.state, tabled.proposal.state)


def _lede(tabled: Tabled) -> str:
    if not tabled.is_open:
        return _("Nothing is asked of you any more.")
    who = {"needed": needed_words(tabled.base, tabled.needed)}
    return _("Still needed: %(needed)s.") % who


def _tells(tabled: Tabled) -> tuple[Tell, ...]:
    if tabled.is_open and tabled.is_hopeless:
        text = _("So many have declined that it cannot come into force. Propose something else.")
        return (Tell(_("This proposal will not be adopted"), text, Mood.SOON),)
    return ()


def _answers(tabled: Tabled) -> tuple[AnswerRow, ...]:
    """Everybody who has a voice, in the order of the charter, with what it said."""
    answers = answers_by_id(tabled.answers)
    voters = voters_of(tabled.base)
    rows = []
    for seat in tabled.base.members:
        if seat.id not in voters:
            continue
        answer = answers.get(seat.id)
        words, state = _("no answer yet"), "soon"
        if answer is not None:
            words = _("signed") if answer.is_signed else _("declined")
            state = "done" if answer.is_signed else "late"
        at = None if answer is None else answer.at
        rows.append(AnswerRow(seat.code, seat.name, words, state, at))
    return tuple(rows)


def _facts(tabled: Tabled) -> tuple[Fact, ...]:
    proposal = tabled.proposal
    facts = [
        fact(_("Proposed by"), Line(proposal.by.name, code=proposal.by.code, at=proposal.at)),
        fact(_("Digest of the version"), Line(proposal.digest, Voice.MACHINE)),
    ]
    if proposal.settled_at is not None:
        facts.append(fact(_("Settled"), Line(_state(tabled), at=proposal.settled_at)))
    if proposal.entry is not None:
        note = _("It stands in the journal of its proposer, under its signature.")
        facts.append(fact(_("Where it was said"), note))
    return tuple(facts)


def _acts(tabled: Tabled) -> tuple[Act, ...]:
    digest, acts = tabled.proposal.digest, []
    if tabled.may_answer:
        sign = reverse("proposal-act", args=[digest, "sign"])
        acts.append(Act(_("Read and sign"), sign, is_main=True))
        decline = reverse("proposal-act", args=[digest, "decline"])
        acts.append(Act(_("Decline"), decline, refuses=True))
    if tabled.may_take_back:
        back = reverse("proposal-take-back", args=[digest])
        acts.append(Act(_("Take it back"), back, refuses=True))
    return tuple(acts)


def _links(tabled: Tabled) -> tuple[Link, ...]:
    if tabled.old is None:
        return ()
    return (Link(_("The group"), reverse("group", args=[tabled.proposal.group.key])),)


def is_possible(tabled: Tabled, act: str) -> bool:
    """Whether the reader can still do this."""
    if act == TAKE_BACK:
        return tabled.may_take_back
    return act in {"sign", "decline"} and tabled.may_answer


def confirm_answer(tabled: Tabled, act: str) -> ConfirmPage:
    """The page before an answer: what it means, and who sees it."""
    name = {"number": tabled.new.number, "group": tabled.base.name}
    sentences = {
        "sign": _("Sign version %(number)d of “%(group)s”?") % name,
        "decline": _("Decline version %(number)d of “%(group)s”?") % name,
        TAKE_BACK: _("Take version %(number)d of “%(group)s” back?") % name,
    }
    buttons = {
        "sign": Act(_("Sign"), is_main=True, leaves_node=True),
        "decline": Act(_("Decline"), refuses=True, leaves_node=True),
        TAKE_BACK: Act(_("Take it back"), refuses=True),
    }
    others = tuple(seat.code for seat in tabled.base.members if seat.id != tabled.me.stix_id)
    digest = tabled.proposal.digest
    action = reverse("proposal-take-back", args=[digest])
    if act != TAKE_BACK:
        action = reverse("proposal-act", args=[digest, act])
    facts = (
        (fact(_("What changes"), *change_sentences(tabled.old, tabled.new)),)
        if act == "sign"
        else ()
    )
    return ConfirmPage(
        sentence=sentences[act],
        lede=_answer_lede(tabled, act),
        action=action,
        act=buttons[act],
        back=Link(_("Back without deciding"), reverse("proposal", args=[digest])),
        facts=facts,
        whos=_witnesses(others),
        whos_title=_("Who sees it"),
    )


def _witnesses(codes: tuple[str, ...]) -> tuple[Who, ...]:
    if not codes:
        return ()
    title = ngettext("sees your answer", "see your answer", len(codes))
    return (Who(codes, title, ngettext("sits in the group", "they sit in the group", len(codes))),)


def _is_last(tabled: Tabled) -> bool:
    """Whether with the reader's own signature it is enough: by the threshold, or by majority."""
    needed, me = tabled.needed, tabled.me.stix_id
    by_threshold = needed.count == 1 and me in needed.names
    return by_threshold or (needed.others_count == 1 and me in needed.others)


def _answer_lede(tabled: Tabled, act: str) -> str:
    if act == TAKE_BACK:
        return _("Nobody can sign it any more. That you proposed it stays in your journal.")
    if act == "decline":
        return _("The others see that you declined, and no reason.")
    if _is_last(tabled):
        return _("Your signature is the last one: it is in force at once, and you accept it.")
    return _("By signing you accept it: once it is in force, what you say is said under it.")
