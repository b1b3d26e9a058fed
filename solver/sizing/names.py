"""The names on paper that a plan carries, so that it can be read without its scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.hardware import Accelerator, Stack, Vendor
from models.names import Names
from models.offer import Offer
from models.scenario import Scenario
from models.site import Geography, Site
from models.workload import Workload

Named = Accelerator | Stack | Vendor | Offer | Geography | Site | Workload


def names_of(scenario: Scenario) -> Names:
    """Names of all records that have one; where records share a name, it is told apart."""
    return Names(
        accelerators=_distinct(scenario.accelerators),
        sites=_distinct(scenario.sites),
        offers=_distinct(scenario.offers),
        workloads=_distinct([*{w.id: w for w in (*scenario.workloads, *scenario.streams)}.values()]),
        geographies=_distinct(scenario.geographies),
        stacks=_distinct(scenario.stacks),
        vendors=_distinct(scenario.vendors),
    )


def _distinct(records: Sequence[Named]) -> dict[str, str]:
    """Names by id, on one line; a name (or id) that another record goes by is followed by the record's own id."""
    spoken = {record.id: " ".join(record.name.split()) for record in records}
    often = Counter(name.casefold() or known.casefold() for known, name in spoken.items())
    return {
        known: name if often[name.casefold()] == 1 else f"{name} ({known})"
        for known, name in spoken.items()
        if name and name != known
    }
