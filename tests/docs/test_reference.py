"""The reference is what the code says: not stale, and with nothing of the code left out."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

import pytest

from truceline import errors
from truceline.judgement import CHECKS
from truceline.model import casebook as language
from truceline.model import tables
from truceline.model.words import Verdict

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "docs" / "generate.py"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    return _generator()


@pytest.fixture(scope="module")
def pages(generator: ModuleType) -> dict[str, str]:
    made: dict[str, str] = generator.pages()
    return made


def _section(page: str, title: str) -> str:
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert match is not None, title
    return match[1]


def test_the_reference_is_not_stale() -> None:
    checked = subprocess.run(
        [sys.executable, str(GENERATOR), "--check"], capture_output=True, text=True, check=False
    )
    assert checked.stderr == ""
    assert checked.returncode == 0


def test_a_changed_page_and_a_page_nothing_makes_are_stale(
    generator: ModuleType, pages: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(generator, "REFERENCE", tmp_path)
    assert generator.stale(pages) == []
    (tmp_path / "words.md").write_text(pages["words.md"] + "more\n", encoding="utf-8")
    (tmp_path / "left-over.md").write_text("", encoding="utf-8")
    (tmp_path / "acts.md").unlink()
    assert generator.stale(pages) == ["acts.md", "left-over.md", "words.md"]


def test_every_noun_and_key_of_the_casebook_language_is_documented(pages: dict[str, str]) -> None:
    nouns = [
        noun
        for noun in vars(language).values()
        if is_dataclass(noun) and getattr(noun, "__module__", "") == language.__name__
    ]
    assert len(nouns) > 30
    for noun in nouns:
        section = _section(pages["casebook.md"], getattr(noun, "__name__", ""))
        missing = [one.name for one in fields(noun) if f"| `{one.name.rstrip('_')}` |" not in section]
        assert missing == []


def test_every_key_has_words_beside_it(pages: dict[str, str]) -> None:
    rows = re.findall(r"^\| `.*\|$", pages["casebook.md"], re.MULTILINE)
    assert [row for row in rows if not row.rstrip("| ").rpartition(" | ")[2].strip()] == []


def test_every_word_of_every_closed_list_is_documented(generator: ModuleType, pages: dict[str, str]) -> None:
    for name, enum in generator.enums().items():
        section = _section(pages["words.md"], name)
        assert [word.value for word in enum if f"| `{word.value}` |" not in section] == []


def test_every_column_of_every_table_is_documented(generator: ModuleType, pages: dict[str, str]) -> None:
    for name in generator.TABLE_CONSTANTS:
        section = _section(pages["tables.md"], name)
        columns = getattr(tables, name).names
        assert [column for column in columns if f"| `{column}` |" not in section] == []


def test_every_schema_is_on_the_page_of_tables(generator: ModuleType) -> None:
    import pyarrow as pa

    schemas = {name for name, value in vars(tables).items() if isinstance(value, pa.Schema)}
    assert schemas == set(generator.TABLE_CONSTANTS)


def test_every_command_and_option_is_documented(generator: ModuleType, pages: dict[str, str]) -> None:
    commands = generator.commands()
    assert {"assess", "explain", "casebook check", "casebook new"} <= set(commands)
    for name, command in commands.items():
        section = _section(pages["commands.md"], f"truceline {name}")
        options = [one.opts[0] for one in command.params if one.param_type_name == "option"]
        assert [one for one in options if one != "--help" and f"`{one}" not in section] == []


def _shown_commands() -> list[tuple[str, list[str]]]:
    """Return every command that a page shows to be typed, with the page it stands on."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [
        (page.relative_to(ROOT).as_posix(), shlex.split(line.partition(" #")[0]))
        for page in pages
        if page.parent.name != "reference"
        for line in re.findall(r"^    (?:\.venv/bin/)?truceline (.*)$", page.read_text("utf-8"), re.MULTILINE)
    ]


def test_every_command_a_page_shows_is_there_with_its_options(generator: ModuleType) -> None:
    commands = generator.commands()
    shown = _shown_commands()
    assert len(shown) > 10
    for page, words in shown:
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in commands), None)
        assert name is not None, f"{page}: {words}"
        known = {option for one in commands[name].params for option in one.opts}
        assert [w for w in words if w.startswith("--") and w not in known] == [], f"{page}: {words}"


def test_the_readme_names_every_verdict_and_the_pages_every_reason_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verdict for verdict in Verdict if f"`{verdict.value}`" not in readme] == []
    findings = (ROOT / "docs" / "explanation" / "findings.md").read_text(encoding="utf-8")
    assert [word for word in (*CHECKS, "exception", "unverified") if f"`{word}:" not in findings] == []


def test_every_error_is_documented_with_its_code(pages: dict[str, str]) -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, errors.TrucelineError)
    ]
    assert [
        kind for kind in kinds if f"| `{kind.__name__}` | `{kind.code}` |" not in pages["errors.md"]
    ] == []


def test_every_shared_act_is_documented_once(pages: dict[str, str]) -> None:
    from truceline.files import load_record

    shared = (ROOT / "src" / "truceline" / "casebooks" / "shared" / "acts.yaml").read_text(encoding="utf-8")
    named = re.findall(r"^  - id: (\S+)$", shared, re.MULTILINE)
    assert len(named) > 20
    assert [act for act in named if pages["acts.md"].count(f"- `{act}`:") != 1] == []
    assert set(named) <= {act.id for act in load_record("idlib").casebook.acts}


def test_every_reader_is_documented(pages: dict[str, str]) -> None:
    from truceline.sources import READERS

    assert [name for name in READERS if f"## `{name}`" not in pages["sources.md"]] == []


def test_every_exported_function_is_documented(pages: dict[str, str]) -> None:
    truceline = importlib.import_module("truceline")
    assert [name for name in truceline.__all__ if f"## {name}\n" not in pages["python.md"]] == []


def test_all_that_a_function_hands_over_is_documented(generator: ModuleType, pages: dict[str, str]) -> None:
    named = {noun for nouns in generator.HANDED_OVER.values() for noun in nouns}
    assert [noun for noun in sorted(named) if f"## {noun}\n" not in pages["python.md"]] == []
    assert {"ActorStance", "PatrolTold", "MatterClaims", "StatusAnswer"} <= named
    for name in ("stances", "patrols", "claims", "status"):
        returned = str(
            inspect.signature(getattr(importlib.import_module("truceline"), name)).return_annotation
        )
        assert [noun for noun in named if re.search(rf"\b{noun}\b", returned)] != [], name


def test_every_anchor_in_the_reference_is_a_heading(pages: dict[str, str]) -> None:
    headings = {
        name: {
            re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
            for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        for name, text in pages.items()
    }
    lost = [
        f"{name}: {file}#{anchor}"
        for name, text in pages.items()
        for file, anchor in re.findall(r"\]\(([a-z-]*(?:\.md)?)#([\w-]+)\)", text)
        if anchor not in headings[file or name]
    ]
    assert lost == []
