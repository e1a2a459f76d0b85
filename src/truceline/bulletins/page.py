"""How every page is made: one template environment, with everything escaped and nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from truceline.bulletins import words

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a page may load: its own styles. No script, no network."""


def _shown(value: object) -> object:
    """Spell out hidden characters in whatever a template prints; pieces of our own markup pass."""
    return words.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("truceline.bulletins"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["content_policy"] = CONTENT_POLICY
    environment.filters |= {
        "name": words.name,
        "other_names": words.other_names,
        "n": words.number,
        "moment": words.moment,
    }
    environment.globals["words"] = words
    return environment


def render(template: str, values: Mapping[str, object]) -> str:
    """Return a template of this room filled with `values`, as a whole page.

    Raises
    ------
    jinja2.UndefinedError
        If the template asks for a value that is not given.
    """
    return _environment().get_template(template).render(values)
