"""Why an object is held back, where only code and detail of the reason were kept.

The gate's own sentences name labels and versions; a kept reason holds none of
them, so those reasons are said here without.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from bayanihan.gate.api import Reason
from bayanihan.records.api import RecordFault
from bayanihan.web.sentences import say_code


def refusal(code: str, detail: str) -> str:
    """One sentence on why something is held back, and what to do."""
    if code != RecordFault.GATE_REFUSES.value:
        return say_code(code, detail)
    return _bare().get(detail) or say_code(code, detail)


def refusal_code(code: str, detail: str) -> str:
    """The machine's reason: the gate's own code where the gate refused."""
    return detail if code == RecordFault.GATE_REFUSES.value and detail else code


def _bare() -> dict[str, str]:
    return {
        Reason.ABOVE_CEILING.value: _(
            "It is above what the group carries. Choose a group with a higher step."
        ),
        Reason.ABOVE_KIND_SCOPE.value: _("It is above what your kind of member handles."),
        Reason.NEEDS_SECOND_PERSON.value: _(
            "Your member asks for a second person here. Ask a colleague to agree."
        ),
        Reason.UNKNOWN_CHARTER.value: _(
            "The group's charter is not known here. Fetch the charter first."
        ),
        Reason.TERMS_ENDED.value: _("It could be read until a time that is past."),
    }
