"""The preview before a release: what was read, what would happen, who exactly would get it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayanihan.exchange.files import Reading
from bayanihan.gate.api import (
    CreatorKind,
    HandlingClass,
    Preview,
    Terms,
    Tlp,
    recipients,
)
from bayanihan.kernel.api import content_digest
from bayanihan.membership.api import Member
from bayanihan.records.api import Bringing, Outcome, preview, publication_for


@dataclass(frozen=True, slots=True)
class LevelPreview:
    """Who gets and who does not get what is handled at one TLP level."""

    tlp: Tlp
    objects: int
    preview: Preview


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """Everything that a person has to see before something leaves.

    ``seal`` changes when anything in the preview changes; a release names the
    seal of the preview that was looked at.
    """

    reading: Reading
    outcome: Outcome
    levels: tuple[LevelPreview, ...]
    seal: str

    @property
    def receivers(self) -> tuple[str, ...]:
        """Identity ids of all who would get at least one object, in the given order."""
        seen = dict.fromkeys(
            member for level in self.levels for member, _decision in level.preview.will
        )
        return tuple(seen)


def preview_release(
    reading: Reading, bringing: Bringing, candidates: Iterable[Member], *, at: int
) -> ReleasePreview:
    """Look at a file as ``publish`` would, and ask the gate about every member it may concern."""
    outcome = preview(reading.units, bringing, at=at)
    publication = publication_for(bringing, at=at)
    ids = [member.stix_id for member in candidates]
    levels = []
    for level in Tlp:
        count = outcome.levels.get(level.label, 0)
        if not count:
            continue
        handling = HandlingClass(
            group=publication.facts.id,
            publisher=publication.publisher,
            charter=publication.charter,
            audience=publication.stated.audience,
            tlp=level,
            pap=publication.stated.pap,
            exercise=publication.facts.exercise,
            terms=Terms(not_before=publication.stated.not_before, until=publication.stated.until),
            creator=CreatorKind.MARKED,
        )
        levels.append(LevelPreview(level, count, recipients(handling, publication.facts, ids, at)))
    return ReleasePreview(reading, outcome, tuple(levels), _seal(reading, outcome, levels))


def _seal(reading: Reading, outcome: Outcome, levels: list[LevelPreview]) -> str:
    """A digest over what the person sees: file, counts, who gets what and why."""
    return content_digest(
        {
            "file": reading.digest,
            "counts": [outcome.read, outcome.accepted, outcome.duplicates],
            "levels": [
                [
                    level.tlp.label,
                    level.objects,
                    [[one, *decision.reasons] for one, decision in level.preview.will],
                    [[one, *decision.reasons] for one, decision in level.preview.will_not],
                ]
                for level in levels
            ],
        }
    ).hex()
