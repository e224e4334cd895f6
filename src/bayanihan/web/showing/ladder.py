"""The ladder of a pair: where two members stand, what one of them proposes, what journals show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.gate.api import STEPS
from bayanihan.gate.api import Step as Rung
from bayanihan.membership.api import Charter, Group, Member, Proposal, proposed_text
from bayanihan.records.api import Direction, PairEvidence
from bayanihan.web.parts import pages_ladder as parts
from bayanihan.web.parts.clocks import duration
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.rows import Event
from bayanihan.web.parts.tells import Mood, Tell
from bayanihan.web.parts.voices import Act, Link, Said, Voice
from bayanihan.web.showing.words import step_words

LAST = max(STEPS).value


@dataclass(frozen=True, slots=True)
class Pair:
    """What one of two members knows of their ladder.

    ``group`` is their group of two, ``charters`` its versions (oldest first),
    ``proposal`` what is open between them, ``may_decide`` whether the reader may sign.
    ``declined`` is what one of the two declined last, while nothing has followed it.
    """

    me: Member
    other: Member
    group: Group | None
    charters: Sequence[Charter]
    proposal: Proposal | None
    evidence: PairEvidence
    may_decide: bool
    declined: Proposal | None = None

    @property
    def step(self) -> int | None:
        """The step on which the two stand; ``None`` without a charter."""
        return self.charters[-1].step if self.charters else None

    @property
    def proposed(self) -> int | None:
        """The step that is proposed, if what is open changes the step."""
        if self.proposal is None:
            return None
        step = proposed_text(self.proposal).step
        return None if step == self.step else step

    @property
    def is_mine(self) -> bool:
        """Whether the reader's own member made the open proposal."""
        return self.proposal is not None and self.proposal.by_id == self.me.pk


def ladder_page(pair: Pair) -> parts.LadderPage:
    """The page of one pair; no query."""
    return parts.LadderPage(
        sentence=_sentence(pair),
        lede=_(
            "Trust is built step by step. This node lets through what your step opens, no more."
        ),
        me=pair.me.code,
        other=pair.other.code,
        rungs=tuple(_rung(pair, step) for step in reversed(Rung)),
        evidence=evidence_rows(pair.evidence),
        evidence_note=_evidence_note(pair.evidence),
        history=tuple(_event(pair, at) for at in reversed(range(len(pair.charters)))),
        tells=tuple(_tells(pair)),
        acts=tuple(_acts(pair)),
        links=_links(pair),
    )


def _sentence(pair: Pair) -> str:
    who = {"member": pair.other.code}
    if pair.step is None:
        return _("You and %(member)s have not begun the ladder.") % who
    return _("You and %(member)s stand on %(step)s.") % {**who, "step": step_words(pair.step)}


def opens(step: Rung) -> tuple[str, ...]:
    """What a step opens between two members, in words."""
    return {
        Rung.KNOWN: (_("Being in each other's directory, answering contact checks."),),
        Rung.BLIND: (_("Private matching: which indicators both know, and no others."),),
        Rung.OPEN: (_("Threat records marked CLEAR or GREEN."),),
        Rung.CONFIDENTIAL: (
            _("Threat records up to AMBER."),
            _("Requests for assistance."),
        ),
        Rung.JOINT: (
            _("Threat records up to AMBER+STRICT; RED once named persons hold keys."),
            _("Joint incidents and joint measures."),
        ),
    }[step]


def _rung(pair: Pair, step: Rung) -> parts.RungRow:
    here = -1 if pair.step is None else pair.step
    place = "here" if step == here else "past" if step < here else "ahead"
    words = {
        "here": _("you are here"),
        "past": _("open"),
        "ahead": _("not yet"),
    }[place]
    if pair.proposed == step:
        who = _("you") if pair.is_mine else pair.other.code
        words = _("proposed by %(who)s") % {"who": who}
    return parts.RungRow(Step(step.value), place, opens(step), words)


def _tells(pair: Pair) -> list[Tell]:
    """What is open between the two, and for whom it waits; else what was declined last."""
    if pair.proposal is None:
        return [] if pair.declined is None else [_declined_tell(pair, pair.declined)]
    facts = {"member": pair.other.code, "step": step_words(pair.proposed or pair.step or 0)}
    if pair.group is None or pair.group.newest_id is None:
        return [_first_tell(pair, facts)]
    if pair.proposed is None:
        link = Link(_("Look at it"), reverse("proposal", args=[pair.proposal.digest]))
        text = _("It changes something else than the step.")
        return [Tell(_("A change of your charter waits"), text, Mood.SOON, (link,))]
    if pair.is_mine:
        title = _("You proposed %(step)s; it waits for %(member)s") % facts
        return [Tell(title, _("Nothing changes until both have signed."), Mood.SOON)]
    title = _("%(member)s proposes %(step)s") % facts
    return [Tell(title, _("Nothing changes unless you sign as well."), Mood.SOON)]


