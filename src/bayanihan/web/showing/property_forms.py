"""How a property's value is written out: instants, hashes, phases, sources, words, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bayanihan.kernel.api import Malformed, to_instant
from bayanihan.web.parts.rows import Line
from bayanihan.web.parts.voices import Voice
from bayanihan.web.showing.property_tables import INSTANTS, MEMBER_WORDS, VOCABULARY
from bayanihan.web.showing.titles import defanged, in_prose, spoken

_MOST_LINES: Final = 40
_MOST_TEXT: Final = 2000


def lines_of(name: str, value: Any) -> tuple[Line, ...]:  # noqa: ANN401  # any JSON
    """A value as the lines of a fact. Total: what fits no form is written as JSON."""
    lines = tuple(_first(_lines(name, value)))
    return lines or (Line(_("empty")),)


def _first(lines: Iterator[Line]) -> Iterator[Line]:
    """At most so many lines that a page stays readable; the rest is counted."""
    left = 0
    for number, line in enumerate(lines):
        if number < _MOST_LINES:
            yield line
        else:
            left += 1
    if left:
        yield Line(ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left})


def _lines(name: str, value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    form = _FORMS.get(name)
    if form is not None:
        yield from form(value)
    elif name in VOCABULARY and _is_words(value):
        items = value if isinstance(value, list) else [value]
        yield Line(", ".join(spoken(item) for item in items))
    elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        yield from (_plain(name, one) for one in value)
    else:
        yield _plain(name, value)


def _is_words(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, str) for item in items)


def _plain(name: str, value: Any) -> Line:  # noqa: ANN401  # any JSON
    """One value in its voice."""
    if isinstance(value, bool):
        return Line(_("yes") if value else _("no"))
    if isinstance(value, int | float):
        return Line(str(value), Voice.MACHINE)
    if not isinstance(value, str):
        return Line(_cut(_json(value)), Voice.MACHINE)
    if name in INSTANTS:
        return _instant(value)
    if name in MEMBER_WORDS:
        return Line(_cut(in_prose(value)), Voice.MEMBER)
    return Line(_cut(defanged(value)), Voice.MACHINE)


def _instant(text: str) -> Line:
    try:
        return Line(at=to_instant(text))
    except Malformed:
        return Line(_cut(text), Voice.MACHINE)


def _json(value: object) -> str:
    return in_prose(msgspec.json.encode(value).decode())


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT] + "…"


def _confidence(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    """The number with its word (STIX 2.1, appendix A, none / low / medium / high)."""
    if not isinstance(value, int):
        yield _plain("confidence", value)
        return
    words = {0: _("none"), 1: _("low"), 2: _("medium"), 3: _("high")}
    step = 0 if value <= 0 else 1 if value < 30 else 2 if value < 70 else 3  # noqa: PLR2004  # scale
    yield Line(_("%(number)d of 100, %(word)s") % {"number": value, "word": words[step]})


def _hashes(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    if not isinstance(value, dict):
        yield _plain("hashes", value)
        return
    for algorithm, text in value.items():
        yield Line(f"{algorithm} {text}", Voice.MACHINE)


def _phases(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            chain, phase = one.get("kill_chain_name", ""), one.get("phase_name", "")
            yield Line(f"{chain} / {phase}", Voice.MACHINE)
        else:
            yield _plain("kill_chain_phases", one)


def _sources(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    """External references: name, number, what it is; the address is text, never a link."""
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            yield _plain("external_references", one)
            continue
        name = str(one.get("source_name", ""))
        number = str(one.get("external_id", ""))
        said = str(one.get("description", ""))
        yield Line(in_prose(_cut(": ".join(filter(None, (f"{name} {number}".strip(), said))))))
        if isinstance(one.get("url"), str):
            yield Line(_cut(defanged(one["url"])), Voice.MACHINE)


def _rows(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    """A dictionary or a list of them: one line an entry."""
    if isinstance(value, dict):
        for key, one in value.items():
            text = one if isinstance(one, str) else _json(one)
            yield Line(_cut(f"{key}: {in_prose(text)}"), Voice.MACHINE)
    elif isinstance(value, list):
        yield from (Line(_cut(_json(one)), Voice.MACHINE) for one in value)
    else:
        yield _plain("", value)


def _long(value: Any) -> Iterator[Line]:  # noqa: ANN401  # any JSON
    """Encoded content: its length says more than its letters."""
    text = value if isinstance(value, str) else _json(value)
    words = ngettext(
        "%(count)d character, in the file", "%(count)d characters, in the file", len(text)
    )
    yield Line(words % {"count": len(text)})


_FORMS: Final[Mapping[str, Callable[[Any], Iterator[Line]]]] = MappingProxyType(
    {
        "confidence": _confidence,
        "hashes": _hashes,
        "kill_chain_phases": _phases,
        "external_references": _sources,
        "payload_bin": _long,
        "contents": _rows,
        "definition": _rows,
        "extensions": _rows,
        "environment_variables": _rows,
        "additional_header_fields": _rows,
        "x509_v3_extensions": _rows,
        "ipfix": _rows,
        "objects": _rows,
        "values": _rows,
        "body_multipart": _rows,
        "granular_markings": _rows,
    }
)
