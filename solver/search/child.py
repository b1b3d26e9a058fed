"""Starting a Python process that finds the very modules this one found."""

from __future__ import annotations

import os
import sys


def command(module: str, *arguments: str) -> list[str]:
    """Command line that runs a module as a program; what lies in the present folder cannot pose as a module (-P)."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(**variables: str) -> dict[str, str]:
    """The environment of this process with its module path, and with the variables."""
    path = os.pathsep.join(dict.fromkeys(place or os.curdir for place in sys.path))
    return {**os.environ, "PYTHONPATH": path, **variables}
