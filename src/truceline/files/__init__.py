"""Folders on disk: casebooks read, outputs written."""

from truceline.files.casebooks import (
    bundled,
    files_of,
    load_casebook,
    load_parsed,
    read_casebook,
    read_shared,
    read_tables,
    write_new,
)

__all__ = [
    "bundled",
    "files_of",
    "load_casebook",
    "load_parsed",
    "read_casebook",
    "read_shared",
    "read_tables",
    "write_new",
]
