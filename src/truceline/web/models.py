"""Who may sign in, and what each has begun and not sent. None of it is of the record."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Seat(models.Model):
    """In which role a login works, and for which side; a login has one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(max_length=32)
    side = models.CharField(max_length=64, blank=True, default="")


class LoginChange(models.Model):
    """What was done to a login, by whom and when: the record of logins, which is only added to."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    login = models.CharField(max_length=150)
    does = models.CharField(max_length=16)
    seat = models.CharField(max_length=128, blank=True, default="")
    """Role and side from then on, where that was changed."""


class Draft(models.Model):
    """A report that somebody has begun: theirs alone, gone when it is sent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
