"""What people read is defanged where it could be opened, and stays prose everywhere else."""

from __future__ import annotations

import pytest

from bayanihan.web.parts.voices import Voice
from bayanihan.web.showing.titles import in_prose, titled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See http://evil.example/a.b?c=d.", "See hxxp://evil[.]example/a.b?c=d."),
        ("HTTPS://EVIL.EXAMPLE", "HxxPS://EVIL[.]EXAMPLE"),
        ("mail me@mail.example, now", "mail me[@]mail[.]example, now"),
        ("from 203.0.113.9.", "from 203[.]0[.]113[.]9."),
        ("evil.example, bad.co.example", "evil[.]example, bad[.]co[.]example"),
        ("пример.рф", "пример[.]рф"),
        ("xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd[.]xn--p1ai"),
        ("e.g. this, i.e. that. And so on.", "e.g. this, i.e. that. And so on."),
        ("version 2.1 of 3.4.5", "version 2.1 of 3.4.5"),
        ("", ""),
    ],
)
def test_only_what_could_be_opened_is_defanged(text: str, shown: str) -> None:
    assert in_prose(text) == shown


def test_a_name_is_its_authors_and_a_value_the_machines() -> None:
    assert titled({"type": "tool", "name": "Kit", "lang": "fil"}).voice is Voice.MEMBER
    assert titled({"type": "tool", "name": "Kit", "lang": "fil"}).lang == "fil"
    value = titled({"type": "domain-name", "value": "evil.example"})
    assert (value.text, value.voice) == ("evil[.]example", Voice.MACHINE)
    assert titled({"type": "file", "name": "a.exe"}).voice is Voice.MACHINE
    assert titled({"type": "indicator", "pattern": "[url:value = 'http://x.example/']"}).text == (
        "hxxp://x[.]example/"
    )
