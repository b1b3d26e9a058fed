"""Tranches of all plans of a hedge: what is ordered at its date, in which band, what waits for which signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from models.bands import BAND_OF, Band, BandTotal, Driver, Tranche, Trigger, in_short
from models.plan import Plan
from models.scenario import Scenario
from solver.hedge.bands.cuts import Cut, cuts, leading
from solver.hedge.bands.instead import instead
from solver.hedge.bands.layers import Layer, Needs, Stack, accelerator_hours, load, milestone, place_of, team
from solver.hedge.bands.order_cost import discounted_usd
from solver.hedge.bands.paths import Key, Paths
from solver.hedge.bands.signals import Signals
from solver.program.instance import Instance

BANDS: tuple[Band, ...] = ("baseline", "growth", "surge")
MORE = 1e-6
"""A case has more demand than another from this share on."""
CLOSE_MARGIN = 0.03
"""A signal whose cases lie nearer than this to its threshold, as a share, is a finding."""


@dataclass(frozen=True)
class Outlooks:
    """The plans of a hedge with what they were made from, by case; tables that several answers need."""

    scenario: Scenario
    instances: Mapping[str, Instance]
    plans: Mapping[str, Plan]
    central: str
    weight: Mapping[str, float]
    paths: Paths
    needs: Mapping[str, Needs]
    hours: Mapping[Key, float]
    """Hours that work keeps accelerators busy in the central case [h]."""
    loads: Mapping[str, float]
    """Accelerator-hours that the plan of the central case would keep busy with the work of each [h]."""

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        instances: Mapping[str, Instance],
        plans: Mapping[str, Plan],
        weight: Mapping[str, float],
        central: str,
    ) -> Outlooks:
        """Gather them; `weight` is the probability of each case."""
        paths = Paths({case: x.scenario for case, x in instances.items()})
        needs = {case: Needs(x.scenario, plans[case], paths, case) for case, x in instances.items()}
        hours = accelerator_hours(plans[central])
        loads = {case: load(paths, hours, case, central) for case in plans}
        return cls(scenario, instances, plans, central, weight, paths, needs, hours, loads)

    def asks_more(self, case: str) -> bool:
        """Whether a case asks for more than the central one."""
        return self.loads[case] > self.loads[self.central] * (1 + MORE)

    def leading(self, cases: tuple[str, ...]) -> str:
        """The central case where it is among them, else the most probable."""
        return leading(cases, self.weight, self.central)


def tranches(o: Outlooks, signals: Signals) -> tuple[Tranche, ...]:
    """All tranches by date of order; those of a case add up to its orders."""
    layers = cuts(o.plans, o.weight, o.central)
    found = [
        _tranche(o, signals, cut, layer)
        for cut, split in zip(layers, _split(o, layers), strict=True)
        for layer in split
    ]
    found.sort(key=lambda row: (row.order_by, BANDS.index(row.band), row.offer, row.dedicated_to or ""))
    return tuple(row.model_copy(update={"id": f"T{n}"}) for n, row in enumerate(found, 1))


def _split(o: Outlooks, layers: Sequence[Cut]) -> list[list[Layer]]:
    """The layers of every cut by driver, in the order of the cuts; the stack grows in the order of service."""
    stack = Stack(o.plans[o.central], o.needs[o.central])
    orders = {offer.id: offer.orders for x in o.instances.values() for offer in x.scenario.offers}
    found: dict[int, list[Layer]] = {}
    for n in sorted(range(len(layers)), key=lambda n: (layers[n].order.in_service_period, n)):
        cut = layers[n]
        if len(cut.cases) == len(o.plans):
            found[n] = stack.split(cut, is_whole=orders[cut.order.offer] == "whole")
        else:
            found[n] = [_conditional(o, cut)]
            if o.central in cut.cases:
                stack.cover(cut.order, "expansion", cut.packs * cut.order.accelerators / cut.order.packs)
    return [found[n] for n in range(len(layers))]


def _conditional(o: Outlooks, cut: Cut) -> Layer:
    """The layer of a cut that only some cases order: expansion where the central one does, or none asks for more."""
    leader = o.leading(cut.cases)
    is_excess = o.central not in cut.cases and any(map(o.asks_more, cut.cases))
    driver: Driver | None = None if is_excess else "expansion"
    needs = o.needs[leader]
    sources = needs.sources(place_of(cut.order), needs.busiest(cut.order))
    return Layer(driver, cut.packs, milestone(sources, driver))


def _tranche(o: Outlooks, signals: Signals, cut: Cut, layer: Layer) -> Tranche:
    order, leader = cut.order, o.leading(cut.cases)
    needs = o.needs[leader]
    works = needs.works(place_of(order), needs.busiest(order))
    is_firm = len(cut.cases) == len(o.plans)
    period = needs.number[order.order_period]
    scenario = o.instances[leader].scenario
    offer = next(offer for offer in scenario.offers if offer.id == order.offer)
    return Tranche(
        id="T0",
        band=BAND_OF[layer.driver] if layer.driver else "surge",
        driver=layer.driver,
        packs=layer.packs,
        accelerators=layer.packs * offer.pack,
        order_by=order.order_period,
        in_service=order.in_service_period,
        cost_usd=_cost(o, cut, layer.packs),
        cases=cut.cases,
        triggers=() if is_firm else signals.releases(cut.cases, period, works),
        milestone=layer.milestone,
        if_not_fired="" if is_firm else instead(o.plans, scenario, cut),
        quote_expires=offer.evidence.expires,
        owner=_owner(scenario, layer, team(scenario, works)),
        **_same_of(order),
    )


def _same_of(order: Any) -> dict[str, Any]:
    return {name: getattr(order, name) for name in ("offer", "accelerator", "site", "vendor", "mode", "dedicated_to")}


def _cost(o: Outlooks, cut: Cut, packs: float) -> float:
    """Mean over the cases of a cut of what so many packs of the order cost [USD], discounted."""
    key = cut.order.offer, cut.order.dedicated_to, cut.order.order_period
    by_case = []
    for case in cut.cases:
        order = next(row for row in o.plans[case].orders if (row.offer, row.dedicated_to, row.order_period) == key)
        by_case.append(o.weight[case] * packs * discounted_usd(o.instances[case], order))
    return round(fsum(by_case) / fsum(o.weight[case] for case in cut.cases), 2)


def _owner(scenario: Scenario, layer: Layer, of_work: str) -> str:
    owners = {milestone.id: milestone.owner for milestone in scenario.milestones}
    return owners.get(layer.milestone or "", "") or of_work or scenario.policy.uncertainty.owner


def totals(rows: Sequence[Tranche], weight: Mapping[str, float]) -> tuple[BandTotal, ...]:
    """The bands that have tranches."""
    return tuple(
        BandTotal(
            band=band,
            accelerators=fsum(row.accelerators for row in own),
            firm_accelerators=fsum(row.accelerators for row in own if not row.triggers),
            firm_usd=round(fsum(row.cost_usd for row in own if not row.triggers), 2),
            expected_usd=round(fsum(row.cost_usd * fsum(weight[case] for case in row.cases) for row in own), 2),
        )
        for band in BANDS
        if (own := [row for row in rows if row.band == band])
    )


def findings(rows: Sequence[Tranche], triggers: Sequence[Trigger]) -> Iterator[str]:
    """What a buyer has to settle before these tranches can be released."""
    loose = [row for row in rows if row.band != "baseline" and row.milestone is None]
    if loose:
        yield f"{_listed(loose)} no milestone: give the part of the demand that each covers one"
    ownerless = [row for row in rows if not row.owner]
    if ownerless:
        where = "a milestone's `owner`, a workload's `funding` or `policy.uncertainty.owner`"
        yield f"{_listed(ownerless)} no owner: name one in {where}"
    late = [row for row in rows if row.quote_expires and row.quote_expires < row.order_by[: len(row.quote_expires)]]
    if late:
        yield f"{_listed(late)} a quote that expires before the order: ask for it to hold until then"
    for trigger in triggers:
        if trigger.workload is None:
            yield f"{trigger.id} is no figure: {trigger.metric}"
        elif trigger.margin is not None and trigger.margin < CLOSE_MARGIN:
            far = f"{100 * trigger.margin:.2g} %"
            yield f"{trigger.id}: a case lies within {far} of its threshold in {trigger.month}, easily mistaken"


def _listed(rows: Sequence[Tranche]) -> str:
    """`T1-T3 have`."""
    return f"{in_short([row.id for row in rows])} {'have' if len(rows) > 1 else 'has'}"
