"""Starting a Python process that finds the very modules this one found, and what is said between the two."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Tell = Callable[[Any], Any]
"""Sends a message to the parent; returns its latest answer."""


class Task(Protocol):
    """What a process can be given to do."""

    def work(self, tell: Tell) -> Any:
        """Do it, with word to the parent on the way; the result goes to the parent."""


@dataclass(frozen=True)
class Result:
    """The last message of a child."""

    value: Any


def command(module: str, *arguments: str) -> list[str]:
    """Command line that runs a module as a program; what lies in the present folder cannot pose as a module (-P)."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(**variables: str) -> dict[str, str]:
    """The environment of this process with its module path, and with the variables."""
    path = os.pathsep.join(dict.fromkeys(place or os.curdir for place in sys.path))
    return {**os.environ, "PYTHONPATH": path, **variables}
