"""The scenario of a re-planning: firm orders as holdings, none added before they end, demand at its measured level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.calendar import Horizon, month_number
from models.cases import in_case
from models.hardware import Holding
from models.lanes import OF_LANE
from models.offer import Offer
from models.replanning import FirmOrder, Previous
from models.scenario import Scenario
from models.vocabulary import FIRM_MODES, FirmMode, Mode
from models.workload import Workload

FIRM: dict[Mode, FirmMode] = {mode: mode for mode in FIRM_MODES}
LEVEL_MONTHS = 3
"""Measured months, the last ones given, whose sum against the forecast says how high demand is now."""


def planned_in(scenario: Scenario, case_id: str, previous: Previous | None) -> Scenario:
    """The scenario that is planned for a case: its changes laid in, then what is firm of a previous plan.

    KeyError for an unknown case; ValueError where firm orders do not fit the case.
    """
    return replanned(in_case(scenario, case_id), previous, scenario)


def replanned(scenario: Scenario, previous: Previous | None, signed: Scenario | None = None) -> Scenario:
    """The scenario that is planned, where there is a previous plan; without one the scenario itself.

    A holding of the scenario with the id of a firm order stands for it: what it says counts.

    Parameters
    ----------
    signed: the scenario on whose terms firm orders stand, where `scenario` is in a case: what is signed is as it is.
    """
    if previous is None:
        return scenario
    known, on_offer = {h.id for h in scenario.holdings}, {o.id for o in scenario.offers}
    firm = [holding_of(signed or scenario, order) for order in previous.firm if order.id not in known]
    kept = [h if h.offer in on_offer else h.model_copy(update={"offer": None}) for h in firm]
    changed = {
        "holdings": (*scenario.holdings, *kept),
        "cases": tuple(case.model_copy(update={"changes": {}}) if case.changes else case for case in scenario.cases),
        "offers": tuple(_still_on_offer(scenario.horizon, offer, previous) for offer in scenario.offers),
        "workloads": tuple(_at_level(scenario.horizon, workload, previous) for workload in scenario.workloads),
    }
    return Scenario(**{name: changed.get(name, getattr(scenario, name)) for name in Scenario.model_fields})


def holding_of(scenario: Scenario, order: FirmOrder) -> Holding:
    """A firm order as one of the holdings, on the terms of its offer. KeyError where there is no such offer."""
    offer = {o.id: o for o in scenario.offers}[order.offer]
    is_of_lane = (order.dedicated_to or "").startswith(OF_LANE)
    support = offer.support_share_per_year * offer.upfront_usd / 12
    return Holding(
        id=order.id,
        accelerator=offer.accelerator,
        site=offer.site,
        vendor=offer.vendor,
        accelerators=order.packs * offer.pack,
        since=order.since,
        until=order.until,
        mode=FIRM[offer.mode],
        offer=offer.id,
        ordered=order.ordered if order.ordered >= scenario.horizon.start else None,
        bucket=offer.bucket or _bucket(scenario, order.dedicated_to or ""),
        lane=_lane(scenario, order.dedicated_to or "") if is_of_lane else None,
        dedicated_to=None if is_of_lane else order.dedicated_to,
        upfront_usd=offer.upfront_usd / offer.pack,
        monthly_usd=(offer.monthly_usd + support) / offer.pack,
        committed_usd_per_hour=offer.committed_usd_per_hour / offer.pack,
        beside_usd_per_month=offer.software_usd_per_year / 12 + sum(offer.beside_usd_per_month.values()),
        life_months=offer.life_months,
        availability=offer.availability,
        capacity_credit=offer.credit,
        evidence=offer.evidence,
    )


def _bucket(scenario: Scenario, owner: str) -> str | None:
    """The bucket of the work that units are dedicated to."""
    return next((w.bucket for w in scenario.workloads if w.id == owner.rpartition("@")[0]), None)


def _lane(scenario: Scenario, owner: str) -> str:
    """A lane of the group that owns units."""
    name = owner.removeprefix(OF_LANE)
    return next((group.lanes[0] for group in scenario.policy.lane_groups if group.id == name), name)


def _still_on_offer(horizon: Horizon, offer: Offer, previous: Previous) -> Offer:
    """An offer without what firm orders inside the horizon take of it, open from the month in which they end."""
    if not offer.is_firm or previous.firm_until <= horizon.start:
        return offer
    first = max(offer.order_from or previous.firm_until, previous.firm_until)
    if offer.max_packs is None:
        return offer.model_copy(update={"order_from": first})
    mine = (order for order in previous.firm if order.offer == offer.id and order.ordered >= horizon.start)
    left = max(0.0, offer.max_packs - sum(order.packs for order in mine))
    return offer.model_copy(update={"order_from": first, "max_packs": left})


def _at_level(horizon: Horizon, workload: Workload, previous: Previous) -> Workload:
    ratios = dict(levels(horizon, workload, previous))
    if not ratios:
        return workload
    return workload.model_copy(
        update={"demand": tuple(demand.scaled(ratios.get(demand.geography, 1.0)) for demand in workload.demand)}
    )


def levels(horizon: Horizon, workload: Workload, previous: Previous) -> Iterator[tuple[str, float]]:
    """Geography and measured demand over forecast, in the last measured months. ValueError where the latter is 0."""
    measured: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in previous.actuals:
        if row.workload == workload.id:
            measured[row.geography].append((row.month, row.demand))
    outlooks = {demand.geography: demand for demand in workload.demand}
    for geography, rows in measured.items():
        last = sorted(rows)[-LEVEL_MONTHS:]
        forecast = sum(outlooks[geography].at(month_number(month), horizon.first) for month, _ in last)
        if forecast <= 0:
            raise ValueError(f"{workload.id} in {geography}: the forecast of the measured months is 0")
        yield geography, sum(demand for _, demand in last) / forecast


def levelled_months(previous: Previous) -> set[str]:
    """Months whose measured demand counts: the last ones given of each workload and geography."""
    measured: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in previous.actuals:
        measured[row.workload, row.geography].append(row.month)
    return {month for months in measured.values() for month in sorted(months)[-LEVEL_MONTHS:]}
