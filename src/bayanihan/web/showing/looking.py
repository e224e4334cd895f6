"""What the pages of a release ask the rooms for, gathered before anything is drawn."""

from __future__ import annotations

from django.http import HttpRequest

from bayanihan.exchange.api import ExchangeFault, Intake, agreement_of, preview_intake
from bayanihan.gate.api import Door, Lane
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import RELEASERS, Group, pair_steps, roles_of
from bayanihan.web.asking import instant_of, person_of, reader_of
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.receipts import Settled, head_in
from bayanihan.web.showing.release_words import Outlook
from bayanihan.web.showing.signers import people_of
from bayanihan.web.showing.signing import Signing


def outlook_of(request: HttpRequest, intake: Intake) -> Outlook:
    """What a release would do now."""
    group, at = _group(intake), instant_of(request)
    holders = Holders([group], intake.member, at=at)
    steps = pair_steps(intake.member)
    return Outlook(intake, group, preview_intake(intake, at=at), holders, steps)


def signing_of(request: HttpRequest, outlook: Outlook) -> Signing:
    """Who prepared a release, who agreed to it already, and who may sign it; a few queries."""
    person, intake = person_of(request), outlook.intake
    people = people_of(intake.member)
    return Signing(
        prepared_by=people.names.get(intake.brought_by, intake.brought_by),
        person=person,
        may_release=bool(roles_of(person) & RELEASERS),
        signers=people.signers,
        needs_second=outlook.preview.needs_second,
        agreed_by=people.names.get(intake.agreed_by, intake.agreed_by),
        first=agreement_of(intake, outlook.preview.seal),
    )


def settled_of(request: HttpRequest, intake: Intake) -> Settled:
    """What became of a file that was released; what may be read later is drawn as it will be."""
    group, at = _group(intake), instant_of(request)
    outcome = intake.outcome or {}
    lane = Lane.EXERCISE if group.newest and group.newest.exercise else Lane.REAL
    first = outcome.get("first")
    reader = reader_of(request, door=Door.PAGE, lane=lane)
    return Settled(
        intake=intake,
        group=group,
        outcome=outcome,
        first=None if first is None else reader.at_seq(first),
        head=head_in(outcome.get("note", ""), intake.member),
        holders=Holders([group], intake.member, at=max(at, intake.not_before or 0)),
        at=at,
    )


def _group(intake: Intake) -> Group:
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    return intake.group
