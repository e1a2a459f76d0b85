"""Sections of the bulletin: rows of cells."""
