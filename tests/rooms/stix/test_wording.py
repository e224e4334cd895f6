"""Values that nobody opens by a slip, and taken back."""

from __future__ import annotations

import pytest

from bayanihan.stix.api import defang, refang

PAIRS = [
    ("pay-verify.example", "pay-verify[.]example"),
    ("198.51.100.3", "198[.]51[.]100[.]3"),
    ("jane@mail.example", "jane[@]mail[.]example"),
    ("https://a.example/b.php?c=d.e#f.g", "hxxps://a[.]example/b.php?c=d.e#f.g"),
    ("http://me@a.example:8080", "hxxp://me[@]a[.]example:8080"),
    ("ftp://a.example", "fxp://a[.]example"),
    ("HTTP://A.EXAMPLE", "HxxP://A[.]EXAMPLE"),
    ("see https://a.example and b.example", "see hxxps://a[.]example and b[.]example"),
    ("https://a.example/?to=http://b.example/c", "hxxps://a[.]example/?to=hxxp://b[.]example/c"),
    ("2001:db8::1", "2001:db8::1"),
    ("plain words", "plain words"),
    ("", ""),
]


@pytest.mark.parametrize(("plain", "harmless"), PAIRS)
def test_values_are_shown_harmless(plain: str, harmless: str) -> None:
    assert defang(plain) == harmless


@pytest.mark.parametrize(("plain", "harmless"), PAIRS)
def test_harmless_values_are_taken_back(plain: str, harmless: str) -> None:
    assert refang(harmless).lower() == plain.lower()


@pytest.mark.parametrize(
    "text",
    ["hxxp://a[.]example", "hXXp://a(.)example", "http[://]a{.}example", "h**p://a[dot]example"],
)
def test_the_common_ways_of_writing_are_understood(text: str) -> None:
    assert refang(text).lower() == "http://a.example"


def test_other_ways_of_an_address() -> None:
    assert refang("jane[at]mail(dot)example") == "jane@mail.example"
    assert refang("2001[:]db8[:][:]1") == "2001:db8::1"
