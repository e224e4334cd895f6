"""What people look for in an object, and what they call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bayanihan.stix.forms import Value
from bayanihan.stix.kinds import STIX_TYPES, Kind
from bayanihan.stix.patterns import comparisons

# Properties besides ``value`` by which an observable is known.
_PATHS: Mapping[str, tuple[str, ...]] = {
    "artifact": ("url",),
    "autonomous-system": ("number", "name"),
    "directory": ("path",),
    "email-message": ("subject", "message_id"),
    "file": ("name",),
    "mutex": ("name",),
    "process": ("command_line",),
    "software": ("name", "cpe"),
    "user-account": ("account_login", "user_id", "display_name"),
    "windows-registry-key": ("key",),
    "x509-certificate": ("serial_number", "subject"),
}
# RFC 3986, section 3.2: what stands between user information and port or path.
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@\s]*@)?(\[[^\]\s]*\]|[^/?#:\s]*)", re.IGNORECASE)
_SHOWN = 200
_TITLE_KEYS = (
    "name",
    "value",
    "abstract",
    "relationship_type",
    "opinion",
    "context",
    "path",
    "key",
    "subject",
    "display_name",
    "account_login",
    "command_line",
    "product",
    "url",
    "content",
    "explanation",
    "description",
)


def searchable(body: Mapping[str, Any]) -> tuple[Value, ...]:
    """The values an object is found by, each once, in order.

    Values and hashes of observables, texts in the pattern of an indicator,
    identifiers in external references (CVE, ATT&CK), names, aliases and the abstract
    of a note. Texts as written; compare them folded (``fold``).
    """
    return tuple(dict.fromkeys(_values(body)))


def fold(text: str) -> str:
    """One spelling for comparing values: without case, outer spaces and a final dot."""
    return text.strip().rstrip(".").casefold()


def host_of(text: str) -> str:
    """The host in a web address, without brackets, port and final dot; empty in any other text."""
    found = _HOST.match(text)
    return found[1].strip("[]").rstrip(".") if found else ""


def _values(body: Mapping[str, Any]) -> Iterator[Value]:
    name = body.get("type")
    if not isinstance(name, str):
        return
    if name == "indicator":
        yield from _pattern_values(body)
    elif STIX_TYPES.get(name, Kind.SCO) is Kind.SCO:
        yield from _observable_values(name, body)
    elif name == "observed-data":
        yield from _observed_values(body)
    if STIX_TYPES.get(name) is not Kind.SCO:
        named = (body.get("name"), body.get("abstract"), *_list(body.get("aliases")))
        yield from _texts("name", named)
    yield from _external_ids(body)


def _pattern_values(body: Mapping[str, Any]) -> Iterator[Value]:
    pattern = body.get("pattern")
    if isinstance(pattern, str) and body.get("pattern_type", "stix") == "stix":
        for one in comparisons(pattern):
            kind = one.type if one.path == "value" else f"{one.type}:{one.path}"
            yield from (Value(kind, text) for text in one.texts if text.strip())


def _observable_values(name: str, body: Mapping[str, Any]) -> Iterator[Value]:
    yield from _texts(name, (body.get("value"),))
    for path in _PATHS.get(name, ()):
        yield from _texts(f"{name}:{path}", (body.get(path),))
    hashes = body.get("hashes")
    if isinstance(hashes, dict):
        for algorithm, text in hashes.items():
            yield from _texts(f"{name}:hashes.{algorithm}", (text,))


def _observed_values(body: Mapping[str, Any]) -> Iterator[Value]:
    """The deprecated container inside observed-data (section 4.14)."""
    objects = body.get("objects")
    for inner in objects.values() if isinstance(objects, dict) else ():
        if isinstance(inner, dict) and isinstance(inner.get("type"), str):
            yield from _observable_values(inner["type"], inner)


def _external_ids(body: Mapping[str, Any]) -> Iterator[Value]:
    for one in _list(body.get("external_references")):
        if isinstance(one, dict):
            yield from _texts("external-id", (one.get("external_id"),))


def _texts(kind: str, texts: tuple[object, ...]) -> Iterator[Value]:
    for text in texts:
        if isinstance(text, str) and text.strip():
            yield Value(kind, text)
        elif type(text) is int:
            yield Value(kind, str(text))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def title(body: Mapping[str, Any]) -> str:
    """What a person calls the object: its name, value or first searched value, in one line.

    Never empty: at the end its type, or ``object``. At most 200 characters.
    """
    for candidate in _titles(body):
        line = " ".join(candidate.split())
        if line:
            return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
    return "object"


def _titles(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("type") == "indicator" and not body.get("name"):
        yield from (value.text for value in _pattern_values(body))
    for key in _TITLE_KEYS:
        text = body.get(key)
        if isinstance(text, str):
            yield text
    yield from (value.text for value in searchable(body))
    for key in ("pattern", "type", "id"):
        text = body.get(key)
        if isinstance(text, str):
            yield text
