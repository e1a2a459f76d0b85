"""Truceline's tests, by the question they ask: see CONTRIBUTING.md."""
