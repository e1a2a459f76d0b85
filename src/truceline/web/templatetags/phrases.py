"""Phrases of the catalogue in templates; whatever is put into one is escaped."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from truceline.bulletins.direction import in_direction

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """Return a phrase in the reader's language, with what runs the other way set apart in it."""
    t = context["t"]
    return in_direction(t(key, **values), t.direction)


@register.simple_tag(takes_context=True)
def plainly(context: Context, key: str, **values: Any) -> str:
    """Return a phrase without any markup, for an attribute or a title."""
    return str(context["t"](key, **values))


@register.filter
def toward(text: Any, direction: str) -> str:
    """Return words of others on a page that runs in a direction."""
    return in_direction(str(text), direction)


@register.simple_tag(takes_context=True)
def word(context: Context, kind: str, code: Any) -> str:
    """Return the word for a code of a kind."""
    return str(context["t"].of(kind, str(code)))
