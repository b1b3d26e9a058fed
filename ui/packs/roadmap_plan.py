"""Days 61 to 90: bands with milestones and signals, the calendar of reviews and benchmarks, and hardware that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.calendar import month_number, month_text
from models.hedge import Hedge
from models.lifecycle import LifecyclePolicy
from models.numbers import plain
from models.packs.paper import Section
from models.packs.roadmap import Ending
from models.plan import Plan
from ui.band_report import band_sentences
from ui.figures import count, percent, usd, whole_usd
from ui.lifecycle_report import sentences
from ui.packs.approvals import approvals_of
from ui.packs.board_risk import open_points
from ui.packs.setting import first_names, most, section, table
from ui.packs.source import Source

MOST_TRANCHES = 12
MOST_MONTHS = 10
MOST_DATES = 4
MOST_ENDINGS = 12
MOST_SAID = 4
TRANCHES = (
    *("Tranche", "Band", "What", "Order by [month]", "Released by", "Milestone"),
    *("Owner", ">Payments, discounted [USD]"),
)
ORDERS = ("Order by [month]", ">Orders and contracts", ">Accelerators", ">Payments, nominal [USD]")
ENDINGS = (
    "Accelerator",
    ">Most in service [accelerators]",
    "In service until at least [month]",
    "Support ends [month]",
)
UNHEDGED = (
    "The plan is made for one case: bands with signals need one plan for all cases, which the "
    "command steelyard hedge makes; until then its orders by month are the phases."
)


def buy_plan(source: Source, last: date) -> list[Section]:
    """Bands or orders by month, the calendar, what ends when."""
    hedge = source.plan.hedge
    phases = _bands(source.plan, hedge) if hedge else _months(source)
    return [phases, _cadence(source, last), *_lifecycle(source)]


def _bands(plan: Plan, hedge: Hedge) -> Section:
    """Bands in sums, and their dearest tranches by date."""
    dearest = sorted(hedge.tranches, key=lambda row: -row.cost_usd)
    shown, more = most(dearest, MOST_TRANCHES)
    milestones = {each.id: each.name or each.id for each in hedge.milestones}
    rows = [
        (
            *(row.id, row.band, f"{count(row.accelerators)} x {plan.names.accelerator(row.accelerator)}", row.order_by),
            " or ".join(row.triggers) or "firm",
            milestones.get(row.milestone or "", ""),
            row.owner,
            whole_usd(row.cost_usd),
        )
        for row in sorted(shown, key=lambda row: (row.order_by, -row.cost_usd))
    ]
    said = [*band_sentences(hedge), *open_points(hedge)]
    if more:
        rest = usd(sum(row.cost_usd for row in dearest[MOST_TRANCHES:]))
        said.append(f"Below stand the dearest tranches; {more} more take {rest} together, discounted.")
    return section("Bands, as the plan has them", said, table(TRANCHES, rows), is_part=True)


def _months(source: Source) -> Section:
    """Orders of a plan for one case, month by month."""
    due = approvals_of(source)
    found = [*due.now, *due.later, *due.besides]
    months = sorted({each.by for each in found})
    shown, more = most(months, MOST_MONTHS)
    rows = []
    for month in shown:
        own = [each for each in found if each.by == month]
        units, paid = sum(each.accelerators for each in own), sum(each.cost_usd for each in own)
        rows.append((month, count(len(own)), count(units), whole_usd(paid)))
    said = [UNHEDGED, *([f"{more} more months have orders, the last {months[-1]}."] if more else [])]
    said += [] if found else ["Nothing is ordered or signed in the plan: all is rented by the hour or held."]
    return section("Phases, as the plan has them", said, table(ORDERS, rows), is_part=True)


def _cadence(source: Source, last: date) -> Section:
    """Dates of reviews and benchmarks from the end of the 90 days on, and the reviews of the plan itself."""
    plan, roadmap = source.plan, source.scenario.procurement.roadmap
    said = [
        f"Architecture review every {roadmap.review_months} months: {_dates(plan, last, roadmap.review_months)}.",
        f"Benchmarks anew every {roadmap.benchmark_months} months: {_dates(plan, last, roadmap.benchmark_months)}.",
    ]
    early = [due for due in approvals_of(source).now if due.by <= last.isoformat()[:7]]
    if early:
        paid = usd(sum(due.cost_usd for due in early))
        said.insert(
            0, f"{paid} are due by {last.isoformat()[:7]}, before these 90 days end: approve that ahead of them."
        )
    if plan.hedge:
        said += [
            f"Signals are read in {split.month}, when {first_names([' or '.join(g) for g in split.groups])} part."
            for split in plan.hedge.splits
        ]
    return section("Calendar", said, is_part=True)


def _dates(plan: Plan, last: date, every: int) -> str:
    """`2027-02, 2027-05, ... until 2029-11`: the first dates inside the horizon, and the last."""
    final = month_number(plan.periods[-1].period) + plan.periods[-1].months
    first = 12 * last.year + last.month - 1 + every
    months = [month_text(number) for number in range(first, max(final, first + 1), every)]
    more = f", and so on until {months[-1]}" if len(months) > MOST_DATES else ""
    return f"{', '.join(months[:MOST_DATES])}{more}"


def endings(source: Source) -> list[Ending]:
    """Accelerators that the plan has in service, those whose support ends first before all others."""
    most_at: dict[str, float] = {}
    until: dict[str, str] = {}
    by_period: dict[tuple[str, str], float] = {}
    for row in source.plan.fleet:
        key = row.accelerator, row.period
        by_period[key] = by_period.get(key, 0.0) + row.accelerators
    for (accelerator, period), number in by_period.items():
        most_at[accelerator] = max(most_at.get(accelerator, 0.0), number)
        until[accelerator] = max(until.get(accelerator, period), period)
    ends = {each.id: each.end_of_support for each in source.scenario.accelerators}
    found = [
        Ending(
            accelerator=source.plan.names.accelerator(known),
            most=most_at[known],
            last_service=until[known],
            end_of_support=ends[known],
        )
        for known in most_at
    ]
    return sorted(found, key=lambda row: (row.end_of_support or "9999", row.accelerator))


def _lifecycle(source: Source) -> Iterator[Section]:
    """When units are retired, whose support ends when, what meets the rule."""
    rows = endings(source)
    known, open_ = [row for row in rows if row.end_of_support], [row for row in rows if not row.end_of_support]
    shown, more = most(known, MOST_ENDINGS)
    cells = [(row.accelerator, count(row.most), row.last_service, row.end_of_support or "") for row in shown]
    said = [*_rule(source.scenario.policy.lifecycle)]
    if open_:
        names = first_names([row.accelerator for row in open_], 6)
        said.append(f"No end of support is stated for {names}: ask the vendors for a date before the order.")
    said += [f"{more} more end later."] if more else []
    said += most(sentences(source.plan), MOST_SAID)[0]
    yield section("Hardware that ends", said, table(ENDINGS, cells), is_part=True)


def _rule(rule: LifecyclePolicy) -> Iterator[str]:
    """The rule of retiring in words."""
    asked = []
    if rule.retire_cost_ratio is not None:
        times = "" if rule.retire_cost_ratio == 1 else f"{plain(rule.retire_cost_ratio)} times "
        asked.append(f"running them costs more than {times}their work elsewhere")
    if rule.retire_utilization is not None:
        asked.append(f"their pool is busy for less than {percent(rule.retire_utilization)} of its hours")
    if asked:
        yield f"Units are retired where for {rule.retire_months} months in a row {' or '.join(asked)}."
    else:
        yield "No rule says when units are retired: give one in the policy of the scenario."
    yield f"That is looked at every {rule.review_every_months} months; no unit serves past the end of its support."
