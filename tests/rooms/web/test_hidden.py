"""Letters that nobody sees: they are shown by their number, in words and in values."""

from __future__ import annotations

import pytest

from bayanihan.web.parts.hidden import visible, visible_words
from bayanihan.web.parts.rows import Line
from bayanihan.web.parts.voices import Said, Voice
from tests.rooms.web.hosted import Hosted, an_id, an_object
from tests.rooms.web.object_pages import address

TURNED = "invoice\u202efdp.exe"
HIDDEN = [
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), 0xFEFF, 0xAD, 0x0,
    0x1B, 0x7F, 0x9B, 0x61C, 0x2060, 0x2028, 0xE0041,
]  # fmt: skip


@pytest.mark.parametrize("number", HIDDEN)
def test_a_hidden_letter_stands_as_its_number(number: int) -> None:
    text = f"pay{chr(number)}pal"
    assert visible(text) == visible_words(text) == f"pay[U+{number:04X}]pal"


@pytest.mark.parametrize("text", ["", "plain", "two\nlines\tand a tab", "ñ ลาว 日本 \U0001f600"])
def test_what_is_seen_stays(text: str) -> None:
    assert visible(text) == visible_words(text) == text


@pytest.mark.parametrize("text", ["ភាសា\u200bខ្មែរ", "ภาษา\u200bไทย", "می\u200cخورم", "क्\u200dष"])
def test_words_keep_the_joiners_that_their_script_is_written_with(text: str) -> None:
    assert visible_words(text) == text
    assert "[U+200" in visible(text)


def test_a_joiner_of_one_script_hides_in_no_other() -> None:
    assert visible_words("می\u200bخ") == "می[U+200B]خ"
    assert visible_words("ลาว\u202e") == "ลาว[U+202E]"


def test_nothing_hides_in_a_machines_voice() -> None:
    assert Said(TURNED, Voice.MACHINE).text == "invoice[U+202E]fdp.exe"
    assert Line("ลาว\u200b.example", Voice.MACHINE).text == "ลาว[U+200B].example"


def test_no_page_hides_a_letter(hosted: Hosted) -> None:
    tool = an_object("tool", TURNED, description=f"Opens {TURNED}\u2066", aliases=["a\u200bb"])
    file = {"type": "file", "spec_version": "2.1", "id": an_id("file", "turned"), "name": TURNED}
    hosted.publish(hosted.circle, hosted.a, tool, file)
    browser = hosted.client("bb.lead")
    pages = {
        path: browser.get(path).content.decode()
        for path in (
            "/", "/exchange/", "/exchange/?q=a%E2%80%AEb", address(str(tool["id"])),
            address(str(file["id"])), address(str(tool["id"]), "verify/"),
        )
    }  # fmt: skip
    for path, page in pages.items():
        assert "[U+202E]" in page, path
        assert not [one for one in page if ord(one) in HIDDEN], path
    assert "a[U+200B]b" in pages[address(str(tool["id"]))]


def test_a_title_turns_nothing_but_itself(hosted: Hosted) -> None:
    hosted.publish(hosted.circle, hosted.a, an_object("tool", "أداة"))
    assert "<bdi>أداة</bdi>" in hosted.client("bb.lead").get("/exchange/").content.decode()
