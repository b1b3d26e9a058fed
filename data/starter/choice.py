"""Which offers and measurements of the catalog fit the answers, and what stands in the way of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil

from data.catalog import Record, read_catalog
from data.catalog_list import best_throughput
from data.starter.answers import Answers, SiteAnswer, WorkloadAnswer
from data.starter.places import is_resident, round_trip_ms, sites
from models.vocabulary import Mode


@dataclass(frozen=True)
class Route:
    """A way to serve a workload in a geography: an offer or part of today's fleet, and from which period on."""

    workload: int
    geography: str
    accelerator: str
    site: str
    mode: Mode | None
    """None: today's fleet."""
    period: int
    """First period in which it can serve (delivery, porting)."""


def fits(benchmark: Record, workload: WorkloadAnswer, rtt_ms: float) -> bool:
    """Whether a record can prove each service target at some load, the network taken off.

    Necessary, not sufficient: sizing decides whether all targets hold at one load.
    """
    points = benchmark["points"]
    for target in workload.service_targets:
        measured = [key.split("_p") for key in points[0].get("latency_ms", {})]
        proofs = sorted(int(p) for metric, p in measured if metric == target.metric and int(p) >= target.percentile)
        allowed = target.limit_ms - (0.0 if target.metric == "tpot" else rtt_ms)
        if not proofs or min(p["latency_ms"][f"{target.metric}_p{proofs[0]}"] for p in points) > allowed:
            return False
    return True


def serves(workload: WorkloadAnswer, place: str, accelerator: str, site: str) -> bool:
    """Whether an accelerator at a site may and, by some measurement, can serve a workload's users in a geography."""
    if not is_resident(site, workload.jurisdictions):
        return False
    if read_catalog()["accelerators"][accelerator].get("is_pilot"):
        return False  # pilot-grade classes carry exploratory work only, which no template is
    rtt_ms = round_trip_ms(site, place)
    return any(fits(record, workload, rtt_ms) for record in records_of(workload, accelerator))


