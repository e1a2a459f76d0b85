"""Names of a package that are looked up when they are first asked for, so that importing it is quick."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping


def looked_up(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return a package's `__getattr__`: names that are looked up when they are first asked for.

    Parameters
    ----------
    package : str
        Its `__name__`.
    homes : mapping of module to names
        Where each name is. None may be that of a module of the package: whoever imports the module
        first would put it in the place of the name.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def lookup(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(home_of[name]), name)

    return lookup
