"""The store as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Its tables are named `store_…`, whatever project it is part of."""

    name = "truceline.db"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
