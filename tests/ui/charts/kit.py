"""Plans of unusual size for charts, and every chart of a plan by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from models.bill import CostLine, Costs
from models.calendar import month_number, month_text
from models.decisions import Dispatch, Fleet, Order, Rent
from models.derived import PoolUse, SiteUse
from models.plan import Period, Plan
from models.vocabulary import FIRM_MODES, Mode
from ui.charts import Figure
from ui.charts.cost_by_period import cost_by_period
from ui.charts.cost_by_term import cost_by_term
from ui.charts.evidence import evidence
from ui.charts.exposure import commitment_exposure
from ui.charts.factory_line import factory_line
from ui.charts.fleet_against_demand import fleet_against_demand, workload_against_demand
from ui.charts.fleet_mix import fleet_by_offer, fleet_mix
from ui.charts.matrix import matrix
from ui.charts.orders_timeline import orders_timeline
from ui.charts.site_power import site_power

CHARTS: dict[str, Callable[[Plan], Figure]] = {
    "orders_timeline": orders_timeline,
    "fleet_mix": fleet_mix,
    "fleet_by_offer": fleet_by_offer,
    "fleet_against_demand": lambda plan: fleet_against_demand(plan, *first_pool(plan)),
    "workload_against_demand": lambda plan: workload_against_demand(plan, first_workload(plan)),
    "cost_by_term": cost_by_term,
    "cost_by_period": cost_by_period,
    "commitment_exposure": commitment_exposure,
    "site_power": site_power,
    "matrix": matrix,
    "factory_line": lambda plan: factory_line(plan, first_workload(plan)),
    "evidence": evidence,
}
"""Every chart of one plan."""


def first_pool(plan: Plan) -> tuple[str, str]:
    """The pool that needs most; a made-up one where the plan has none."""
    most = max(plan.pools, key=lambda row: row.busy, default=None)
    return (most.accelerator, most.site) if most else ("none", "nowhere")


def first_workload(plan: Plan) -> str:
    """A workload of the plan; a made-up one where it has none."""
    return plan.service[0].workload if plan.service else "nothing"


def numbers(value: object) -> Iterator[float]:
    """All numbers of a JSON value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def empty_plan(plan: Plan) -> Plan:
    """A plan that orders, holds, serves and pays nothing."""
    nothing = ("orders", "fleet", "rent", "run", "dispatch", "headroom", "ports", "sites", "pools", "service")
    costs = plan.costs.model_copy(
        update={
            "lines": (), "by_term": {}, "by_term_discounted": {}, "total_nominal_usd": 0.0, "total_discounted_usd": 0.0
        }
    )  # fmt: skip
    evidence_of = plan.evidence.model_copy(update={"by_grade": (), "sentence": "No money rests on anything."})
    lists = dict.fromkeys((*nothing, "unassigned", "removed_arcs", "capacities"), ())
    return plan.model_copy(update={**lists, "costs": costs, "evidence": evidence_of})


def one_period(plan: Plan, at: int = 0) -> Plan:
    """A plan cut to one of its periods; its orders are those placed and in service then."""
    period = plan.periods[at].period
    lists = ("fleet", "rent", "run", "dispatch", "headroom", "sites", "pools", "service", "unassigned")
    kept = {name: tuple(row for row in getattr(plan, name) if row.period == period) for name in lists}
    orders = tuple(
        order.model_copy(update={"order_period": period, "in_service_period": period}) for order in plan.orders
    )
    lines = tuple(line for line in plan.costs.lines if line.period == period)
    costs = plan.costs.model_copy(update={"lines": lines})
    return plan.model_copy(update={**kept, "orders": orders, "periods": (plan.periods[at],), "costs": costs})


TERMS = (
    "lease_payments", "reserve_payments", "ownership_payments", "usage_payments", "on_demand", "spot", "support",
    "software", "electricity", "space", "egress", "porting", "upkeep", "sla_penalty", "holdings", "fixed",
)  # fmt: skip


