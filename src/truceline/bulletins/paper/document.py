"""A page of ours as a plain document to be set in type: what is on the page, and nothing else.

The bulletin as a PDF says what the page says, word for word and number for number, so it is made from the
page: its headings, tables, lists and pictures become a tree of plain values (JSON) for the template
`templates/bulletin.typ`. Texts travel as values and are never read as markup. An element that this file does
not know is an error, so that nothing of a page is left out in silence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import chain
from typing import Final, TypeAlias

from truceline.bulletins.direction import isolated as marked
from truceline.bulletins.paper.letters import breakable, isolated, shown, without_marks
from truceline.bulletins.paper.picture import Picture, standing_alone

Piece: TypeAlias = dict[str, object]
"""A block, a cell or a run of words, as JSON has it."""

VOID: Final = frozenset({"br", "meta"})
GROUPS: Final = frozenset(
    {"article", "aside", "body", "details", "div", "header", "html", "section", "summary"}
)
INLINE: Final = frozenset({"a", "b", "bdi", "br", "i", "picture", "span"})
HEADINGS: Final[Mapping[str, int]] = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
"""The title, then the levels below it."""
BLOCK_LOOKS: Final = frozenset({"banner", "facts", "key", "names", "soft", "summary"})
"""Classes of blocks that the template sets in a way of their own."""
RUN_LOOKS: Final = frozenset({"badge", "hash", "soft", "tag", "v-breach", "v-undetermined"})
"""Classes of words in a line, likewise."""

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_PICTURE: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_NARROWEST, _WIDEST = 3.0, 34.0
_NOTE: Final = "note"
"""Attribute of ours: the number of a badge's note below its table."""
_LONG_CELL: Final = 700
"""Letters from which on a row may be cut by the end of a sheet."""


