"""Objects that cannot be shared, as rows: where each stands, and why it stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.exchange.api import ReleasePreview
from bayanihan.kernel.api import Malformed
from bayanihan.records.api import Rejection
from bayanihan.stix.api import Broken, Slice, read
from bayanihan.web.parts.pages_release import Misread
from bayanihan.web.sentences import say_code
from bayanihan.web.showing.refusals import refusal, refusal_code
from bayanihan.web.showing.review_rows import is_unmarked

_MOST: Final = 50


def misread_rows(preview: ReleasePreview, *, with_unmarked: bool = False) -> tuple[Misread, ...]:
    """The first of what cannot be shared; what only lacks a handling is left out or not."""
    rejections = preview.outcome.rejections
    refused = [one for one in rejections if with_unmarked or not is_unmarked(one)]
    return tuple(_rejected(one) for one in refused[:_MOST])


def _rejected(rejection: Rejection) -> Misread:
    why = rejection.whys[0]
    more = len(rejection.whys) - 1
    said = refusal(why.code, why.detail)
    if more:
        said += " " + ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
    return Misread(
        number=rejection.position + 1,
        name=rejection.object_id or rejection.type or _("no object"),
        where=why.where or _("byte %(start)d") % {"start": rejection.start},
        why=said,
        code=refusal_code(why.code, why.detail),
    )


def unread_rows(units: Sequence[Slice | Broken]) -> tuple[Misread, ...]:
    """The first units of a file of which none can be read."""
    return tuple(_unread(unit) for unit in units[:_MOST])


def _unread(unit: Slice | Broken) -> Misread:
    code, where, detail = _fault(unit)
    return Misread(
        number=unit.index + 1,
        name=_("no object"),
        where=where or _("byte %(start)d") % {"start": unit.start},
        why=say_code(code, detail),
        code=code,
    )


def _fault(unit: Slice | Broken) -> tuple[str, str, str]:
    """Code, place and detail of what is wrong with a unit."""
    if isinstance(unit, Broken):
        return unit.fault.code.value, unit.fault.where, unit.fault.detail
    try:
        read(unit.raw)
    except Malformed as error:
        return error.code.value, error.where, str(error.facts.get("detail", ""))
    return "", "", ""
