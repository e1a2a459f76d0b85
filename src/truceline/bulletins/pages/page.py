"""How every page is made: one template environment, with everything escaped and nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue, printed
from truceline.bulletins.direction import in_direction, isolated, whole_days
from truceline.model.words import Audience

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
        "whole_days": whole_days,
    }
    environment.globals["words"] = words
    return environment


def render(
    template: str, values: Mapping[str, object], *, language: str = "en", audience: Audience = Audience.PUBLIC
) -> str:
    """Return a template of this room filled with `values`, as a whole page.

    Parameters
    ----------
    template : str
        Its file.
    values : mapping
        All it asks for.
    language : str
        Of the page's own voice: `t` in the template is that catalogue.
    audience : Audience
        For whom; a page for the mission alone says so first.

    Raises
    ------
    jinja2.UndefinedError
        If the template asks for a value that is not given.
    KeyError
        If there is no catalogue in that language, or no such phrase.
    """
    phrases = catalogue(language)
    given: dict[str, object] = {
        "lang": language,
        "dir": phrases.direction,
        "t": _voice(phrases),
        "of": phrases.of,
        "own": partial(in_direction, direction=phrases.direction),
        "in_plain": _plainly(phrases.direction),
    }
    given["is_internal"] = audience is Audience.INTERNAL
    return _environment().get_template(template).render(given | dict(values))


def _plainly(direction: str) -> Callable[[str], Markup]:
    """Return what sets a text where no markup can stand, such as in a page's title."""
    return lambda text: escape(isolated(words.visible(text), direction))


def _voice(phrases: Catalogue) -> Callable[..., str]:
    """Return what a template says a phrase with; values that are our markup stay so, others are escaped."""

    def said(key: str, **values: object) -> str:
        safe = {
            name: value if isinstance(value, Markup) else escape(_shown(value))
            for name, value in printed(values).items()
        }
        return Markup(escape(phrases.phrase(key, values))).format(**safe)

    return said