class Place(NamedTuple):
    """An offer of its own, with the names that long names are."""

    number: int
    mode: Mode

    @property
    def pool(self) -> dict[str, str]:
        """Accelerator and site."""
        return {"accelerator": f"accelerator-{self.number:02}-of-a-long-name", "site": f"site-{self.number % 12:02}"}

    @property
    def held(self) -> dict[str, Any]:
        """Fields of what an offer holds."""
        return {**self.pool, "offer": f"offer-{self.number:02}-of-a-very-long-name-that-goes-on", "mode": self.mode}

    @property
    def is_firm(self) -> bool:
        """Whether it is ordered for a term."""
        return self.mode in FIRM_MODES

    def amount(self, period: int) -> float:
        """Accelerators in a period."""
        return 8.0 * (1 + self.number + (period * (self.number + 3)) % 7)


def large_plan(plan: Plan, periods: int = 120, offers: int = 40) -> Plan:
    """A plan of so many months and offers, each of an accelerator and a site of its own with a long name."""
    months = [month_text(month_number("2027-01") + n) for n in range(periods)]
    modes: tuple[Mode, ...] = ("buy", "lease", "reserve", "on_demand")
    cells = [(Place(n, modes[n % 4]), t, month) for n in range(offers) for t, month in enumerate(months)]
    return plan.model_copy(
        update={
            "periods": tuple(Period(period=month, months=1, hours={"peak": 60.0, "base": 670.0}) for month in months),
            "orders": tuple(_orders({place for place, _, _ in cells}, months)),
            "fleet": tuple(
                Fleet(**p.held, period=month, packs=1.0, accelerators=p.amount(t)) for p, t, month in cells if p.is_firm
            ),
            "rent": tuple(
                Rent(**p.held, period=month, block=block, packs=1.0, accelerators=p.amount(t))
                for p, t, month in cells if not p.is_firm for block in ("peak", "base")
            ),
            "dispatch": tuple(
                Dispatch(workload="chat", geography="eu", **p.pool, period=month, block="peak", share=1 / offers,
                         accelerators=0.7 * p.amount(t))
                for p, t, month in cells
            ),
            "pools": tuple(
                PoolUse(**p.pool, period=month, block="peak", in_service=p.amount(t) * p.is_firm,
                        rented=p.amount(t) * (not p.is_firm), busy=0.7 * p.amount(t), set_aside=0.9 * p.amount(t),
                        credit=None, utilization=0.7)
                for p, t, month in cells
            ),
            "sites": tuple(_site(site, t, month) for site in range(12) for t, month in enumerate(months)),
            "service": tuple(plan.service[-1].model_copy(update={"period": month}) for month in months),
            "costs": _costs(plan, months),
        }
    )  # fmt: skip


def _orders(places: set[Place], months: list[str]) -> Iterator[Order]:
    for place in sorted(places):
        for start in (place.number % 30, 40 + place.number % 30) if place.is_firm else ():
            end = months[start + 42]
            yield Order(
                **place.held, vendor="oem", order_period=months[start], in_service_period=months[start + 6],
                service_until=end, ends=end, packs=1.0, accelerators=8.0, cost_usd=1e5 + place.number,
            )  # fmt: skip


def _site(number: int, t: int, month: str) -> SiteUse:
    power = 100.0 + t
    return SiteUse(
        site=f"site-{number:02}", period=month, power_kw=power, power_cap_kw=300.0, power_share=power / 300, racks=3.0,
        rack_cap=None, rack_share=None, energy_kwh=70_000.0, carbon_kg=20_000.0,
    )  # fmt: skip


def _costs(plan: Plan, months: list[str]) -> Costs:
    lines = tuple(
        CostLine(term=term, kind="opex", period=month, nominal_usd=1e5 + 7 * t + n, discounted_usd=9e4 + t)
        for n, term in enumerate(TERMS)
        for t, month in enumerate(months)
    )
    by_term = {term: [line for line in lines if line.term == term] for term in TERMS}
    return plan.costs.model_copy(
        update={
            "lines": lines,
            "by_term": {term: sum(line.nominal_usd for line in own) for term, own in by_term.items()},
            "by_term_discounted": {term: sum(line.discounted_usd for line in own) for term, own in by_term.items()},
            "total_nominal_usd": sum(line.nominal_usd for line in lines),
            "total_discounted_usd": sum(line.discounted_usd for line in lines),
        }
    )
