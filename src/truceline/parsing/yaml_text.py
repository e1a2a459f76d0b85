"""Nouns as YAML that our own reader takes: written once, by a desk, in plain style."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from truceline.parsing.yaml_marks import Tree


class _Plain(yaml.SafeDumper):
    """Writes each value out where it is needed."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the dumper asks it of every value
        return True


def yaml_text(nouns: Mapping[str, object]) -> str:
    """Return nouns by their keys as the text of a file; without anchors, in the order given.

    Examples
    --------
    >>> yaml_text({"sources": [{"id": "S17", "names": {"en": "S17"}}]})
    'sources:\\n- id: S17\\n  names:\\n    en: S17\\n'
    """
    return yaml.dump(dict(nouns), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)


def as_tree(value: object) -> Tree:
    """Return plain values as they would be read again: every scalar a text, nothing for what says nothing.

    Examples
    --------
    >>> as_tree({"lon": 36.63, "protected": True, "harm": [{"low": 2, "high": None}]})
    {'lon': '36.63', 'protected': 'true', 'harm': [{'low': '2', 'high': None}]}
    """
    match value:
        case dict():
            return {str(key): as_tree(one) for key, one in value.items()}
        case list() | tuple():
            return [as_tree(one) for one in value]
        case bool():
            return "true" if value else "false"
        case None:
            return None
        case _:
            return str(value)
