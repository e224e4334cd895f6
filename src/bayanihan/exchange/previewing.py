"""The preview before a release: what was read, what would happen, who exactly would get it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bayanihan.exchange.files import Reading
from bayanihan.gate.api import (
    CreatorKind,
    HandlingClass,
    Preview,
    Terms,
    Tlp,
    recipients,
)
from bayanihan.kernel.api import content_digest, to_text
from bayanihan.membership.api import Member
from bayanihan.records.api import (
    Bringing,
    Outcome,
    Publication,
    Stated,
    preview,
    publication_for,
)


@dataclass(frozen=True, slots=True)
class LevelPreview:
    """Who gets and who does not get what is handled at one TLP level."""

    tlp: Tlp
    objects: int
    preview: Preview


@dataclass(frozen=True, slots=True)
class Standing:
    """Under which charter version it would be said, and whom that concerns.

    ``charter`` is the version that the publisher accepted last, ``newest`` the one in
    force. ``left`` get it although they left since, ``joined`` do not get it
    although they sit in the newest version. Identity ids.
    """

    charter: int
    newest: int
    left: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()

    @property
    def is_behind(self) -> bool:
        """Whether a newer version waits for the publisher's acceptance."""
        return self.charter < self.newest


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """Everything that a person has to see before something leaves.

    ``seal`` changes when anything in the preview changes; a release names the
    seal of the preview that was looked at. ``needs_second``: the member's own rule
    asks for a second person.
    """

    reading: Reading
    outcome: Outcome
    levels: tuple[LevelPreview, ...]
    seal: str
    standing: Standing
    needs_second: bool = False

    @property
    def receivers(self) -> tuple[str, ...]:
        """Identity ids of all who would get at least one object, in the given order."""
        return _getting(self.levels)


def preview_release(
    reading: Reading, bringing: Bringing, candidates: Iterable[Member], *, at: int
) -> ReleasePreview:
    """Look at a file as ``publish`` would, and ask the gate about every member it may concern."""
    outcome = preview(reading.units, bringing, at=at)
    publication = publication_for(bringing, at=at)
    ids = [member.stix_id for member in candidates]
    levels = tuple(
        LevelPreview(
            level,
            outcome.levels[level.label],
            getting(publication, bringing.stated, level, ids, at=at),
        )
        for level in Tlp
        if outcome.levels.get(level.label)
    )
    standing = _standing(publication, _getting(levels))
    needed_from = second_person_from(bringing.member)
    return ReleasePreview(
        reading=reading,
        outcome=outcome,
        levels=levels,
        seal=_seal(reading, bringing, outcome, levels, standing),
        standing=standing,
        needs_second=needed_from is not None and any(one.tlp >= needed_from for one in levels),
    )


def second_person_from(member: Member) -> Tlp | None:
    """From which TLP on a member's own rule asks for a second person; ``None``: never."""
    return Tlp.from_label(member.four_eyes_from) if member.four_eyes_from else None


def handling_at(publication: Publication, stated: Stated, tlp: Tlp) -> HandlingClass:
    """The handling of what would be said at one TLP."""
    return HandlingClass(
        group=publication.facts.id,
        publisher=publication.publisher,
        charter=publication.charter,
        audience=stated.audience,
        tlp=tlp,
        pap=stated.pap,
        exercise=publication.facts.exercise,
        terms=Terms(stated.not_before, stated.until, stated.keep_until),
        creator=CreatorKind.MARKED,
    )


def getting(
    publication: Publication, stated: Stated, tlp: Tlp, ids: Iterable[str], *, at: int
) -> Preview:
    """Who of these would get what is said at one TLP: at once, or when its terms begin."""
    handling, facts = handling_at(publication, stated, tlp), publication.facts
    known = list(ids)
    now = recipients(handling, facts, known, at)
    begins = stated.not_before
    if begins is None or begins <= at or not now.release.allowed:
        return now
    # How long it is kept is asked today, not then.
    then = replace(handling, terms=Terms(begins, stated.until))
    return replace(recipients(then, facts, known, begins), release=now.release)


def _getting(levels: Iterable[LevelPreview]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for level in levels for one, _why in level.preview.will))


def _standing(publication: Publication, getting: tuple[str, ...]) -> Standing:
    facts = publication.facts
    newest = facts.newest or publication.charter
    before = facts.charters.get(publication.charter, {})
    return Standing(
        charter=publication.charter,
        newest=newest,
        left=tuple(one for one in getting if one not in facts.current),
        joined=tuple(sorted(facts.current.keys() - before.keys() - set(getting))),
    )


def _seal(
    reading: Reading,
    bringing: Bringing,
    outcome: Outcome,
    levels: Iterable[LevelPreview],
    standing: Standing,
) -> str:
    """A digest over what the person sees: file, handling, counts, who gets what and why."""
    stated = bringing.stated
    return content_digest(
        {
            "file": reading.digest,
            "counts": [outcome.read, outcome.accepted, outcome.duplicates],
            "handling": [
                "" if stated.pap is None else stated.pap.label,
                None if stated.audience is None else sorted(stated.audience),
                [
                    None if one is None else to_text(one)
                    for one in (stated.not_before, stated.until, stated.keep_until)
                ],
            ],
            "charter": [standing.charter, standing.newest, [*standing.left], [*standing.joined]],
            "four_eyes": bringing.member.four_eyes_from,
            "levels": [
                [
                    level.tlp.label,
                    level.objects,
                    [[one, *decision.reasons] for one, decision in level.preview.will],
                    [[one, *decision.reasons] for one, decision in level.preview.will_not],
                    [*level.preview.lower_step],
                ]
                for level in levels
            ],
        }
    ).hex()
