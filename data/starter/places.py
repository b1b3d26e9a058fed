"""Sites and geographies of the catalog as places to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from data.catalog import Record, read_catalog

OWN_KINDS = ("on_prem", "colo", "edge")
"""Kinds of sites with a power limit and an electricity bill of one's own."""


@cache
def geographies() -> dict[str, str]:
    """Geographies of the catalog: id -> name."""
    return {name: record["name"] for name, record in read_catalog()["geographies"].items()}


@cache
def sites() -> dict[str, Record]:
    """Sites of the catalog at which something is offered, by id."""
    catalog = read_catalog()
    offering = {offer["site"] for offer in catalog["offers"].values()}
    return {name: record for name, record in catalog["sites"].items() if name in offering}


def is_own(site: str) -> bool:
    """Whether the site is a hall, cage or plant rather than a cloud region."""
    return bool(sites()[site]["kind"] in OWN_KINDS)


@cache
def jurisdictions() -> tuple[str, ...]:
    """Jurisdictions of these sites, in the order of the catalog."""
    return tuple(dict.fromkeys(str(record["jurisdiction"]) for record in sites().values()))


NAMES = {
    "eu": "European Union",
    "uk": "United Kingdom",
    "us": "United States",
    "japan": "Japan",
    "singapore": "Singapore",
}


def jurisdiction_name(jurisdiction: str) -> str:
    """Name of a jurisdiction on paper; its id where it has none."""
    return NAMES.get(jurisdiction, jurisdiction)


def is_resident(site: str, allowed: Collection[str]) -> bool:
    """Whether a site lies in one of some jurisdictions; none named: any will do."""
    return not allowed or sites()[site]["jurisdiction"] in allowed


@cache
def modes_at(site: str) -> frozenset[str]:
    """Ways to get capacity that the catalog knows at a site."""
    return frozenset(offer["mode"] for offer in read_catalog()["offers"].values() if offer["site"] == site)


@cache
def accelerators_at(site: str) -> tuple[str, ...]:
    """Accelerators offered at a site, in the order of the catalog."""
    offered = {offer["accelerator"] for offer in read_catalog()["offers"].values() if offer["site"] == site}
    return tuple(name for name in read_catalog()["accelerators"] if name in offered)


def accelerator_name(accelerator: str) -> str:
    """Name of an accelerator on paper."""
    return str(read_catalog()["accelerators"][accelerator].get("name", accelerator))


def round_trip_ms(site: str, geography: str) -> float:
    """Network round trip between a site and users of a geography [ms]."""
    return float(sites()[site]["rtt_ms"][geography])


def nearest(
    places: Iterable[str], kind: str = "cloud", most: int = 3, allowed: Collection[str] = ()
) -> tuple[str, ...]:
    """The sites of a kind nearest to some geographies, one of each operator first.

    Parameters
    ----------
    places : ids of geographies; the round trip to the farthest of them counts.
    kind : `on_prem`, `colo`, `cloud` or `edge`.
    most : how many.
    allowed : jurisdictions they may lie in; none: any.
    """
    asked = list(places)
    found = [name for name, site in sites().items() if site["kind"] == kind and is_resident(name, allowed)]
    found.sort(key=lambda name: max((round_trip_ms(name, place) for place in asked), default=0.0))
    operators = [_operator(name) for name in found]
    firsts = [name for n, name in enumerate(found) if operators[n] not in operators[:n]]
    return tuple((*firsts, *(name for name in found if name not in firsts))[:most])


def _operator(site: str) -> str:
    return site.partition("-")[0]
