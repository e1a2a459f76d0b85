"""The command: parse the words, call a run, print, and say how it ended. Nothing is decided here."""

from truceline.cli.commands import app, main

__all__ = ["app", "main"]
