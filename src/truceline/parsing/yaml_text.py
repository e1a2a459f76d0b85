"""Nouns as YAML that our own reader takes: written once, by a desk, in plain style."""

from __future__ import annotations

from collections.abc import Mapping

import yaml


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