@dataclass(slots=True, kw_only=True)
class _Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    def all(self, tag: str) -> Iterator[_Element]:
        """Yield every element of that tag below this one, in order."""
        for child in self.children:
            if isinstance(child, _Element):
                if child.tag == tag:
                    yield child
                yield from child.all(tag)

    def first(self, tag: str) -> _Element | None:
        """Return the first element of that tag below this one."""
        return next(self.all(tag), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What holds for words in a line."""

    is_bold: bool = False
    is_italic: bool = False
    looks: tuple[str, ...] = ()
    language: str = ""
    direction: str = ""
    """`ltr` or `rtl` where it is stated, `auto` where the letters decide, else empty."""
    to: str = ""
    """The id that a link leads to."""
    is_repeated: bool = False
    """In a table's head, which comes again on every sheet: no link can stand there."""
    is_whole: bool = False
    """In a heading, which is also a bookmark: no word has places to end a line at."""


_PLAIN: Final = _Style()


class _Reader(HTMLParser):
    """Reads a page into elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element(tag="", attributes={})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = _Element(tag=tag, attributes={name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open."""
        if self._open[-1].tag != tag:
            raise ValueError(f"</{tag}> where <{self._open[-1].tag}> is open")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Take words."""
        self._open[-1].children.append(data)


def pdf_document(page: str, *, footer: str, is_sheet: bool = False, is_pocket: bool = False) -> Piece:
    """Return a page of ours as a plain document, ready for `json.dumps` and the template.

    Parameters
    ----------
    page : str
        HTML as this room renders it, in whatever language; not a page of others.
    footer : str
        Stands at the foot of every sheet, such as the digest of the receipt.
    is_sheet : bool
        Whether it is made to stand on one upright sheet, in smaller type.
    is_pocket : bool
        Whether each part under a heading of the first level is a page of A5.

    Returns
    -------
    dict
        `language`, `direction`, `title`, `head` (of every sheet), `footer`, `anchors` (ids that links can
        lead to) and `blocks`.
        Letters that our fonts cannot show are spelt out, such as `[U+4E2D]`, in words and in pictures.

    Raises
    ------
    ValueError
        If the page has an element, or a picture a class, that is not known here, or a picture says nothing of
        itself: the page has grown, and this room must follow.
    """
    pictures: list[Picture] = []

    def aside(found: re.Match[str]) -> str:
        pictures.append(standing_alone(found.group()))
        return f'<picture n="{len(pictures) - 1}"></picture>'

    reader = _Reader()
    reader.feed(_PICTURE.sub(aside, page))
    reader.close()
    html, title = reader.root.first("html"), reader.root.first("title")
    if html is None or title is None:
        raise ValueError("a page without html or title")
    making = _Making(
        pictures=tuple(pictures),
        direction=html.attributes.get("dir", "ltr"),
        targets=frozenset(link.attributes.get("href", "").removeprefix("#") for link in html.all("a")),
    )
    blocks = list(making.blocks(html.children))
    called = _squeezed(without_marks("".join(one for one in title.children if isinstance(one, str))))
    return {
        "language": html.attributes["lang"],
        "direction": making.direction,
        "title": called,
        "head": marked(called, making.direction),
        "footer": shown(footer),
        "anchors": [piece["id"] for piece in _pieces(blocks) if piece.get("kind") == "anchor"],
        "blocks": blocks,
        **({"is_sheet": True} if is_sheet else {}),
        **({"is_pocket": True} if is_pocket else {}),
    }


def document_text(document: Mapping[str, object]) -> str:
    """Return all the words of a document in their order, without the marks that only serve the line."""
    return _SPACES.sub(" ", without_marks(_text(document["blocks"]))).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """What is the same all through one document, and how its blocks are made."""

    pictures: tuple[Picture, ...]
    direction: str
    targets: frozenset[str]
    """Ids that some link leads to."""

    def blocks(self, children: Iterable[_Element | str], style: _Style = _PLAIN) -> Iterator[Piece]:
        """Yield the blocks that stand in an element; words between them become paragraphs."""
        line: list[_Element | str] = []
        for child in children:
            if isinstance(child, str) or _is_inline(child):
                line.append(child)
                continue
            yield from self._paragraph(line, style)
            line = []
            yield from self._anchor(child)
            yield from (_directed(child, piece) for piece in self._block(child, style))
        yield from self._paragraph(line, style)

    def _anchor(self, element: _Element) -> Iterator[Piece]:
        if (name := element.attributes.get("id", "")) and name in self.targets:
            yield {"kind": "anchor", "id": name}

    def _block(self, element: _Element, style: _Style) -> Iterable[Piece]:
        """Return what one block element becomes."""
        tag = element.tag
        if tag == "head":
            return ()
        if tag == "summary":
            return self._fold(element, style)
        if tag in GROUPS:
            return self.blocks(element.children, style)
        if tag in HEADINGS:
            return (self._heading(tag, element.children, style),)
        if tag == "p":
            return self._paragraph(element.children, style, _look(element))
        if tag == "ul":
            return self._list(element, style)
        if tag == "table":
            notes = list(self._notes(element, style))  # first: it numbers what the table then shows
            return (self._table(element, style), *notes)
        if tag == "figure":
            return (self._figure(element, style),)
        raise ValueError(f"no way is known to set <{tag}> in type")

    def _fold(self, element: _Element, style: _Style) -> Iterator[Piece]:
        """Yield the line that folds something away on the page: a heading with what is beside it, or bold."""
        heading = next((one for tag in HEADINGS for one in element.all(tag)), None)
        if heading is None:
            yield from self._paragraph(element.children, replace(style, is_bold=True))
            return
        beside = [one for one in element.children if one is not heading]
        line: list[_Element | str] = [*heading.children, " ", *beside]
        yield self._heading(heading.tag, line, style)

    def _heading(self, tag: str, children: Iterable[_Element | str], style: _Style) -> Piece:
        runs = self._line(children, replace(style, is_whole=True))
        return {"kind": "heading", "level": HEADINGS[tag], "runs": runs}

    def _paragraph(
        self, children: Sequence[_Element | str], style: _Style, look: str = ""
    ) -> Iterator[Piece]:
        if runs := self._line(children, style):
            yield {"kind": "paragraph", "look": look, "runs": runs}

    def _list(self, element: _Element, style: _Style) -> Iterator[Piece]:
        items = [
            [*self._anchor(item), *(_directed(item, one) for one in self.blocks(item.children, style))]
            for item in _only(element, "li")
        ]
        if items:
            yield {"kind": "list", "look": _look(element), "items": items}

    def _figure(self, element: _Element, style: _Style) -> Piece:
        """Return a picture with its caption; the pictures in the caption are signs."""
        caption = element.first("figcaption")
        place = next(element.all("picture"), None)
        picture = self._picture(place) if place else None
        if picture is None or not picture.alt:
            raise ValueError("a figure without a picture that says what it shows")
        return {
            "kind": "figure",
            "svg": picture.svg,
            "alt": picture.alt,
            "share": picture.width / picture.height,
            "caption": list(self.blocks(caption.children, style)) if caption else [],
        }

    def _picture(self, element: _Element) -> Picture:
        return self.pictures[int(element.attributes["n"])]

    def _table(self, element: _Element, style: _Style) -> Piece:
        caption = element.first("caption")
        head, body = (
            [
                self._row(row, replace(style, is_repeated=tag == "thead"))
                for part in element.all(tag)
                for row in _only(part, "tr")
            ]
            for tag in ("thead", "tbody")
        )
        return {
            "kind": "table",
            "caption": self._line(caption.children, style) if caption else [],
            "head": head,
            "body": body,
            "columns": _column_widths([*head, *body]),
        }

    def _row(self, element: _Element, style: _Style) -> list[Piece]:
        cells = [self._cell(cell, style) for cell in _only(element, "td", "th")]
        if max((len(_text(cell["blocks"])) for cell in cells), default=0) >= _LONG_CELL:
            return [cell | {"is_long": True} for cell in cells]
        return cells

    def _cell(self, element: _Element, style: _Style) -> Piece:
        inside = replace(style, is_bold=element.tag == "th")
        blocks = [*self._anchor(element), *self.blocks(element.children, inside)]
        cell: Piece = {"blocks": blocks}
        for name in ("colspan", "rowspan"):
            if (n := int(element.attributes.get(name, "1"))) > 1:
                cell[name] = n
        if "n" in element.classes:
            cell["is_number"] = True
        return _directed(element, cell)

    def _line(self, children: Iterable[_Element | str], style: _Style) -> list[Piece]:
        """Return a line of words without spaces at its ends and beside its breaks."""
        return _tidy(self._runs(children, style))

    def _runs(self, children: Iterable[_Element | str], style: _Style) -> Iterator[Piece]:
        """Yield the words of a line, each stretch with what holds for it."""
        for child in children:
            if isinstance(child, str):
                yield self._run(child, style)
            elif child.tag == "br":
                yield {"kind": "break"}
            elif child.tag == "picture":
                picture = self._picture(child)
                yield {"kind": "sign", "svg": picture.svg, "share": picture.width / picture.height}
            elif child.tag == "details":
                yield from self._badge(child, style)
            elif child.tag in INLINE:
                yield from self._runs(child.children, _inside(child, style))
                if "tag" in child.classes:
                    yield self._run(" ", style)
            else:
                raise ValueError(f"no way is known to set <{child.tag}> in a line")

    def _badge(self, element: _Element, style: _Style) -> Iterator[Piece]:
        """Yield a badge's words, and behind them its note's number, or what unfolds from it on the page."""
        look = "soft" if "src" in element.classes else "badge"
        for summary in element.all("summary"):
            yield from self._runs(summary.children, replace(style, looks=(*style.looks, look)))
        number = element.attributes.get(_NOTE, "")
        if number:
            yield self._run(f" [{number}]", replace(style, looks=(*style.looks, "soft")))
        else:
            yield self._run(" ", style)
            yield from self._runs(_unfolding(element), replace(style, looks=(*style.looks, "soft")))
        yield {"kind": "break"}

    def _notes(self, table: _Element, style: _Style) -> Iterator[Piece]:
        """Number the badges of a table, and yield what they unfold to on the page, once each."""
        notes: dict[str, list[Piece]] = {}
        numbers: dict[str, str] = {}
        for badge in (one for one in table.all("details") if "badge" in one.classes):
            runs = [*self._runs(_unfolding(badge), style)]
            if "src" not in badge.classes:
                named = (self._runs(summary.children, style) for summary in badge.all("summary"))
                runs = [*chain.from_iterable(named), self._run(": ", style), *runs]
            runs = _tidy(run if run["kind"] != "break" else self._run("; ", style) for run in runs)
            said = _text(runs)
            numbers.setdefault(said, str(len(numbers) + 1))
            notes.setdefault(said, runs)
            badge.attributes[_NOTE] = numbers[said]
        if notes:
            items = [
                [{"kind": "paragraph", "look": "", "runs": [self._run(f"[{numbers[said]}] ", style), *runs]}]
                for said, runs in notes.items()
            ]
            yield {"kind": "list", "look": "notes", "items": items}

    def _run(self, text: str, style: _Style) -> Piece:
        # Its direction is told by isolates alone: where a piece states it too, Typst turns what is beside it.
        text = shown(_SPACES.sub(" ", text))
        text = text if style.is_whole else breakable(text)
        said = {
            "kind": "text",
            "text": isolated(text, style.direction, inside=self.direction),
            "is_bold": style.is_bold,
            "is_italic": style.is_italic,
            "looks": list(style.looks),
            "language": style.language,
            "to": style.to,
        }
        return {name: value for name, value in said.items() if value}


def _unfolding(badge: _Element) -> list[_Element | str]:
    """Return what stands in a badge besides its summary; what the page sets line by line is told apart."""
    lines: list[_Element | str] = []
    for child in badge.children:
        if isinstance(child, _Element) and child.tag == "summary":
            continue
        if lines and isinstance(child, _Element) and isinstance(lines[-1], _Element):
            lines.append("; ")
        lines.append(child)
    return lines


def _is_inline(element: _Element) -> bool:
    return element.tag in INLINE or (element.tag == "details" and "badge" in element.classes)


def _only(element: _Element, *tags: str) -> Iterator[_Element]:
    """Yield the elements in one that may hold no others, and no words between them."""
    for child in element.children:
        if isinstance(child, _Element) and child.tag in tags:
            yield child
        elif isinstance(child, _Element) or child.strip():
            raise ValueError(f"not only <{'> or <'.join(tags)}> in <{element.tag}>")


def _look(element: _Element) -> str:
    return next(iter(sorted(element.classes & BLOCK_LOOKS)), "")


def _inside(element: _Element, style: _Style) -> _Style:
    """Return what holds for the words inside an inline element."""
    href = element.attributes.get("href", "")
    if href and not href.startswith("#"):
        raise ValueError("a link that leads out of the page")
    return replace(
        style,
        is_bold=style.is_bold or element.tag == "b",
        is_italic=style.is_italic or element.tag == "i",
        looks=(*style.looks, *sorted(element.classes & RUN_LOOKS)),
        language=element.attributes.get("lang", style.language),
        direction=element.attributes.get("dir", "auto" if element.tag == "bdi" else style.direction),
        to="" if style.is_repeated else href.removeprefix("#") or style.to,
    )


def _directed(element: _Element, piece: Piece) -> Piece:
    """Return a block with the language and direction that its element states."""
    stated = {"language": element.attributes.get("lang"), "direction": element.attributes.get("dir")}
    return {name: value for name, value in stated.items() if value and value != "auto"} | piece


def _tidy(runs: Iterable[Piece]) -> list[Piece]:
    """Return the runs of a line without a space or break at either end, before a break, or twice in a row."""
    kept: list[Piece] = []
    ends_in_space = True
    for run in runs:
        if run["kind"] == "text":
            text = str(run.get("text", ""))
            text = text.lstrip(" ") if ends_in_space else text
            if text:
                kept.append(run | {"text": text})
                ends_in_space = text.endswith(" ")
        elif run["kind"] == "break":
            _trim_end(kept)
            if kept and kept[-1]["kind"] != "break":
                kept.append(run)
            ends_in_space = True
        else:
            kept.append(run)
            ends_in_space = False
    _trim_end(kept)
    while kept and kept[-1]["kind"] == "break":
        kept.pop()
        _trim_end(kept)
    return kept


def _trim_end(line: list[Piece]) -> None:
    while line and line[-1]["kind"] == "text":
        text = str(line[-1]["text"]).rstrip(" ")
        if text:
            line[-1] = line[-1] | {"text": text}
            return
        line.pop()


def _squeezed(text: str) -> str:
    return shown(_SPACES.sub(" ", text).strip())


def _pieces(value: object) -> Iterator[Piece]:
    """Yield every piece in a value and in its pieces, in order."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _pieces(inner)
    elif isinstance(value, list):
        for one in value:
            yield from _pieces(one)


def _text(value: object) -> str:
    """Return the words of pieces; a space stands behind each line and for each break."""
    if isinstance(value, list):
        is_line = (
            bool(value) and isinstance(value[0], dict) and value[0].get("kind") in ("text", "break", "sign")
        )
        return "".join(_text(one) for one in value) + " " * is_line
    if not isinstance(value, dict):
        return ""
    if value.get("kind") == "text":
        return str(value["text"])
    return " " if value.get("kind") == "break" else "".join(_text(inner) for inner in value.values())


def _column_widths(rows: Sequence[Sequence[Piece]]) -> list[float]:
    """Return the share of each column: by its longest word, and by how much most of its cells say."""
    said: dict[int, list[str]] = {}
    until: dict[int, int] = {}
    """Column to the row before which a cell from above reaches down into it."""
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while until.get(column, 0) > index:
                column += 1
            across, down = (int(str(cell.get(name, 1))) for name in ("colspan", "rowspan"))
            until |= dict.fromkeys(range(column, column + across), index + down)
            if across == 1:
                said.setdefault(column, []).append(_text(cell["blocks"]).strip())
            column += across
    return [_width(said.get(column, [])) for column in range(max(until, default=-1) + 1)]


def _width(cells: Sequence[str]) -> float:
    longest_word = max((len(word) for cell in cells for word in re.split(r"[\s\u200b]+", cell)), default=0)
    lengths = sorted(len(cell) for cell in cells) or [0]
    usual = lengths[len(lengths) * 3 // 4]
    return round(min(max(longest_word + 1.5, 2.2 * math.sqrt(usual), _NARROWEST), _WIDEST), 1)
