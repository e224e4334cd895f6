"""Rebuilding the rooms' tables from records, room by room, while pages are served."""

from __future__ import annotations

from bayanihan.kernel.api import Absent
from bayanihan.ops.archive_form import ArchiveFault
from bayanihan.ops.commands import DONE, say, say_json
from bayanihan.ops.words import count_words
from bayanihan.records.api import folds_of_room, known_folds, rebuild


def rebuild_rows(room: str | None, *, as_json: bool) -> int:
    """Compute the rows of one room, or of all, anew; the old ones are served meanwhile."""
    folds = known_folds() if room is None else folds_of_room(room)
    if room is not None and not folds:
        raise Absent(ArchiveFault.UNKNOWN_ROOM, facts={"room": room})
    for fold in folds:
        done = rebuild(fold)
        if as_json:
            say_json({"fold": fold.name, "records": done.records, "subjects": done.subjects})
        else:
            said = count_words(done.subjects, "subject")
            say(f"{fold.name}: {said} from {count_words(done.records, 'record')}")
    if not folds and not as_json:
        say("no room of this program has tables that are computed from records")
    return DONE