def _first_tell(pair: Pair, facts: dict[str, str]) -> Tell:
    if pair.is_mine:
        title = _("You asked %(member)s to begin; no answer yet") % facts
        return Tell(title, _("Only you two know of it."), Mood.SOON)
    title = _("%(member)s asks you to begin the ladder") % facts
    return Tell(title, _("Only you two know of it. To decline costs you nothing."), Mood.SOON)


def _declined_tell(pair: Pair, declined: Proposal) -> Tell:
    """Who declined what; it is told until something follows."""
    is_mine = declined.by_id == pair.me.pk
    facts = {"member": pair.other.code}
    step = proposed_text(declined).step
    if pair.step is None:
        # Who declined to begin is shown nothing any more.
        title = _("%(member)s declined to begin")
    elif step == pair.step:
        title = _("%(member)s declined a change") if is_mine else _("You declined a change")
    else:
        title = _("%(member)s declined %(step)s") if is_mine else _("You declined %(step)s")
        facts["step"] = step_words(step)
    return Tell(title % facts, _("Nothing has changed. Both of you can propose again."), Mood.SOON)


def _acts(pair: Pair) -> list[Act]:
    """What the reader can do now; each leads to a page that says what it means."""
    if not pair.may_decide:
        return []
    acts = _ways_up(pair) if pair.proposal is None else _answers(pair)
    if pair.step:
        # Trust can always be taken back alone, whatever is open.
        words = _("Step back to %(step)s") % {"step": step_words(pair.step - 1)}
        acts.append(_act("back", words, pair, refuses=True))
    return acts


def _ways_up(pair: Pair) -> list[Act]:
    if pair.step is None:
        return [_act("begin", _("Ask to begin at step 0"), pair, is_main=True)]
    if pair.step == LAST:
        return []
    words = _("Propose %(step)s") % {"step": step_words(pair.step + 1)}
    return [_act("up", words, pair, is_main=True)]


def _answers(pair: Pair) -> list[Act]:
    if pair.is_mine:
        return [_act("withdraw", _("Take the proposal back"), pair, refuses=True)]
    if pair.proposed is None and pair.step is not None:
        return []
    sign = _act("sign", _("Read and agree"), pair, is_main=True)
    return [sign, _act("decline", _("Decline"), pair, refuses=True)]


def _act(name: str, words: str, pair: Pair, *, is_main: bool = False, refuses: bool = False) -> Act:
    url = reverse("ladder-act", args=[pair.other.code, name])
    return Act(words, url, is_main=is_main, refuses=refuses)


def _links(pair: Pair) -> tuple[Link, ...]:
    if pair.group is None or pair.group.newest_id is None:
        return ()
    return (Link(_("Your group of two"), reverse("group", args=[pair.group.key])),)


def _event(pair: Pair, place: int) -> Event:
    """One version of the pair's charter as a line of its history."""
    row = pair.charters[place]
    before = pair.charters[place - 1].step if place else None
    if before is None:
        words = _("Begun at %(step)s")
    elif row.step > before:
        words = _("Up to %(step)s")
    elif row.step < before:
        words = _("Back to %(step)s")
    else:
        words = _("The charter changed; still %(step)s")
    said = Said(words % {"step": step_words(row.step)}, Voice.SYSTEM)
    version = _("version %(number)d") % {"number": row.number}
    return Event(row.at, "", said, note=version)


def evidence_rows(found: PairEvidence) -> tuple[parts.EvidenceRow, ...]:
    """The measures of an exchange, both ways."""
    given, taken = found.given, found.taken
    return (
        parts.EvidenceRow(
            _("Records that the other may read"), str(given.records), str(taken.records)
        ),
        parts.EvidenceRow(_("Of these, in the last 90 days"), str(given.lately), str(taken.lately)),
        parts.EvidenceRow(
            _("Last one said"),
            _("none so far"),
            _("none so far"),
            given_at=given.last_at,
            taken_at=taken.last_at,
        ),
        parts.EvidenceRow(
            _("Withdrawn, because no longer true"), str(given.corrected), str(taken.corrected)
        ),
        parts.EvidenceRow(
            _("Withdrawals and erasures that the other answered"),
            _answered(given),
            _answered(taken),
        ),
        parts.EvidenceRow(
            _("Time to accept a new charter"),
            _time(found.my_acceptance_time),
            _time(found.their_acceptance_time),
        ),
    )


def _answered(found: Direction) -> str:
    if not found.asked:
        return _("none asked")
    if not found.answered:
        return _("0 of %(asked)d") % {"asked": found.asked}
    words = _("%(answered)d of %(asked)d; half of them within %(time)s")
    return words % {
        "answered": found.answered,
        "asked": found.asked,
        "time": _time(found.answer_time),
    }


def _time(span: int | None) -> str:
    return _("none so far") if span is None else duration(span)


def _evidence_note(found: PairEvidence) -> str:
    if not found.groups:
        return _("Counted in real groups of few that both sit in; you share none yet.")
    groups = ngettext("%(count)d group", "%(count)d groups", found.groups)
    words = _(
        "Counted in %(groups)s of few that both sit in; what is said to a whole region counts for "
        "nothing here, and neither does an exercise."
    )
    return words % {"groups": groups % {"count": found.groups}}
