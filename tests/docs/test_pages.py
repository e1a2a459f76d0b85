"""What the hand-written pages say is there: links, commands of the Makefile, decisions without a gap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from truceline.files import write_new
from truceline.runs import assess_casebook

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    return set(phony[1].split())


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_to_a_file_of_ours_leads_somewhere(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)\s]+)\)", prose)
    own = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in own if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_command_on_a_page_is_in_the_makefile(page: Path) -> None:
    code = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(code) <= _targets()


def test_the_tour_of_the_centre_shows_the_pictures_that_its_test_makes_and_they_are_small() -> None:
    page = (ROOT / "docs/how-to/run-a-centre.md").read_text(encoding="utf-8")
    story = (ROOT / "tests/e2e/test_decided.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^]]+\]\(\.\./images/([a-z-]+)\.png\)", page)
    assert shown == re.findall(r'\.show\(\s*"([a-z-]+)"', story)
    assert [one for one in shown if (ROOT / f"docs/images/{one}.png").stat().st_size > 100_000] == []


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_every_make_command_is_told_of_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r'@echo "make ([a-z-]+)', makefile))
    assert told == _targets() - {"help", "system", "test-rest"}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_page_on_checking_a_run_names_every_file_that_a_run_writes(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    written = {path.name for path in assess_casebook(tmp_path / "tarn", out=tmp_path / "out").written}
    page = (ROOT / "docs" / "how-to" / "check-a-run.md").read_text(encoding="utf-8")
    assert {"index.html", "claims.html", "receipt.json"} <= written
    assert {name for name in written if f"`{name}`" not in page} == set()
