"""Compile every message catalogue: ``python3 -m tools.catalogues [--check]``.

``--check`` compiles them all and fails on a placeholder that a translation
lost; without it only catalogues newer than their compiled form are written.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def main(arguments: list[str]) -> int:
    """Compile what is stale, or check all."""
    sources = sorted((ROOT / "src").rglob("locale/*/LC_MESSAGES/*.po"))
    if arguments == ["--check"]:
        return check(sources)
    for source in sources:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            target.write_bytes(compiled(read(source)))
    return 0


def read(source: Path) -> Catalog:
    """The catalogue in ``source``; its header names language and plural forms."""
    with source.open("rb") as file:
        return read_po(file, abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that gettext reads; unclear translations are left out."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults(catalogue: Catalog) -> list[str]:
    """What translators have to mend: one line per message."""
    broken = [(message, str(error)) for message, errors in catalogue.check() for error in errors]
    broken += [(message, "placeholders differ") for message in catalogue if is_lossy(message)]
    return [f"line {message.lineno}: {message.id!r}: {why}" for message, why in broken]


def is_lossy(message: Message) -> bool:
    """Whether a translation lost or invented a placeholder; the last plural form must have all."""
    wanted, given = forms(message.id)[-1], forms(message.string)[-1]
    return bool(message.id and given) and placeholders(wanted) != placeholders(given)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The singular and plural forms of a message; one for most."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def placeholders(text: str) -> set[str]:
    """The names between ``%(`` and ``)``."""
    return set(PLACEHOLDER.findall(text))


def check(sources: list[Path]) -> int:
    """Say every fault of every catalogue; 1 if there is one."""
    found = 0
    for source in sources:
        catalogue = read(source)
        compiled(catalogue)
        for fault in faults(catalogue):
            found += 1
            print(f"{source.relative_to(ROOT)}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
