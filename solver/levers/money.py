"""The money of a plan with levers: what it saves year by year, and what the levers cost themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from models.calendar import month_number
from models.cents import cents, rounded_to_sum
from models.finance import Flow, added, discounted
from models.lever_report import Pulled, SavedInYear
from models.levers import Lever
from models.plan import Plan
from models.scenario import Scenario


def own_flow(s: Scenario, lever: Lever) -> dict[int, float]:
    """What a lever costs by month from the start [USD]: to introduce at the start of its month, to keep at the end of
    each."""
    first = month_number(lever.month or s.horizon.start) - s.horizon.first
    kept = {month: lever.monthly_usd for month in range(first + 1, s.horizon.months + 1) if lever.monthly_usd}
    return added(kept, {first: lever.one_off_usd}) if lever.one_off_usd else kept


def pulled(s: Scenario, base: Plan, plan: Plan, levers: Iterable[Lever]) -> Pulled:
    """A plan with levers against the plan without."""
    flow = added(*(own_flow(s, lever) for lever in levers))
    own = round(sum(discounted(flow, s.policy.finance.discount_rate).values()), 2)
    saving = round(cents(base.objective_usd) - cents(plan.objective_usd), 2)
    net = round(saving - own, 2)
    return Pulled(
        cost_usd=cents(plan.objective_usd),
        bound_usd=cents(plan.bound_usd),
        gap=plan.gap,
        saving_usd=saving,
        at_least_usd=round(cents(base.bound_usd) - cents(plan.objective_usd), 2),
        at_most_usd=round(cents(base.objective_usd) - cents(plan.bound_usd), 2),
        own_usd=own,
        net_usd=net,
        net_per_year_usd=round(12 * net / s.horizon.months, 2),
        years=tuple(_years(s, base, plan, flow, saving)),
    )


def _years(s: Scenario, base: Plan, plan: Plan, flow: Flow, saving: float) -> Iterable[SavedInYear]:
    """By calendar year, in cents that add up to the saving."""
    nominal: dict[int | None, float] = defaultdict(float)
    worth: dict[int | None, float] = defaultdict(float)
    own: dict[int | None, float] = defaultdict(float)
    for sign, lines in ((1, base.costs.lines), (-1, plan.costs.lines)):
        for line in lines:
            year = int(line.period[:4]) if line.period else None
            nominal[year] += sign * line.nominal_usd
            worth[year] += sign * line.discounted_usd
    for month, usd in flow.items():
        own[(s.horizon.first + min(month, s.horizon.months - 1)) // 12] += usd
    years = sorted({*nominal, *own}, key=lambda year: (year is None, year or 0))
    parts, _ = rounded_to_sum([worth[year] for year in years], total=saving)
    for year, part in zip(years, parts, strict=True):
        yield SavedInYear(
            year=year, nominal_usd=cents(nominal[year]), discounted_usd=float(part), own_usd=cents(own[year])
        )
