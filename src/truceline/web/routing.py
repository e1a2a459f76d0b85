"""Which tables stand in which database: the record's in its store, all else with the logins."""

from __future__ import annotations

from typing import Any


class LoginsApart:
    """Nothing of a store is made among logins, and nothing of logins in a store."""

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """Return whether a table may be made in a database."""
        return (app_label == "store") is db.startswith("store:")
