"""How people come in: nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class ClosedDoor(DefaultAccountAdapter):
    """Logins are made by whoever runs the centre."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002 - as allauth calls it
        """Return False."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Send nothing: a centre need not have a network."""
