"""An option that takes one value is given once: twice is a fault, the last does not win."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperGroup


class EachOnce(TyperGroup):
    """A group whose commands refuse an option of one value that is given twice."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that `args` name, where the words behind it have each such option once."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not isinstance(command, TyperGroup):
            _refuse_repeated(command, command.context_class(command, info_name=name, parent=ctx), rest)
        return name, command, rest


def _refuse_repeated(command: Any, ctx: Any, words: list[str]) -> None:
    _, _, order = command.make_parser(ctx).parse_args(list(words))
    twice = [param for param, n in Counter(order).items() if n > 1 and takes_one(param)]
    if twice:
        names = " and ".join(max(param.opts, key=len) for param in twice)
        raise typer.BadParameter(f"{names}: given more than once; it takes one value", ctx=ctx)


def takes_one(param: Any) -> bool:
    """Return whether a parameter of a command is an option that takes one value."""
    return param.param_type_name == "option" and not (param.multiple or param.is_flag or param.count)
