"""Phrases of the catalogue in templates; whatever is put into one is escaped."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """Return a phrase in the reader's language."""
    return str(context["t"](key, **values))


@register.simple_tag(takes_context=True)
def word(context: Context, kind: str, code: Any) -> str:
    """Return the word for a code of a kind."""
    return str(context["t"].of(kind, str(code)))
