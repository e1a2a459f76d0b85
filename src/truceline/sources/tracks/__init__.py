"""Tracks of patrols from outside: one reader for each format, fixes out."""
