"""How a command ends: exit codes, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup

from ui.figures import clean


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    BAD_INPUT = 2
    INFEASIBLE = 3
    NO_PLAN_IN_TIME = 4
    FAILED = 5


class SteelyardError(Exception):
    """What went wrong, as lines for the user and an exit code; nothing has been written."""

    def __init__(self, code: Exit, lines: Iterable[str]) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class CommandLine(TyperGroup):
    """Turns a `SteelyardError` into lines on stderr and the exit code, for every command."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; the context is click's."""
        try:
            return super().invoke(ctx)
        except SteelyardError as stop:
            for line in stop.lines:
                typer.echo(clean(line), err=True)
            raise typer.Exit(stop.code) from None
