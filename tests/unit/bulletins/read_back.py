"""A page read back as its tags, for tests of what stands on it and what it may do."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "img", "hr", "input", "link"})
HOSTILE = '<script>alert("x")</script> \'"><img src=x onerror=y> ' + chr(0x202E) + "gpj.exe" + chr(0)


class Page(HTMLParser):
    """Collects every tag with its attributes, and whether tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


def assert_inert(text: str) -> None:
    """A page runs nothing, fetches nothing, and leads nowhere but to itself."""
    for tag, attributes in Page(text).tags:
        assert tag not in {"script", "img", "iframe", "link", "object", "embed", "form"}
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
        assert "src" not in attributes
    assert "default-src &#39;none&#39;" in text
    assert re.search(r"url\((?!#[\w-]+\))", text) is None


def assert_sound(text: str) -> None:
    """Every tag closes where it should, every id is there once, every link leads to one."""
    parsed = Page(text)
    assert (parsed.crossed, parsed.open) == ([], [])
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes.get("href") for tag, attributes in parsed.tags if tag in {"a", "use"}}
    assert targets - {f"#{one}" for one in ids} == set()


def section(page: str, name: str) -> str:
    """Return a section of a page by its id, up to the next."""
    return re.split(r"<(?:section|details class=\"fold\") ", page.split(f'id="{name}"', 1)[1])[0]
