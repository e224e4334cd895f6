"""What a person is asked before an act on the ladder: in words, with who learns of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from bayanihan.gate.api import STEPS
from bayanihan.gate.api import Step as Rung
from bayanihan.membership.api import charter_text
from bayanihan.web.parts.marking import Step
from bayanihan.web.parts.pages_confirm import ConfirmPage
from bayanihan.web.parts.rows import Fact, Line, Who, fact
from bayanihan.web.parts.voices import Act, Link
from bayanihan.web.showing.ladder import LAST, Pair, opens
from bayanihan.web.showing.words import step_words


def is_possible(pair: Pair, act: str) -> bool:
    """Whether the act makes sense as things stand: what a stale page offers may not."""
    waits_for_me = pair.proposal is not None and not pair.is_mine
    return {
        "begin": pair.step is None and pair.proposal is None,
        "up": pair.proposal is None and pair.step is not None and pair.step < LAST,
        "back": bool(pair.step),
        "sign": waits_for_me,
        "decline": waits_for_me,
        "withdraw": pair.is_mine,
    }.get(act, False)


def seen_of(pair: Pair) -> str:
    """What the reader has before them: when it has changed, an act is asked for anew."""
    if pair.proposal is not None:
        return pair.proposal.digest
    return charter_text(pair.charters[-1]).digest.hex() if pair.charters else ""


def confirm_page(pair: Pair, act: str) -> ConfirmPage:
    """The page before one act; the act is possible."""
    return _PAGES[act](pair)


def _page(
    pair: Pair, act: str, sentence: str, lede: str, button: Act, facts: tuple[Fact, ...]
) -> ConfirmPage:
    code = pair.other.code
    return ConfirmPage(
        sentence=sentence,
        lede=lede,
        action=reverse("ladder-act", args=[code, act]),
        act=button,
        back=Link(_("Back without deciding"), reverse("ladder", args=[code])),
        facts=facts,
        whos=(Who((code,), pair.other.name, _("the only one who learns of it")),),
        whos_title=_("Who learns of it"),
        hidden=(("seen", seen_of(pair)),),
    )


def _names(pair: Pair, step: int = 0) -> Mapping[str, str]:
    return {"member": pair.other.code, "step": step_words(step)}


def _begin(pair: Pair) -> ConfirmPage:
    facts = (
        fact(_("What leaves"), _("A charter that names you two, signed by your member.")),
        fact(_("What it opens"), *opens(Rung.KNOWN)),
    )
    return _page(
        pair,
        "begin",
        _("Ask %(member)s to begin the ladder with you?") % _names(pair),
        _("The ladder begins when both have signed."),
        Act(_("Sign and ask"), is_main=True, leaves_node=True),
        facts,
    )


def _opening(step: int) -> tuple[Fact, ...]:
    return (
        fact(_("What it opens"), *opens(Rung(step))),
        fact(_("Highest marking from then on"), _ceiling(step)),
        fact(_("What was said before"), _("Stays as it is, for who may read it now.")),
    )


def _ceiling(step: int) -> Line:
    top = STEPS[Rung(step)]
    return Line(_("no records")) if top is None else Line(tlp=top.label)


def _up(pair: Pair) -> ConfirmPage:
    step = (pair.step or 0) + 1
    return _page(
        pair,
        "up",
        _("Propose %(step)s to %(member)s?") % _names(pair, step),
        _("Nothing changes until %(member)s has signed as well.") % _names(pair),
        Act(_("Sign and propose"), is_main=True, leaves_node=True),
        _opening(step),
    )


def _sign(pair: Pair) -> ConfirmPage:
    step = pair.proposed or pair.step or 0
    return _page(
        pair,
        "sign",
        _("Agree to %(step)s with %(member)s?") % _names(pair, step),
        _("Your signature is the second one: it is in force at once."),
        Act(_("Sign"), is_main=True, leaves_node=True),
        (fact(_("Step"), Line(step=Step(step)), Line(Step(step).words)), *_opening(step)),
    )


def _decline(pair: Pair) -> ConfirmPage:
    return _page(
        pair,
        "decline",
        _("Decline what %(member)s proposes?") % _names(pair),
        _("Everything stays as it is. %(member)s sees that you declined, and no reason.")
        % _names(pair),
        Act(_("Decline"), refuses=True),
        (),
    )


def _withdraw(pair: Pair) -> ConfirmPage:
    return _page(
        pair,
        "withdraw",
        _("Take back what you proposed to %(member)s?") % _names(pair),
        _("%(member)s can sign it no more. That you proposed it stays in your journal.")
        % _names(pair),
        Act(_("Take it back"), refuses=True),
        (),
    )


def _back(pair: Pair) -> ConfirmPage:
    step = (pair.step or 0) - 1
    facts = (
        fact(_("Highest marking from then on"), _ceiling(step)),
        fact(
            _("What was said before"),
            _("Stays with whoever could read it: nobody can be made to forget by a step back."),
        ),
        fact(_("To undo it"), _("Both have to sign the step up again.")),
    )
    return _page(
        pair,
        "back",
        _("Step back to %(step)s with %(member)s?") % _names(pair, step),
        _("Your signature alone is enough: it is in force at once."),
        Act(_("Sign and step back"), refuses=True, leaves_node=True),
        facts,
    )


_PAGES: Final[Mapping[str, Callable[[Pair], ConfirmPage]]] = {
    "begin": _begin,
    "up": _up,
    "sign": _sign,
    "decline": _decline,
    "withdraw": _withdraw,
    "back": _back,
}
