"""OASIS's own JSON Schemas of STIX 2.1, as shipped in the stix2-validator package.

Only the files are read; the package itself is never imported (it takes a second).
Each type is compiled at its first object, with regular expressions in linear time
and without any network. Where a schema contradicts the specification it is
amended; each amendment names its section.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import jsonschema_rs

from bayanihan.kernel.api import Misconfigured
from bayanihan.stix.faults import Fault, StixFault, pointer
from bayanihan.stix.kinds import STIX_TYPES, Kind
from bayanihan.stix.schema_amendments import Schema, amended

_BASE = "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/"
_FOLDERS = {Kind.SDO: "sdos", Kind.SRO: "sros", Kind.SCO: "observables", Kind.META: "common"}
_MOST = 8
_DETAIL = 200


def schema_faults(name: str, kind: Kind, body: object) -> tuple[Fault, ...]:
    """What the schema of a type says against an object; of an unknown type, the core schema."""
    validator = _validator(_path(name, kind))
    try:
        if validator.is_valid(body):
            return ()
        errors = validator.iter_errors(body)
        return tuple(_fault(error) for error, _ in zip(errors, range(_MOST), strict=False))
    except (ValueError, TypeError, OverflowError) as error:
        return (Fault(StixFault.SCHEMA, "", f"no JSON content: {error}"[:_DETAIL]),)


def _path(name: str, kind: Kind) -> str:
    if name in STIX_TYPES:
        return f"{_FOLDERS[STIX_TYPES[name]]}/{name}.json"
    core = "cyber-observable-core" if kind is Kind.SCO else "core"
    return f"common/{core}.json"


def _fault(error: jsonschema_rs.ValidationError) -> Fault:
    code = StixFault.HASH if "hashes" in error.instance_path else StixFault.SCHEMA
    return Fault(code, pointer(*error.instance_path), error.message[:_DETAIL])


@lru_cache(maxsize=64)
def _validator(path: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": _BASE + path},
        retriever=_retrieve,
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def _retrieve(uri: str) -> Schema:
    _, _, path = uri.partition("/schemas/")
    return _document(path)


@lru_cache(maxsize=128)
def _document(path: str) -> Schema:
    text = (_folder() / path).read_text(encoding="utf-8")
    return amended(path, json.loads(text))


@lru_cache(maxsize=1)
def _folder() -> Path:
    return package_folder() / "schemas-2.1" / "schemas"


@lru_cache(maxsize=1)
def package_folder() -> Path:
    """Where the stix2-validator package lies; it is found, not imported."""
    spec = find_spec("stix2validator")
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise Misconfigured(StixFault.SCHEMA, facts={"package": "stix2-validator"})
    return Path(places[0])
