"""Versions of this program and of what it computes with."""

from __future__ import annotations

import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version


def versions() -> dict[str, str]:
    """Version by name, without loading any of them."""
    packages = {name: _version(name) for name in ("steelyard", "pyomo", "highspy")}
    return {"python": platform.python_version(), **packages}


@cache  # looked up in the file system
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed" if package != "steelyard" else f"source on {sys.platform}"
