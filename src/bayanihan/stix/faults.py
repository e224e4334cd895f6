"""Why something is no good STIX, as codes: the vocabulary of every refusal in this room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StixFault(StrEnum):
    """Every reason this room can give; the sentence for people is made in the interface."""

    # The bytes (RFC 8259, I-JSON RFC 7493)
    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TRUNCATED = "truncated"
    DUPLICATE_KEY = "duplicate_key"
    NOT_A_NUMBER = "not_a_number"
    BIG_INTEGER = "big_integer"
    LONE_SURROGATE = "lone_surrogate"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    # The shape that every object has
    NOT_AN_OBJECT = "not_an_object"
    NO_OBJECTS = "no_objects"
    BUNDLE_INSIDE = "bundle_inside"
    BAD_TYPE = "bad_type"
    BAD_ID = "bad_id"
    BAD_SPEC_VERSION = "bad_spec_version"
    # The MUST rules, one code a family
    SCHEMA = "schema"
    PROPERTY_NAME = "property_name"
    EMPTY_VALUE = "empty_value"
    TIMESTAMP = "timestamp"
    TIME_ORDER = "time_order"
    REFERENCE = "reference"
    MARKING = "marking"
    SELECTOR = "selector"
    LANGUAGE = "language"
    EXTENSION = "extension"
    HASH = "hash"
    IDENTIFIER_VERSION = "identifier_version"
    REGISTERED_NAME = "registered_name"
    PATTERN = "pattern"
    PATTERN_NAME = "pattern_name"
    PATTERN_TOO_LONG = "pattern_too_long"
    VALUE = "value"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    # What people and programs say at our doors
    UNKNOWN_LABEL = "unknown_label"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    ``where`` is a JSON pointer inside the object (``""`` is the object itself) or
    ``byte 120``; ``detail`` is short technical English for the person who mends it.
    """

    code: StixFault
    where: str
    detail: str


def pointer(*steps: str | int) -> str:
    """The JSON pointer (RFC 6901) of a path into an object."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
