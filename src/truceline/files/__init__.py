"""Folders on disk: casebooks read, outputs written."""

from truceline.files.casebooks import (
    bundled,
    load_casebook,
    load_parsed,
    read_casebook,
    read_shared,
    read_tables,
    write_new,
)

__all__ = [
    "bundled",
    "load_casebook",
    "load_parsed",
    "read_casebook",
    "read_shared",
    "read_tables",
    "write_new",
]
