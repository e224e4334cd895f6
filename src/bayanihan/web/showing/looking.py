"""What the pages of a release ask the rooms for, gathered before anything is drawn."""

from __future__ import annotations

from django.http import HttpRequest

from bayanihan.exchange.api import ExchangeFault, Intake, preview_intake
from bayanihan.gate.api import Door, Lane
from bayanihan.kernel.api import Refused
from bayanihan.membership.api import RELEASERS, Group, Person, pair_steps, roles_of
from bayanihan.web.asking import instant_of, person_of, reader_of
from bayanihan.web.showing.holders import Holders
from bayanihan.web.showing.receipts import Settled, head_in
from bayanihan.web.showing.release_words import Outlook
from bayanihan.web.showing.signers import signers_of
from bayanihan.web.showing.signing import Signing


def outlook_of(request: HttpRequest, intake: Intake) -> Outlook:
    """What a release would do now."""
    group, at = _group(intake), instant_of(request)
    holders = Holders([group], intake.member, at=at)
    steps = pair_steps(intake.member)
    return Outlook(intake, group, preview_intake(intake, at=at), holders, steps)


def signing_of(request: HttpRequest, intake: Intake) -> Signing:
    """Who prepared a release, and who may sign it; two queries."""
    person = person_of(request)
    preparer = Person.objects.filter(username=intake.brought_by).first()
    return Signing(
        prepared_by=preparer.display_name if preparer else intake.brought_by,
        person=person,
        may_release=bool(roles_of(person) & RELEASERS),
        signers=signers_of(intake.member),
    )


def settled_of(request: HttpRequest, intake: Intake) -> Settled:
    """What became of a file that was released."""
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
        holders=Holders([group], intake.member, at=at),
    )


def _group(intake: Intake) -> Group:
    if intake.group is None:
        raise Refused(ExchangeFault.NO_GROUP_CHOSEN)
    return intake.group
