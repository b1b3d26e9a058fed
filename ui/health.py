"""Whether an installation can plan."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from functools import partial
from importlib import import_module, metadata
from typing import NamedTuple

PACKAGES = ("pyomo", "scipy", "pydantic", "ruamel.yaml", "pandas", "numpy", "pyarrow", "xlsxwriter")


class Finding(NamedTuple):
    """One thing looked at."""

    name: str
    is_fine: bool
    found: str


def findings() -> list[Finding]:
    """Everything that a plan needs, looked at one by one; nothing is raised."""
    return [
        Finding("python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Finding("steelyard", True, _own_version()),
        Finding("cores", True, f"{len(os.sched_getaffinity(0))} usable"),
        *(_look(name, partial(metadata.version, name)) for name in PACKAGES),
        _look("highspy (solver)", _solver),
        _look("catalog", _catalog),
        _look("shipped scenarios", _scenarios),
    ]


def _look(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except (ImportError, OSError, ValueError, LookupError) as error:
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _own_version() -> str:
    try:
        return metadata.version("steelyard")
    except metadata.PackageNotFoundError:
        return "not installed, running from its folder"


def _solver() -> str:
    """Version of the solver's library, loaded: a wheel for another machine fails here."""
    return str(import_module("highspy").Highs().version())


def _catalog() -> str:
    from data.catalog import read_catalog

    records = read_catalog()
    return ", ".join(f"{len(records[name])} {name}" for name in ("accelerators", "offers", "benchmarks"))


def _scenarios() -> str:
    from ui.scenario_file import SHIPPED

    names = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
    if not names:
        raise LookupError(f"none in {SHIPPED}")
    return ", ".join(names)
