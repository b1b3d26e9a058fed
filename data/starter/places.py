"""Sites and geographies of the catalog as places to choose from."""

from __future__ import annotations

from collections.abc import Iterable
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


def nearest(places: Iterable[str], kind: str = "cloud", most: int = 3) -> tuple[str, ...]:
    """The sites of a kind nearest to some geographies, one of each operator first.

    Parameters
    ----------
    places : ids of geographies; the round trip to the farthest of them counts.
    kind : `on_prem`, `colo`, `cloud` or `edge`.
    most : how many.
    """
    asked = list(places)
    found = [name for name, site in sites().items() if site["kind"] == kind]
    found.sort(key=lambda name: max((round_trip_ms(name, place) for place in asked), default=0.0))
    operators = [_operator(name) for name in found]
    firsts = [name for n, name in enumerate(found) if operators[n] not in operators[:n]]
    return tuple((*firsts, *(name for name in found if name not in firsts))[:most])


def _operator(site: str) -> str:
    return site.partition("-")[0]
