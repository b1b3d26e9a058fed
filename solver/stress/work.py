"""What a stress writes into the work of a scenario, and where it may run: pure functions, likewise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from models.calendar import month_number, month_text
from models.demand import Demand, DemandPart
from models.policy import Redundancy
from models.scenario import Scenario
from models.workload import Workload
from solver.stress.changes import LATER


def with_demand(s: Scenario, factors: dict[str, float], month: str, months: int | None = None) -> Scenario:
    """Demand of workloads times a factor each, from a month on, for so many months (None: to the end)."""
    first = month_number(month)
    last = first + months if months is not None else s.horizon.first + s.horizon.months

    def grown(w: Workload) -> Workload:
        def factor(m: int) -> float:
            return factors[w.id] if first <= m < last else 1.0

        return w.model_copy(update={"demand": tuple(_by_month(s, d, factor) for d in w.demand)})

    workloads = [grown(w) if w.id in factors else w for w in s.workloads]
    return s.model_copy(update={"workloads": tuple(workloads)})


def _by_month(s: Scenario, demand: Demand, factor: Callable[[int], float], geography: str | None = None) -> Demand:
    """Demand written month by month of the horizon, times a factor of the month; milestones are settled before."""
    first, place = s.horizon.first, geography or demand.geography

    def path(given: Demand | DemandPart) -> dict[str, float]:
        return {month_text(m): given.at(m, first) * factor(m) for m in range(first, first + s.horizon.months)}

    if demand.parts:  # each keeps its driver, by which the case may change it
        return Demand(geography=place, parts=tuple(DemandPart(driver=p.driver, path=path(p)) for p in demand.parts))
    return Demand(geography=place, path=path(demand))


def with_changes(s: Scenario, workload: str, month: str) -> Scenario:
    """One more change of a workload in the three months from a month on: paid on every stack it was ported to."""
    after = month_text(month_number(month) + 3)

    def path(w: Workload) -> dict[str, float]:
        frequency = {"": w.changes_per_quarter, **w.changes_from}

        def at(m: str) -> float:
            return frequency[max(first for first in frequency if first <= m)]

        inside = {m: f + 1 for m, f in w.changes_from.items() if month < m < after}
        return {**w.changes_from, month: at(month) + 1, **inside, after: at(after)}

    workloads = [w.model_copy(update={"changes_from": path(w)}) if w.id == workload else w for w in s.workloads]
    return s.model_copy(update={"workloads": tuple(workloads)})


def with_egress(s: Scenario, factor: float) -> Scenario:
    """Prices of data sent to users, times a factor, over the whole horizon."""
    sites = [x.model_copy(update={"egress_usd_per_gb": x.egress_usd_per_gb * factor}) for x in s.sites]
    return s.model_copy(update={"sites": tuple(sites)})


def without_site(s: Scenario, site: str, month: str) -> Scenario:
    """Nothing is served at a site from a month on; what stands there is idle and paid on.

    From that month on all users are where that site does not reach: each geography has a twin that all other sites
    serve as they serve it. Rules of redundancy about sites hold until then.
    """
    first, twins = month_number(month), {g.id: g.id + LATER for g in s.geographies}
    geographies = [
        g.model_copy(update={"id": twins[g.id], "name": f"{g.name or g.id} from {month} on"}) for g in s.geographies
    ]
    sites = [_reaching(x, twins, is_lost=x.id == site) for x in s.sites]
    before = {w.id: [_by_month(s, d, lambda m: float(m < first)) for d in w.demand] for w in s.workloads}
    after = {
        w.id: [_by_month(s, d, lambda m: float(m >= first), twins[d.geography]) for d in w.demand] for w in s.workloads
    }
    workloads = [w.model_copy(update={"demand": (*before[w.id], *after[w.id])}) for w in s.workloads]
    cases = [c.model_copy(update={"demand": _of_twins(c.demand, twins)}) for c in s.cases]
    rules = [_until_then(rule, month) for rule in s.policy.redundancy]
    policy = s.policy.model_copy(update={"redundancy": tuple(rule for rule in rules if rule is not None)})
    s = s.model_copy(update={"policy": policy})
    changes = {"sites": sites, "workloads": workloads, "cases": cases, "geographies": [*s.geographies, *geographies]}
    return s.model_copy(update={name: tuple(records) for name, records in changes.items()})


def _until_then(rule: Redundancy, month: str) -> Redundancy | None:
    """A rule about the loss of a site up to the month in which one is lost: it asks for one loss at a time."""
    if rule.lose != "site":
        return rule
    until = month if rule.until is None else min(rule.until, month)
    return None if rule.first is not None and rule.first >= until else rule.model_copy(update={"until": until})


def _reaching(site: Any, twins: dict[str, str], *, is_lost: bool) -> Any:
    if is_lost:
        return site.model_copy(update={"serves": site.serves or tuple(twins)})
    rtt = {**site.rtt_ms, **{twins[g]: ms for g, ms in site.rtt_ms.items()}}
    serves = (*site.serves, *(twins[g] for g in site.serves))
    return site.model_copy(update={"rtt_ms": rtt, "serves": serves})


def _of_twins(changes: Collection[Any], twins: dict[str, str]) -> tuple[Any, ...]:
    also = [c.model_copy(update={"geography": twins[c.geography]}) for c in changes if c.geography is not None]
    return (*changes, *also)


def without_demand(s: Scenario, works: Collection[tuple[str, str]]) -> Scenario:
    """Work in some geographies is not asked for: nothing could serve it."""
    workloads = [
        w.model_copy(update={"demand": tuple(d for d in w.demand if (w.id, d.geography) not in works)})
        for w in s.workloads
    ]
    return s.model_copy(update={"workloads": tuple(workloads)})
