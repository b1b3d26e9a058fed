"""What a plan returns against its alternatives: money by date, payback and rates computed again.

The money of the plan is that of its own bill. That of alternatives, which are other plans, is taken as stated: its
parts must add up, what is said of the plan against it must follow from both, and none may cost less than the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from math import fsum

from models.plan import Plan
from models.roi import Against, Crossover, DepreciationYear, Money, RoiReport, Weighed
from solver.proof.audit.auditor import Examination
from solver.proof.audit.bill import Bill
from solver.proof.audit.facts import Facts
from solver.proof.audit.notes import CENT, CENT_SLACK, Notes

ASSETS = ("hardware_purchase", "lease_buyouts", "site_expansion", "holdings_purchase")
"""Cost terms that are written off."""
NOTHING = 0.005
"""Amounts closer to 0 are 0: money is stated in cents [USD]."""
RATE_SLACK = 1e-6
"""How far the present value at a stated rate may be from 0, as a share of all that is paid and received."""
SUM_SLACK = CENT + CENT_SLACK
Flow = Mapping[int, float]


def check_returns(plan: Plan, found: Examination, notes: Notes) -> None:
    """Every figure of `roi` that follows from the scenario, the plan and what is stated of other plans."""
    roi = plan.roi
    if roi is None:
        return
    _check_head(plan, roi, found.state.facts, notes)
    _check_plan(plan, roi.plan, found.bill, notes)
    for row in roi.alternatives:
        _check_row(plan, roi, row, notes)
    _check_depreciation(plan, roi.depreciation, notes)
    for each in roi.crossovers:
        _check_crossover(each, found.state.facts, notes)


def _check_head(plan: Plan, roi: RoiReport, facts: Facts, notes: Notes) -> None:
    horizon = facts.scenario.horizon
    for name, own in (
        ("case", plan.provenance.case),
        ("start", horizon.start),
        ("months", horizon.months),
        ("discount_rate", facts.policy.finance.discount_rate),
    ):
        notes.same("roi", name, getattr(roi, name), own)
    notes.once("roi.alternatives", (row.id for row in roi.alternatives))
    notes.same("roi", "what the first row is", roi.plan.kind, "plan")


def _check_plan(plan: Plan, row: Weighed, bill: Bill, notes: Notes) -> None:
    """The row of the plan states the plan's own money, date by date."""
    money = row.money
    if money is None:
        notes.sentences.append("roi (plan): the plan has no money")
        return
    costs = plan.costs
    for field, own in (
        ("paid_usd", plan.objective_usd),
        ("nominal_usd", costs.total_nominal_usd),
        ("capex_usd", fsum(line.nominal_usd for line in costs.lines if line.kind == "capex")),
        ("opex_usd", fsum(line.nominal_usd for line in costs.lines if line.kind == "opex")),
    ):
        notes.usd("roi (plan)", field, getattr(money, field), own)
    last = plan.periods[0].months * len(plan.periods)
    stated = {min(each.month, last): 0.0 for each in money.flow}
    for each in money.flow:
        stated[min(each.month, last)] += each.cost_usd
    own_flow: dict[int, Decimal] = {}
    for month, amount in bill.dated.items():
        own_flow[min(month, last)] = own_flow.get(min(month, last), Decimal(0)) + amount
    rounded = abs(float(sum(own_flow.values(), Decimal(0))) - costs.total_nominal_usd)
    for month in sorted({*stated, *own_flow}):
        due = float(own_flow.get(month, Decimal(0)))
        notes.near("roi (plan)", f"cost at month {month} [USD]", stated.get(month, 0.0), due, 2 * CENT + rounded)


def _check_row(plan: Plan, roi: RoiReport, row: Weighed, notes: Notes) -> None:
    where, own = f"roi ({row.id})", roi.plan.money
    if row.money is None:
        notes.same(where, "against", row.against, None)
        return
    _check_money(row.money, roi, where, notes)
    if row.is_plan:
        notes.same(where, "money", row.money, own)
    cost = row.money.paid_usd + row.shortage_usd
    if row.bound_usd is not None and row.bound_usd > cost + SUM_SLACK:
        notes.sentences.append(f"{where}: bound_usd lies above its cost of {cost:.2f} USD")
    is_restriction = row.kind != "own" and not row.shortage_usd
    if is_restriction and row.money.paid_usd < plan.bound_usd - SUM_SLACK - 1e-9 * abs(plan.bound_usd):
        notes.sentences.append(f"{where}: {row.money.paid_usd:.2f} USD is less than any plan can cost")
    if own is not None and row.against is not None:
        _check_against(own, row.money, row.against, roi.start, where, notes)


def _check_money(money: Money, roi: RoiReport, where: str, notes: Notes) -> None:
    """Dates and books add up to the totals; dates are discounted at the stated rate."""
    sums = (
        ("nominal_usd", fsum(each.cost_usd for each in money.flow)),
        ("paid_usd", fsum(each.discounted_usd for each in money.flow)),
        ("peak_cash_usd", max((each.paid_usd for each in money.flow), default=0.0)),
    )
    for field, total in sums:
        notes.near(where, f"{field} [USD]", getattr(money, field), total, SUM_SLACK)
    notes.near(where, "capex and opex [USD]", money.capex_usd + money.opex_usd, money.nominal_usd, SUM_SLACK)
    notes.once(f"{where}.flow", (each.month for each in money.flow))
    for each in money.flow:
        if each.month < roi.months:
            worth = each.cost_usd * _factor(roi.discount_rate, each.month)
            notes.near(where, f"discounted cost at month {each.month} [USD]", each.discounted_usd, worth, 4 * CENT)


