"""The pages as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Its tables are of logins, and of what each has not sent yet; none is of the record."""

    name = "truceline.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
