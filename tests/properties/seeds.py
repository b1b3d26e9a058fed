"""Seeds of random scenarios in which something decides: kept in `seeds.json`, so that no run has to search for them.

Every test still makes sure of each seed that it draws what the test is about; where the draws have changed, it fails
and says so. `make seeds` then searches again, for all tests of properties or for `TESTS=` one file of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

RENEW = "STEELYARD_RENEW_SEEDS"
"""In the environment where the seeds are searched for and written down, by one process at a time."""
KEPT = Path(__file__).with_name("seeds.json")
Row = TypeVar("Row", bound=tuple[Any, ...])


def known(
    name: str, search: Callable[[Iterable[int]], Iterator[Row]], number: int, part: int = 0, sets: int = 1
) -> Iterator[Row]:
    """The first so many rows that a search yields of seeds `part`, `part + sets` and so on; a row begins with its seed.

    Only the seeds known to yield one are tried. AssertionError: one of them does not any more, or they are not so many.
    """
    place = f"{name} {part + 1}/{sets}"
    if RENEW in os.environ:
        found = list(islice(search(count(part, sets)), number))
        assert len(found) == number, f"{place}: the search ends after {len(found)} of {number}"
        _keep(place, [row[0] for row in found])
        yield from found
        return
    seeds = _kept().get(place, [])
    assert len(seeds) == number, f"{place}: {number} seeds are asked for, {KEPT.name} has {len(seeds)}: `make seeds`"
    rows: Iterator[Any] = search(seeds)
    for seed in seeds:
        row = next(rows, (None,))
        assert row[0] == seed, f"{place}: seed {seed} decides no more, draws changed: `make seeds`"
        yield row


def _kept() -> dict[str, list[int]]:
    found: dict[str, list[int]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def _keep(place: str, seeds: list[int]) -> None:
    """Write seeds down, one line for each search."""
    lines = [f"  {json.dumps(name)}: {json.dumps(kept)}" for name, kept in sorted((_kept() | {place: seeds}).items())]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
