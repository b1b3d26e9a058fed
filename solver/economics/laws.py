"""What must hold of a plan and its alternatives, whatever the scenario."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from models.roi import DepreciationYear, RoiReport, Weighed

CENT = 0.015
"""How far sums of rounded amounts may be off [USD]."""
EXACT = 1e-9
"""The same as a share, of amounts from the search."""


def broken_laws(report: RoiReport) -> Iterator[str]:
    """Every law that the figures break, in a sentence."""
    for row in report.alternatives:
        yield from _of_money(row)
        if not row.is_plan:
            yield from _of_restriction(report.plan, row)
    yield from _of_depreciation(report.depreciation)


def _of_money(row: Weighed) -> Iterator[str]:
    """Parts add up to the total."""
    if row.money is None:
        return
    money, flow = row.money, row.money.flow
    sums = {
        "dates against the nominal cost": (fsum(each.cost_usd for each in flow), money.nominal_usd),
        "dates against the NPV": (fsum(each.discounted_usd for each in flow), money.paid_usd),
        "capex and opex against the nominal cost": (money.capex_usd + money.opex_usd, money.nominal_usd),
    }
    if money.worth:
        worth, net = money.worth, fsum(each.net_usd or 0.0 for each in flow)
        sums["dates against value less cost"] = net, worth.net_nominal_usd
        sums["NPV of value less that of cost against value less cost"] = worth.value_usd - worth.cost_usd, worth.net_usd
    for what, (parts, total) in sums.items():
        if abs(parts - total) > CENT:
            yield f"{row.name}: {what}: {parts:.2f} is not {total:.2f} USD"


def _of_restriction(plan: Weighed, row: Weighed) -> Iterator[str]:
    """A restriction makes nothing cheaper: its bound is not below that of the plan by more than its gap, which is to
    say that its cost is not below it. A saving is at most what the alternative pays. What the user wrote may do more
    than restrict."""
    if row.money is None or plan.money is None or plan.bound_usd is None:
        return
    slack = CENT + EXACT * abs(plan.bound_usd)
    is_whole = row.shortage_usd <= 0 and row.kind != "own"
    cost = row.money.paid_usd
    if is_whole and cost < plan.bound_usd - slack:
        yield f"{row.name}: {cost:.2f} USD is below the bound of the plan, {plan.bound_usd:.2f} USD"
    if row.against and plan.money.paid_usd >= 0 and row.against.saving_usd > cost + CENT:
        yield f"{row.name}: a saving of {row.against.saving_usd:.2f} is more than it pays, {cost:.2f} USD"


def _of_depreciation(years: tuple[DepreciationYear, ...]) -> Iterator[str]:
    """Every method writes off what was bought."""
    bought = fsum(year.capex_usd for year in years)
    written = {
        "straight-line": fsum(year.straight_line_usd for year in years),
        "declining-balance": fsum(year.declining_usd for year in years),
    }
    for method, usd in written.items():
        if abs(usd - bought) > CENT:
            yield f"{method} depreciation writes off {usd:.2f} of {bought:.2f} USD"