class Choice:
    """The records of the catalog that serve the answers."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.sites = tuple(answer.site for answer in answers.sites)

    @cached_property
    def offers_on_hand(self) -> list[Record]:
        """Offers of the chosen sites and ways; of variants that differ only in what is paid upfront, the plain one."""
        found: dict[tuple[str, ...], Record] = {}
        for offer in read_catalog()["offers"].values():
            if offer["site"] in self.sites and offer["mode"] in self.answers.ways:
                key = (offer["site"], offer["accelerator"], offer["mode"], str(offer.get("term_months")))
                found.setdefault(key, offer)
        return list(found.values())

    @cached_property
    def routes(self) -> list[Route]:
        """All ways to serve a workload in a geography inside the plan."""
        places = [(w, place) for w in range(len(self.answers.workloads)) for place in self.answers.geographies]
        found = [route for w, place in places for route in self._routes(w, place)]
        return [route for route in found if route.period < self.answers.periods]

    @cached_property
    def users(self) -> dict[str, tuple[str, ...]]:
        """Geographies that each edge site serves: those that have no nearer one; else the one nearest to it."""
        named = dict.fromkeys((*self.sites, *(part.site for part in self.answers.fleet)))
        edge = [site for site in named if sites()[site]["kind"] == "edge"]
        nearest = {
            place: min(edge, key=lambda s: round_trip_ms(s, place)) for place in self.answers.geographies if edge
        }
        found = {site: tuple(place for place, near in nearest.items() if near == site) for site in edge}
        own = {site: min(self.answers.geographies, key=lambda p: round_trip_ms(site, p)) for site in edge}
        return {site: places or (own[site],) for site, places in found.items()}

    def _routes(self, number: int, place: str) -> Iterator[Route]:
        workload = self.answers.workloads[number]
        for offer in self.offers_on_hand:
            accelerator, site = offer["accelerator"], offer["site"]
            if offer["mode"] == "spot" and not workload.kind.is_interruptible:
                continue
            if place in self.users.get(site, (place,)) and serves(workload, place, accelerator, site):
                lead = max(offer.get("lead_months", 0), self._port_months(accelerator))
                period = ceil(lead / self.answers.months_per_period)
                yield Route(number, place, accelerator, site, offer["mode"], period)
        for part in self.answers.fleet:
            if place in self.users.get(part.site, (place,)) and serves(workload, place, part.accelerator, part.site):
                period = ceil(self._port_months(part.accelerator) / self.answers.months_per_period)
                yield Route(number, place, part.accelerator, part.site, None, period)

    def _port_months(self, accelerator: str) -> int:
        stack = read_catalog()["accelerators"][accelerator]["stack"]
        return 0 if stack in self.answers.stacks else int(read_catalog()["stacks"][stack].get("port_months", 0))

    @cached_property
    def offers(self) -> list[Record]:
        """Offers that can serve something, in the order of the answered sites."""
        useful = {(route.accelerator, route.site, route.mode) for route in self.routes}
        found = [o for o in self.offers_on_hand if (o["accelerator"], o["site"], o["mode"]) in useful]
        return sorted(found, key=lambda offer: self.sites.index(offer["site"]))

    @cached_property
    def places(self) -> tuple[SiteAnswer, ...]:
        """The answered sites at which something can serve, and those of today's fleet."""
        used = {offer["site"] for offer in self.offers} | {part.site for part in self.answers.fleet}
        answered = {answer.site: answer for answer in self.answers.sites}
        fleet = {part.site: SiteAnswer(site=part.site) for part in self.answers.fleet}
        return tuple(answer for site, answer in (fleet | answered).items() if site in used)

    @cached_property
    def accelerators(self) -> tuple[str, ...]:
        """Accelerators that can serve something, in the order of the catalog."""
        useful = {route.accelerator for route in self.routes} | {part.accelerator for part in self.answers.fleet}
        return tuple(name for name in read_catalog()["accelerators"] if name in useful)

    @cached_property
    def benchmarks(self) -> list[Record]:
        """Measurements that may be the best one within a workload's service target on a route; each once."""
        found: dict[str, Record] = {}
        for route in self.routes:
            workload, rtt_ms = self.answers.workloads[route.workload], round_trip_ms(route.site, route.geography)
            found.update({record["id"]: record for record in _candidates(workload, route.accelerator, rtt_ms)})
        return list(found.values())

    @property
    def stacks(self) -> tuple[str, ...]:
        """Stacks of today that some accelerator of the scenario runs."""
        present = {read_catalog()["accelerators"][name]["stack"] for name in self.accelerators}
        return tuple(stack for stack in self.answers.stacks if stack in present)

    def first_period(self, workload: int, place: str) -> int:
        """First period in which a workload can be served in a geography; there is a route."""
        return min(route.period for route in self.routes_of(workload, place))

    def routes_of(self, workload: int, place: str) -> list[Route]:
        """The routes of a workload in a geography."""
        return [route for route in self.routes if (route.workload, route.geography) == (workload, place)]


def _candidates(workload: WorkloadAnswer, accelerator: str, rtt_ms: float) -> list[Record]:
    """Fitting measurements; of those with a single point, which fit for certain, only the best one."""
    fitting = [record for record in records_of(workload, accelerator) if fits(record, workload, rtt_ms)]
    single = [record for record in fitting if len(record["points"]) == 1]
    best = max(single, key=best_throughput, default=None)
    return [record for record in fitting if record is best or record not in single]


def records_of(workload: WorkloadAnswer, accelerator: str) -> tuple[Record, ...]:
    """Measurements of the workload's profile on an accelerator."""
    return _measured().get((workload.kind.profile, accelerator), ())


@cache
def _measured() -> dict[tuple[str, str], tuple[Record, ...]]:
    found: dict[tuple[str, str], tuple[Record, ...]] = {}
    for record in read_catalog()["benchmarks"].values():
        key = (record["profile"], record["accelerator"])
        found[key] = (*found.get(key, ()), record)
    return found
