"""What is wrong with something that was brought in as STIX."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bayanihan.stix.api import StixFault

_BYTES: Final[dict[str, Promise]] = {
    StixFault.EMPTY: _("The file is empty. Choose a file that holds STIX objects."),
    StixFault.NOT_UTF8: _("The text is not UTF-8. Save it as UTF-8 and bring it again."),
    StixFault.NOT_JSON: _("This is not JSON. Ask the sender for a correct file."),
    StixFault.TRUNCATED: _("The data end in the middle. Fetch the file again, whole."),
    StixFault.DUPLICATE_KEY: _(
        "A key stands twice in one object, so that programs would read it differently. "
        "Ask the author for a version with each key once."
    ),
    StixFault.NOT_A_NUMBER: _(
        "A number is none that JSON knows (NaN or infinity). Ask the author to correct it."
    ),
    StixFault.BIG_INTEGER: _(
        "A whole number is too large to be read alike everywhere. Ask the author to write it "
        "as text."
    ),
    StixFault.LONE_SURROGATE: _(
        "A text holds half a character. Ask the author to write it again in UTF-8."
    ),
    StixFault.TOO_DEEP: _(
        "The object is nested too deeply to be read safely. Ask the author for a flatter one."
    ),
    StixFault.TOO_LONG: _(
        "This is larger than a node takes in. Ask the author to split it, or leave large "
        "samples out."
    ),
    StixFault.TOO_MANY: _(
        "The file holds more objects than are taken in at once. What stands before this place "
        "is kept; bring the rest as a second file, or use the command line."
    ),
}

_SHAPE: Final[dict[str, Promise]] = {
    StixFault.NOT_AN_OBJECT: _(
        "Here should stand a STIX object, and something else does. Ask the sender for STIX 2.1."
    ),
    StixFault.NO_OBJECTS: _("The bundle holds no objects. Ask the sender for the full one."),
    StixFault.BUNDLE_INSIDE: _(
        "A bundle stands inside a bundle, which STIX 2.1 does not allow. Take the inner one out."
    ),
    StixFault.BAD_TYPE: _(
        "The object does not say its type properly. Ask the author to correct it."
    ),
    StixFault.BAD_ID: _(
        "The id is not a type, two hyphens and a UUID. Ask the author for the right id."
    ),
    StixFault.BAD_SPEC_VERSION: _(
        "This is not STIX 2.1. Convert it to 2.1 first, then bring it again."
    ),
    StixFault.SCHEMA: _(
        "The object breaks the STIX 2.1 schema of its type. Ask the author for a correct one."
    ),
    StixFault.PROPERTY_NAME: _(
        "A property has a name that STIX 2.1 does not allow. Ask the author to rename it."
    ),
    StixFault.EMPTY_VALUE: _(
        "A property is empty or null; STIX 2.1 leaves it out instead. Take the property out."
    ),
    StixFault.TIMESTAMP: _(
        "A time is not written as STIX 2.1 asks (UTC, ending in Z). Write it like "
        "2026-07-22T02:41:00.000Z."
    ),
    StixFault.TIME_ORDER: _("A later time stands before an earlier one. Correct the times."),
    StixFault.REFERENCE: _(
        "A reference points to something that may not stand there. Correct the id it names."
    ),
    StixFault.MISSING: _("A property that is required here is missing. Add it."),
    StixFault.NOT_APPLICABLE: _(
        "A property stands in an object for which it is not meant. Take it out."
    ),
}

_RULES: Final[dict[str, Promise]] = {
    StixFault.MARKING: _(
        "The marking contradicts itself or STIX 2.1. Ask the author to mark it anew; until "
        "then nobody can say who may see it."
    ),
    StixFault.SELECTOR: _(
        "A marking or translation selects a property that is not there. Correct the selector."
    ),
    StixFault.LANGUAGE: _("A language is not named by a known code. Use a code such as en or fil."),
    StixFault.EXTENSION: _(
        "An extension is not declared as STIX 2.1 asks. Ask the author to declare its type."
    ),
    StixFault.HASH: _("A hash does not have the length or letters of its kind. Copy it again."),
    StixFault.IDENTIFIER_VERSION: _(
        "The id is not made as STIX 2.1 asks for this type. Ask the author for a new id."
    ),
    StixFault.REGISTERED_NAME: _(
        "A name must come from a public register and does not. Use the registered name."
    ),
    StixFault.PATTERN: _(
        "The pattern cannot be read as a STIX pattern. Ask the author for a corrected version."
    ),
    StixFault.PATTERN_NAME: _(
        "The pattern names an object type or property that does not exist. Correct the name."
    ),
    StixFault.PATTERN_TOO_LONG: _(
        "The pattern is too long to be checked. Split it into several indicators."
    ),
    StixFault.VALUE: _("A value is not of the form that its property asks for. Correct it."),
    StixFault.UNKNOWN_LABEL: _(
        "This is no TLP label. Use CLEAR, GREEN, AMBER, AMBER+STRICT or RED."
    ),
}

STIX: Final[Mapping[str, Promise]] = MappingProxyType({**_BYTES, **_SHAPE, **_RULES})
