"""Words for what keeps a node from starting; they need neither Django nor a database."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bayanihan.site.configuration import ConfigurationFault

REFUSALS: Final[Mapping[ConfigurationFault, str]] = MappingProxyType(
    {
        ConfigurationFault.NO_KEY_FILE: (
            "there is no key file; `bayanihan demo` makes one, or set BAYANIHAN_KEY_FILE"
        ),
        ConfigurationFault.NO_DATA: (
            "there is no data directory; `bayanihan demo` builds one, or name it with --data"
        ),
        ConfigurationFault.NO_TABLES: (
            "there is no node here yet; `bayanihan demo` builds one, `bayanihan serve` an empty one"
        ),
        ConfigurationFault.KEY_INSIDE_DATA: (
            "the key file lies inside the data directory; move it out"
        ),
        ConfigurationFault.BAD_KEY_FILE: "the key file does not hold 64 hexadecimal digits",
        ConfigurationFault.NOT_A_DEMO: (
            "there is a node with data here that is no demonstration; nothing was changed"
        ),
        ConfigurationFault.UNFINISHED_BUILD: (
            "an interrupted build left tables here; give the demo an empty database"
        ),
        ConfigurationFault.BEING_BUILT: (
            "the demonstration here is not finished; run `bayanihan demo` again"
        ),
        ConfigurationFault.BUILT_ELSEWHERE: "another `bayanihan demo` builds here; wait for it",
        ConfigurationFault.PORT_IN_USE: (
            "another program listens here; choose another port with --port"
        ),
        ConfigurationFault.BAD_DATABASE_URL: ("BAYANIHAN_DATABASE_URL is no postgresql:// address"),
    }
)
"""One short sentence for each refusal; a test fails when one is missing."""


def refusal_words(code: ConfigurationFault, where: str) -> str:
    """The sentence with its code and place, as every command writes its faults."""
    return f"{REFUSALS[code]} [{code.value}]" + (f" at {where}" if where else "")
