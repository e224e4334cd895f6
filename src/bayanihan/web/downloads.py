"""Files that people take out: made whole before the first byte is sent, never kept by a cache."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

import msgspec
from django.http import FileResponse

from bayanihan.kernel.api import to_text
from bayanihan.records.api import Filters, Reader, Record
from bayanihan.stix.api import Value, searchable
from bayanihan.web.showing.titles import defanged, titled

STIX_TYPE = "application/stix+json;version=2.1"
JSON_TYPE = "application/json"
CSV_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "tlp", "pap", "exercise", "group", "publisher", "type", "id", "title", "values",
    "created", "modified", "received_at",
)  # fmt: skip
# A cell that begins with one of these is run as a formula by spreadsheet programs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_VALUES_A_ROW = 50
_MOST_FOUND = 2000


def send_file(write: Callable[[IO[bytes]], object], *, name: str, kind: str) -> FileResponse:
    """Write a file aside, then send it; a failure while writing sends nothing of it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def day_of(at: int) -> str:
    """The UTC day of an instant, for the name of a file."""
    return to_text(at)[:10]


def records_of(reader: Reader, filters: Filters) -> Iterable[Record]:
    """The records of a list; one that is narrowed to a value is compared as the list does it."""
    if filters.value:
        return reader.page(filters, size=_MOST_FOUND).records
    return reader.walk(filters)


def write_csv(records: Iterable[Record], file: IO[bytes]) -> None:
    """One line per record: defanged, and nothing that a spreadsheet would run."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for record in records:
        row = _row(record)
        row["title"] = titled(record.body).text
        row["values"] = " | ".join(map(defanged, row["values"]))
        row["exercise"] = "EXERCISE" if row["exercise"] else ""
        lines.writerow([harmless(str(row[name])) for name in COLUMNS])
    text.detach()


def write_json(records: Iterable[Record], file: IO[bytes]) -> None:
    """A list of records, each with its marking and its object as it was said."""
    for number, record in enumerate(records):
        row = _row(record) | {"object": msgspec.Raw(record.text.encode())}
        file.write((b"[" if not number else b",\n") + msgspec.json.encode(row))
    file.write(b"]\n" if file.tell() else b"[]\n")


def _row(record: Record) -> dict[str, Any]:
    """What both files say of a record; values as they are."""
    entry, body, handling = record.entry, record.body, record.handling
    charter = entry.group.newest
    # The name is the title.
    named = Value("name", str(body.get("name")))
    values = [value.text for value in searchable(body) if value != named][:_VALUES_A_ROW]
    return {
        "tlp": record.tlp.label,
        "pap": "" if handling.pap is None else handling.pap.label,
        "exercise": handling.exercise,
        "group": charter.name if charter else entry.group.key,
        "publisher": entry.journal.member.code,
        "type": entry.type,
        "id": body.get("id", ""),
        "title": titled(body).text,
        "values": values,
        "created": body.get("created", ""),
        "modified": body.get("modified", ""),
        "received_at": to_text(entry.seq),
    }


def harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
