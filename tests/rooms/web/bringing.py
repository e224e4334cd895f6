"""Bringing files in through the pages, as a person does: upload, look, sign."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.rooms.web.hosted import an_indicator

START = "/exchange/import/"
NEW = (an_indicator("wave one", "wave-1.example"), an_indicator("wave two", "wave-2.example"))


def upload(
    client: Client,
    content: bytes | None,
    *,
    group: str = "circle",
    handling: str = "TLP:GREEN",
) -> Any:
    """Send a file through the form."""
    form: dict[str, Any] = {"group": group, "handling": handling}
    if content is not None:
        form["file"] = SimpleUploadedFile("report.json", content)
    return client.post(START, form)


def brought(client: Client, content: bytes, **said: str) -> str:
    """Bring a file in; gives the address of its review."""
    answer = upload(client, content, **said)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def page_of(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.context["page"]


def sign(client: Client, review: str) -> Any:
    """Look at the preview and sign exactly what it shows."""
    page = page_of(client, f"{review}release/")
    return client.post(page.action, dict(page.hidden))
