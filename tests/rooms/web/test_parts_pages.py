"""Every page template, rendered with sample contexts, keeps the rules of the pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import RequestFactory

import bayanihan.web
from bayanihan.web.views.styleguide import styleguide
from tests.rooms.web.rendering import render
from tests.rooms.web.sample_pages import Context, sample_pages

ROOT = Path(bayanihan.web.__file__).parent
VOID = {"meta", "link", "input", "br", "img", "hr"}
PAGES = sample_pages()
WEIGHT = 150_000


class Page(HTMLParser):
    """Reads a page strictly: every tag closed in order; keeps its elements and text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"attribute twice in <{tag}>"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> out of order"

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.fixture(params=PAGES, ids=[name for name, _template, _context in PAGES])
def page(request: pytest.FixtureRequest) -> Page:
    _name, template, context = request.param
    return Page(render(template, context))


def test_every_tag_is_closed(page: Page) -> None:
    assert page.open == []


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(page: Page) -> None:
    for tag, attrs in page.elements:
        assert tag not in {"script", "style", "iframe"}
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert not attrs.get(name, "").startswith(("http:", "https:", "//", "javascript:"))


def test_a_page_says_one_thing_first(page: Page) -> None:
    assert len(page.named("h1")) == 1
    levels = [int(tag[1]) for tag, _attrs in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert max(levels) <= 3


def test_at_most_one_button_is_filled(page: Page) -> None:
    filled = [attrs for _tag, attrs in page.elements if "btn--do" in attrs.get("class", "").split()]
    assert len(filled) <= 1


def test_every_field_has_a_label(page: Page) -> None:
    labelled = {attrs["for"] for attrs in page.named("label")}
    for attrs in page.named("input", "select", "textarea"):
        if attrs.get("type") != "hidden":
            assert attrs["id"] in labelled


def test_ids_are_unique_and_references_lead_somewhere(page: Page) -> None:
    ids = [attrs["id"] for _tag, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _tag, attrs in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(attrs.get(name, "").split()) <= set(ids)


def test_every_landmark_and_table_head_is_named(page: Page) -> None:
    for attrs in page.named("section", "nav", "aside"):
        assert "aria-label" in attrs or "aria-labelledby" in attrs
    assert all("scope" in attrs for attrs in page.named("th"))


def test_the_marking_stands_above_and_below(page: Page) -> None:
    bands = [a for a in page.named("section") if "band" in a.get("class", "").split()]
    assert len(bands) == 2


def test_no_translation_or_variable_was_left_open(page: Page) -> None:
    assert "{{" not in page.text
    assert "{%" not in page.text
    assert "None" not in page.text
    assert "object at 0x" not in page.text


def test_every_class_is_styled(page: Page) -> None:
    used = {c for _tag, attrs in page.elements for c in attrs.get("class", "").split()}
    assert used - _styled() - UNSTYLED == set()


UNSTYLED = {"strip--still", "past", "ahead", "mast", "is-chosen", "table--list"}
"""Classes that name a thing without changing it, or are styled for a narrow screen alone."""


def _sheets() -> str:
    sheets = (ROOT / "static" / "web").glob("*.css")
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def _styled() -> set[str]:
    bare = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", _sheets(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", bare))


def test_every_style_is_used() -> None:
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("**/*.py")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made = ("is-", "in-", "tlp--", "sheet-", "seal--", "strip--", "tell--")
    unused = {name for name in _styled() if name not in written and not name.startswith(made)}
    assert unused == set()


def test_every_token_is_set_and_used() -> None:
    sheets = _sheets()
    defined = set(re.findall(r"(?:^|[;{])\s*(--[\w-]+)\s*:", sheets, flags=re.MULTILINE))
    assert set(re.findall(r"var\((--[\w-]+)", sheets)) == defined


def test_every_template_has_a_sample_and_a_line_in_the_readme() -> None:
    here = ROOT / "templates" / "web"
    pages = {path.name for path in here.glob("*.html")} - {"base.html", "error.html"}
    shown = {template.removeprefix("web/") for _name, template, _context in PAGES}
    assert pages == shown
    readme = (here / "README.md").read_text(encoding="utf-8")
    assert [name for name in pages if f"`{name}`" not in readme] == []


def test_every_partial_is_included_somewhere() -> None:
    here = ROOT / "templates" / "web"
    written = "\n".join(path.read_text(encoding="utf-8") for path in here.rglob("*.html"))
    parts = [f"web/parts/{path.name}" for path in (here / "parts").glob("*.html")]
    assert [name for name in parts if f'"{name}"' not in written] == []


@pytest.mark.parametrize(("name", "template", "context"), PAGES)
def test_a_page_with_its_styles_stays_light(name: str, template: str, context: Context) -> None:
    assert len(render(template, context).encode()) + len(_sheets().encode()) < WEIGHT


def test_pages_that_ask_for_an_act_have_exactly_one_filled_button() -> None:
    asking = {"sign-in", "import", "review", "release", "export", "desk", "group", "styleguide"}
    counted = {n: render(t, c).count("btn--do") for n, t, c in PAGES if n in asking}
    assert counted == dict.fromkeys(asking, 1)


def test_the_style_guide_is_served_without_a_database() -> None:
    answer = styleguide(RequestFactory().get("/styleguide/"))
    assert answer.status_code == 200
    assert "One load, many shoulders" in Page(answer.content.decode()).text
    assert styleguide(RequestFactory().post("/styleguide/")).status_code == 405
