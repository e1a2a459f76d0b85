"""Loaded words stand only in what others are quoted with, never in our own voice.

In our own voice: all a casebook says outside quotation marks, addresses and names as sources print them;
our templates, messages and docs. A quotation is marked: "…", “…” or `…`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from truceline.files import load_record
from truceline.model.hanging import Hanging
from truceline.model.record import with_nouns
from truceline.model.words import TextStatus

ROOT = Path(__file__).parents[2]

LOADED = re.compile(
    r"\b(regimes?|terror(?:ist|ists|ism)?|militants?|strongholds?|rebels?|jihadis(?:t|ts|m)|insurgents?|thugs?"
    r"|extremists?|islamists?|mercenar(?:y|ies)|puppets?|proxies|cleansed?|cleansing|aggress(?:ion|or|ors)"
    r"|atrocit(?:y|ies)|massacres?|martyrs?|martyrdom|liberated|occupiers?|invaders?|heroic|so-called|gangs?"
    r"|radicals?|foothold)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|`[^`]*`')
ADDRESS = re.compile(r"https?://\S+")
IDS = re.compile(r"\b[\w-]+-[\w-]+\b")
"""Words joined by hyphens are ids (`radical-groups`); `so-called` is looked for before they are taken out."""
NAMES_AS_PRINTED = frozenset({"aliases", "names", "title", "titles", "name", "hedge", "opens", "address"})
"""Fields that print others' words: names, titles of texts, hedge words, the first words of a sentence."""
OFFICIAL = frozenset({TextStatus.SIGNED, TextStatus.DRAFT, TextStatus.PRESS_PARAPHRASE})


def loaded_in(text: str) -> list[str]:
    """Return the loaded words of a text outside quotation marks and addresses."""
    own = QUOTED.sub(" ", ADDRESS.sub(" ", text))
    joined = [word for word in LOADED.findall(own) if "-" in word]
    return joined + LOADED.findall(IDS.sub(" ", own))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The regime fired.", ["regime"]),
        ('The "regime" fired.', []),
        ("He calls it a “stronghold”.", []),
        ("Militants, in Terrorist groups", ["Militants", "Terrorist"]),
        ("https://a.example/rebels-leave", []),
        ("see radical-groups", []),
        ("the so-called deal", ["so-called"]),
        ("A group of fighters; opposition groups.", []),
    ],
)
def test_the_look_out_itself(text: str, found: list[str]) -> None:
    assert loaded_in(text) == found


def _texts(node: object, path: str = "", field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        if field not in NAMES_AS_PRINTED:
            yield path, node
    elif isinstance(node, Hanging):
        for reading, value in node.readings.items():
            yield from _texts(value, f"{path}.{reading}", field)
    elif isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from _texts(item, f"{path}[{getattr(item, 'id', index)}]", field)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, f"{path}.{key}", field)
    elif dataclasses.is_dataclass(node):
        for one in dataclasses.fields(node):
            yield from _texts(getattr(node, one.name), f"{path}.{one.name}", one.name)


def test_idlib_speaks_in_plain_words() -> None:
    casebook = load_record("idlib")
    theirs = {
        (instrument.id, text.id)
        for instrument in casebook.casebook.instruments
        for text in instrument.texts
        if text.status in OFFICIAL
    }
    clauses = tuple(
        dataclasses.replace(
            clause,
            text=tuple(
                passage
                for passage in clause.text
                if (clause.id.partition("/")[0], passage.version) not in theirs
            ),
        )
        for clause in casebook.casebook.clauses
    )
    own = with_nouns(casebook, clauses=clauses)
    found = {path: words for path, text in _texts(own) if (words := loaded_in(text))}
    assert not found, "\n".join(f"{path}: {', '.join(words)}" for path, words in found.items())


OWN_FILES = sorted(
    path
    for folder, endings in (("src/truceline", {".py", ".j2", ".typ"}), ("docs", {".md"}), (".", {".md"}))
    for path in ((ROOT / folder).glob("*") if folder == "." else (ROOT / folder).rglob("*"))
    if path.suffix in endings
)


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_messages_and_docs_speak_in_plain_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [
        f"line {n}: {words}" for n, line in enumerate(text.splitlines(), 1) if (words := loaded_in(line))
    ]
    assert not found
