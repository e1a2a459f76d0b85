"""Marked YAML and CSV to nouns: every fault with file, line and remedy."""
