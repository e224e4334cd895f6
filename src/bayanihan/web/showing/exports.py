"""Taking records out: what a file would hold, said before it is made."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bayanihan.membership.api import Group, Member
from bayanihan.web.parts.fields import Choice, Field, FieldKind, summary_of
from bayanihan.web.parts.pages_check import ExportPage
from bayanihan.web.parts.rows import Fact, fact
from bayanihan.web.parts.voices import Act
from bayanihan.web.showing.filters import Asked
from bayanihan.web.showing.markings import Levels, level_facts, records_words

Forms = Mapping[str, tuple[Promise, Promise]]

GROUP_FORMS: Forms = {
    "package": (
        gettext_lazy("Package with proof"),
        gettext_lazy(
            "Every version, with what proves it. Anybody can verify it without this node."
        ),
    ),
    "stix": (
        gettext_lazy("Plain STIX 2.1 bundle"),
        gettext_lazy("The latest version of every object, for any STIX tool. It proves nothing."),
    ),
}
LIST_FORMS: Forms = {
    "csv": (
        gettext_lazy("Table (CSV)"),
        gettext_lazy("For people: one line per record, values defanged, marking on every line."),
    ),
    "json": (
        gettext_lazy("Records (JSON)"),
        gettext_lazy("For programs: values as they are, not defanged, marking on every record."),
    ),
}


def group_export_page(
    group: Group,
    me: Member,
    levels: Levels,
    latest: Levels,
    *,
    name_of_file: str,
    wrong: str = "",
) -> ExportPage:
    """What the two files of a group would hold for this member."""
    name = group.newest.name if group.newest else group.key
    fields = (_form_field(GROUP_FORMS, wrong),)
    return ExportPage(
        sentence=_("Export records of %(group)s.") % {"group": name},
        lede=_("The gate applies: the file holds what your member may have, with its markings."),
        action=reverse("group-export", args=[group.key]),
        fields=fields,
        act=_make(me),
        facts=(*level_facts(levels), _latest(latest)),
        command=f"bayanihan verify {name_of_file}",
        summary=summary_of(fields),
    )


def list_export_page(asked: Asked, me: Member, levels: Levels, *, wrong: str = "") -> ExportPage:
    """What the filtered list would hold as a file."""
    query = urlencode({name: text for name, text in asked.typed.items() if text})
    action = reverse("exchange-export")
    fields = (_form_field(LIST_FORMS, wrong),)
    return ExportPage(
        sentence=_("Export this list as a file."),
        lede=_("The same records that the list shows with these filters, oldest first."),
        action=f"{action}?{query}" if query else action,
        fields=fields,
        act=_make(me),
        facts=level_facts(levels),
        summary=summary_of(fields),
    )


def _make(me: Member) -> Act:
    return Act(_("Make the file for %(member)s") % {"member": me.code}, is_main=True)


def _form_field(forms: Forms, wrong: str) -> Field:
    first = next(iter(forms))
    return Field(
        "form",
        _("As which file?"),
        FieldKind.RADIO,
        choices=tuple(
            Choice(value, str(label), str(hint), is_chosen=value == first)
            for value, (label, hint) in forms.items()
        ),
        errors=(wrong,) if wrong else (),
        is_required=True,
    )


def _latest(latest: Levels) -> Fact:
    words = records_words(sum(latest.values()))
    return fact(_("In the plain bundle"), _("%(records)s, latest versions") % {"records": words})


def no_such_form() -> str:
    """The mistake of a form that asks for a file that is not made here."""
    return _("Choose one of the files below.")
