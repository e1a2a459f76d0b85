"""Tables in which nothing is ever changed or removed, said to the database itself.

Whoever holds the machine can take a trigger away; then the log's checkpoints, as witnesses hold them, tell.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import migrations

_FIXED: Final = ("log", "entry", "erased", "tile", "checkpoint", "cosignature")
_NEXT: Final = 'NEW."index" <> (SELECT COALESCE(MAX("index"), -1) + 1 FROM store_entry)'
"""Entries are numbered without a gap, and none takes another's place."""
_NOT_ERASED: Final = (
    "NOT EXISTS (SELECT 1 FROM store_erased WHERE entry = OLD.entry) OR NEW.entry <> OLD.entry"
)
"""Content changes by an erasure alone, which is entered first."""


def _sqlite() -> list[str]:
    def trigger(name: str, event: str, table: str, when: str = "") -> str:
        condition = f" WHEN {when}" if when else ""
        return (
            f"CREATE TRIGGER store_{table}_{name} BEFORE {event} ON store_{table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, 'store_{table} is only added to'); END"
        )

    made = [
        trigger(name, event, table)
        for table in _FIXED
        for name, event in (("fixed", "UPDATE"), ("kept", "DELETE"))
    ]
    # A row that replaces another removes it without a word.
    made += [
        trigger("new", "INSERT", table, f"EXISTS (SELECT 1 FROM store_{table} WHERE id = NEW.id)")
        for table in _FIXED
        if table != "entry"
    ]
    made += [
        trigger("next", "INSERT", "entry", _NEXT),
        trigger("kept", "DELETE", "content"),
        trigger("new", "INSERT", "content", "EXISTS (SELECT 1 FROM store_content WHERE entry = NEW.entry)"),
        trigger("erased", "UPDATE", "content", _NOT_ERASED),
    ]
    return made


def _postgresql() -> list[str]:
    refuses = (
        "CREATE FUNCTION store_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$"
    )
    follows = (
        "CREATE FUNCTION store_next_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_NEXT} THEN RAISE EXCEPTION 'store_entry is only added to'; END IF; RETURN NEW; END $$"
    )
    does = "EXECUTE FUNCTION store_only_added_to()"
    made = [refuses, follows]
    for table in (*_FIXED, "content"):
        event = "DELETE" if table == "content" else "UPDATE OR DELETE"
        on = f"ON store_{table}"
        made += [
            f"CREATE TRIGGER store_{table}_kept BEFORE {event} {on} FOR EACH ROW {does}",
            f"CREATE TRIGGER store_{table}_emptied BEFORE TRUNCATE {on} FOR EACH STATEMENT {does}",
        ]
    erased = (
        "CREATE FUNCTION store_content_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_NOT_ERASED} THEN RAISE EXCEPTION 'store_content is only added to'; END IF; RETURN NEW; END $$"
    )
    made += [
        erased,
        "CREATE TRIGGER store_content_fixed BEFORE UPDATE ON store_content FOR EACH ROW "
        "EXECUTE FUNCTION store_content_erased()",
        "CREATE TRIGGER store_entry_next BEFORE INSERT ON store_entry FOR EACH ROW "
        "EXECUTE FUNCTION store_next_entry()",
    ]
    return made


def _add(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - as Django calls it
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]()
    for statement in statements:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    """Adds the triggers; they are not taken away again."""

    dependencies = (("store", "0001_initial"),)
    operations = (migrations.RunPython(_add),)
