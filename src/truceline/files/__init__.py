"""Folders on disk: casebooks read, outputs written."""

from truceline.files.casebooks import (
    Folders,
    bundled,
    files_of,
    folders_of,
    load_casebook,
    load_record,
    read_casebook,
    read_record,
    read_shared,
    read_tables,
    seal,
    write_new,
)

__all__ = [
    "Folders",
    "folders_of",
    "bundled",
    "files_of",
    "load_casebook",
    "load_record",
    "read_casebook",
    "read_record",
    "read_shared",
    "read_tables",
    "seal",
    "write_new",
]
