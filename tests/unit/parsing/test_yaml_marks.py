"""Reading YAML: text stays text, everything keeps its place, and hostile files end in a fault."""

from __future__ import annotations

import tracemalloc

import pytest

from truceline.parsing import MAX_BYTES, yaml_marks
from truceline.parsing.yaml_marks import MAX_DEPTH, MAX_FAULTS, MAX_NODES, Marked, read_marked


def read(text: str) -> Marked:
    return read_marked("a.yaml", text.encode())


def only_fault(data: bytes) -> tuple[int, int, str, str]:
    [fault] = read_marked("a.yaml", data).faults
    assert fault.file == "a.yaml"
    assert fault.remedy
    return fault.line, fault.column, fault.message, fault.remedy


def test_scalars_stay_the_text_they_are() -> None:
    tree = read("on: 14:00\nyes: no\nday: 2020-03-06\nn: 010\nx: 1e3\nq: 'null'").tree
    assert tree == {"on": "14:00", "yes": "no", "day": "2020-03-06", "n": "010", "x": "1e3", "q": "null"}


def test_a_plain_null_is_no_value_and_a_quoted_empty_text_is_one() -> None:
    marked = read('a: null\nb: ~\nc: ""\nd: Null')
    assert (marked.tree, marked.faults) == ({"a": None, "b": None, "c": "", "d": "Null"}, ())


def test_values_and_keys_keep_line_and_column() -> None:
    marked = read("# first\nlist:\n  - id: x\n    names: {en: X}\n")
    assert marked.spot(("list", 0, "id")) == (3, 9)
    assert marked.spot(("list", 0, "names", "en"), of_key=True) == (4, 13)
    assert marked.spot(("list", 0, "nowhere", 3)) == (3, 5)


def test_a_byte_order_mark_is_let_pass() -> None:
    assert read_marked("a.yaml", b"\xef\xbb\xbfa: b").tree == {"a": "b"}


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (b"", 1, 1, "the file is empty"),
        (b"# nothing\n", 1, 1, "the file is empty"),
        (b"- a\n", 1, 1, "the file does not start with keys"),
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' stands here twice"),
        (b"a:\n  b:\n", 2, 3, "nothing stands here"),
        (b"a: !!python/object:os.system x\n", 1, 4, "is a tag"),
        (b"a: !x [1]\n", 1, 4, "is a tag"),
        (b"a: &x 1\n", 1, 4, "`&x` is an anchor"),
        (b"<<: {a: b}\n", 1, 1, "`<<` merges"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "a second document"),
        (b"? [a]\n: b\n", 1, 3, "a key must be a word"),
        (b"a: caf\xe9\n", 1, 7, "0xe9"),
        (b"a: 1\nb: \x07\n", 2, 4, "control characters"),
        (b"a: b: c\n", 1, 5, "not YAML"),
        (b"a: 'x\n", 2, 1, "not YAML"),
        (b"a:\n\tb: 1\n", 2, 1, "not YAML"),
        (b"a: \xff\xfe", 1, 4, "0xff"),
    ],
)
def test_a_fault_says_where_and_what(data: bytes, line: int, column: int, says: str) -> None:
    found = only_fault(data)
    assert found[:2] == (line, column)
    assert says in found[2]


def test_a_tab_is_named_in_the_remedy() -> None:
    assert "tabs" in only_fault(b"a:\n\tb: 1\n")[3]


def test_a_text_cut_by_its_comma_is_named_in_the_remedy() -> None:
    assert only_fault(b"a: {says: It shelled, not once but twice}\n")[3].startswith("a comma ends a text")
    assert "comma" not in only_fault(b"a: {says: x, by: }\n")[3]


def test_all_duplicate_keys_of_a_file_are_found() -> None:
    assert [fault.line for fault in read("a: 1\na: 2\nb: {c: 1, c: 2}").faults] == [2, 3]


def test_a_bomb_of_aliases_ends_with_faults_and_little_memory() -> None:
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    bomb = f"l0: &l0 [x, x]\n{layers}\n"
    tracemalloc.start()
    marked = read(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(marked.faults) == MAX_FAULTS
    assert peak < 5_000_000


@pytest.mark.parametrize(("n_deep", "n_faults"), [(MAX_DEPTH - 1, 0), (MAX_DEPTH, 1)])
def test_values_may_be_nested_so_deep_and_no_deeper(n_deep: int, n_faults: int) -> None:
    text = "a: " + "[" * n_deep + "x" + "]" * n_deep
    assert len(read(text).faults) == n_faults


def test_two_million_brackets_end_at_once() -> None:
    assert "nested deeper" in only_fault(b"[" * (MAX_BYTES - 1))[2]


@pytest.mark.parametrize(("more", "n_faults"), [(0, 0), (1, 1)])
def test_a_file_may_hold_so_many_values_and_no_more(
    monkeypatch: pytest.MonkeyPatch, more: int, n_faults: int
) -> None:
    assert MAX_NODES >= 100_000
    monkeypatch.setattr(yaml_marks, "MAX_NODES", 12)
    assert len(read("a: [" + "x, " * (10 + more) + "]").faults) == n_faults


@pytest.mark.parametrize(("size", "n_faults"), [(MAX_BYTES, 0), (MAX_BYTES + 1, 1)])
def test_a_file_may_be_so_large_and_no_larger(size: int, n_faults: int) -> None:
    start = b"a: b\n#"
    assert len(read_marked("a.yaml", start + b"x" * (size - len(start))).faults) == n_faults