def _factor(rate: float, month: float) -> float:
    return float((1 + rate) ** (-month / 12))


def _check_against(plan: Money, other: Money, said: Against, start: str, where: str, notes: Notes) -> None:
    """Savings, extra spend, payback and rates follow from both flows."""
    flow = _difference(other, plan, "cost_usd")
    worth = _difference(other, plan, "discounted_usd")
    extra = max([0.0, *(-usd for usd in accumulate(flow.values()))])
    notes.usd(where, "saving_usd", said.saving_usd, other.paid_usd - plan.paid_usd)
    notes.usd(where, "saving_nominal_usd", said.saving_nominal_usd, other.nominal_usd - plan.nominal_usd)
    notes.usd(where, "extra_usd", said.extra_usd, extra)
    share = said.saving_usd / other.paid_usd if other.paid_usd > 0 else None
    notes.figure(where, "saving_share", said.saving_share, share)
    notes.same(where, "payback_month", said.payback_month, _payback(flow))
    notes.same(where, "payback_discounted_month", said.payback_discounted_month, _payback(worth))
    if said.roi is None or extra <= NOTHING:
        notes.same(where, "whether there is a roi", said.roi is not None, extra > NOTHING)
    else:
        notes.near(where, "roi", said.roi, fsum(flow.values()) / extra, CENT / extra)
    years = {month: month / 12 for month in flow}
    days = {month: (_day(start, month) - _day(start, 0)).days / 365 for month in flow}
    for name, rate, when in (("irr_per_year", said.irr_per_year, years), ("xirr_per_year", said.xirr_per_year, days)):
        if rate is not None:
            _check_rate(flow, rate, when, f"{where}: {name}", notes)


def _difference(one: Money, other: Money, field: str) -> dict[int, float]:
    """By month in order, what one is charged less what the other is [USD]."""
    sums: dict[int, float] = {}
    for money, sign in ((one, 1), (other, -1)):
        for each in money.flow:
            sums[each.month] = sums.get(each.month, 0.0) + sign * getattr(each, field)
    return dict(sorted(sums.items()))


def _payback(flow: Flow) -> int | None:
    """The month from which on the cumulated flow stays at 0 or above; 0: it is never below; None: below at the end."""
    below = [(month, so_far < -NOTHING) for month, so_far in zip(flow, accumulate(flow.values()), strict=True)]
    if not any(is_below for _, is_below in below):
        return 0
    if below[-1][1]:
        return None
    return next(now for (_, was_below), (now, _) in reversed(list(pairwise(below))) if was_below)


def _check_rate(flow: Flow, rate: float, years: Mapping[int, float], where: str, notes: Notes) -> None:
    """At a rate of return, what is received is worth what is paid; there is one where sums turn from - to + once."""
    value = fsum(usd * (1 + rate) ** -years[month] for month, usd in flow.items())
    whole = fsum(abs(usd) * (1 + rate) ** -years[month] for month, usd in flow.items())
    notes.near(where, "present value at this rate [USD]", value, 0.0, RATE_SLACK * whole)
    signs = [so_far > 0 for so_far in accumulate(flow.values()) if abs(so_far) > NOTHING]
    turns = sum(a != b for a, b in pairwise(signs))
    if not signs or signs[0] or turns != 1:
        notes.sentences.append(f"{where}: the flow has not exactly one rate of return")


def _day(start: str, month: int) -> date:
    year, first = (int(part) for part in start.split("-"))
    return date(year + (first - 1 + month) // 12, (first - 1 + month) % 12 + 1, 1)


def _check_depreciation(plan: Plan, years: Iterable[DepreciationYear], notes: Notes) -> None:
    """Every method writes off what the plan buys."""
    years = tuple(years)
    notes.once("roi.depreciation", (year.fiscal_year for year in years))
    bought = fsum(line.nominal_usd for line in plan.costs.lines if line.term in ASSETS)
    slack = CENT * max(1, sum(line.term in ASSETS for line in plan.costs.lines))
    for name in ("capex_usd", "straight_line_usd", "declining_usd"):
        total = fsum(getattr(year, name) for year in years)
        notes.near("roi.depreciation", f"sum of {name} [USD]", total, bought, slack + CENT_SLACK)


def _check_crossover(each: Crossover, facts: Facts, notes: Notes) -> None:
    """Ways are offers of the accelerator; at a crossing both cost the same."""
    where, ways = f"roi.crossovers ({each.accelerator})", {way.offer: way for way in each.ways}
    for way in each.ways:
        offer = facts.offers[way.offer].offer if way.offer in facts.offers else None
        own = None if offer is None else (offer.accelerator, offer.mode, offer.site)
        notes.same(where, f"way {way.offer}", (each.accelerator, way.mode, way.site), own)
    for crossing in each.crossings:
        for name in (crossing.firm, crossing.flexible):
            if name not in ways:
                notes.sentences.append(f"{where}: {name} is none of the ways")
                continue
            own_usd = ways[name].fixed_usd_per_hour / crossing.utilization + ways[name].running_usd_per_hour
            notes.figure(where, f"usd_per_hour of {name} [USD/h]", crossing.usd_per_hour, own_usd)
