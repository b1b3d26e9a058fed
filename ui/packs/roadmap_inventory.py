"""Days 1 to 30: the workloads, today's fleet and its cost, as the plan knows them, and what nobody measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.hardware import Holding
from models.numbers import plain
from models.packs.paper import Section
from models.packs.roadmap import KnownFleet, KnownWork
from models.plan import Plan
from models.units import HOURS_PER_TIME
from ui.figures import count, grade, percent, usd, whole_usd, words
from ui.packs.setting import first_names, most, section, table
from ui.packs.source import Source

MOST_WORK = 12
MOST_FLEET = 8
WORK = (
    *("Workload", "Kind", "Throughput rests on", "Unit of demand", ">Mean, first period [unit]"),
    *(">Peak, first period [unit]", ">Mean, last period [unit]", ">Cost in the plan, nominal [USD]"),
)
FLEET = ("Today's fleet", ">Accelerators", ">Payments [USD/month]", ">Busy, first period [%]", "Gone from [month]")


def inventory(source: Source) -> list[Section]:
    """What is known of work and fleet, and what is still to be measured."""
    return [_work(source), _fleet(source), section("To be measured", _unmeasured(source), is_part=True)]


def known_work(source: Source) -> list[KnownWork]:
    """The workloads (of queues each by itself), the dearest first."""
    plan = source.plan
    served = sorted((row for row in plan.capacities if row.share_served), key=lambda row: row.share_served or 0.0)
    grades = {row.workload: row.grade for row in served}
    kinds = {each.id: each.workload_class for each in source.scenario.streams}
    rows = defaultdict(list)
    for row in plan.service:
        rows[row.workload].append(row)
    found = [
        KnownWork(
            workload=workload,
            name=plan.names.workload(workload),
            kind=words(kinds[workload]),
            unit=own[0].unit,
            mean_demand=own[0].mean_demand,
            peak_demand=own[0].peak_demand,
            last_demand=own[-1].mean_demand,
            cost_usd=sum(row.cost_usd for row in own),
            grade=grades.get(workload),
        )
        for workload, own in rows.items()
    ]
    return sorted(found, key=lambda row: (-row.cost_usd, row.workload))


def _work(source: Source) -> Section:
    rows = known_work(source)
    shown, more = most(rows, MOST_WORK)
    said = [f"{len(rows)} workload{'s' * (len(rows) > 1)} by forecast; measured demand is to take its place."]
    if more:
        rest = sum(row.cost_usd for row in rows[MOST_WORK:])
        said.append(f"{more} more cost {usd(rest)} together, nominal; plan.json lists them.")
    return section("Workloads known already", said, table(WORK, map(_cells, shown)), is_part=True)


def _cells(row: KnownWork) -> tuple[str, ...]:
    demands = map(plain, (row.mean_demand, row.peak_demand, row.last_demand))
    rests = grade(row.grade) if row.grade else "nothing: it is not served"
    return row.name, row.kind, rests, row.unit, *demands, whole_usd(row.cost_usd)


def known_fleet(source: Source) -> list[KnownFleet]:
    """Today's holdings, the dearest first."""
    found = [_holding(source.plan, holding) for holding in source.scenario.holdings]
    return sorted(found, key=lambda row: (-row.usd_per_month, row.holding))


def _holding(plan: Plan, holding: Holding) -> KnownFleet:
    first = plan.periods[0].period
    busy = [
        row.utilization
        for row in plan.pools
        if (row.accelerator, row.site, row.period) == (holding.accelerator, holding.site, first)
    ]
    paid = holding.monthly_usd + holding.beside_usd_per_month + holding.committed_usd_per_hour * HOURS_PER_TIME["month"]
    return KnownFleet(
        holding=holding.id,
        what=plan.names.pool(holding.accelerator, holding.site),
        accelerators=holding.accelerators,
        usd_per_month=paid * holding.accelerators,
        utilization=min(busy[0], 1.0) if len(busy) == 1 and busy[0] is not None else None,
        until=holding.until,
        bucket=holding.bucket or "",
    )


def _fleet(source: Source) -> Section:
    rows = known_fleet(source)
    title = "Today's fleet and what it costs"
    if not rows:
        said = ["No fleet of today is stated: list what is owned, leased and rented, by team and account."]
        return section(title, said, is_part=True)
    shown, more = most(rows, MOST_FLEET)
    paid = usd(sum(row.usd_per_month for row in rows))
    number = f"{len(rows)} holding{'s' * (len(rows) > 1)}"
    said = [f"{number} cost {paid} a month; power, space and what is rented by the hour are not in it."]
    said += [f"{more} more are smaller."] if more else []
    by_team: dict[str, float] = defaultdict(float)
    for row in rows:
        by_team[row.bucket] += row.usd_per_month
    teams = [f"{team} {usd(paid)}" for team, paid in sorted(by_team.items()) if team]
    said.append(f"By team, a month: {', '.join(teams)}." if teams else "No team is named that pays for it: name one.")
    return section(title, said, table(FLEET, map(_fleet_cells, shown)), is_part=True)


def _fleet_cells(row: KnownFleet) -> tuple[str, ...]:
    busy = "" if row.utilization is None else f"{100 * row.utilization:.1f}"
    return row.what, count(row.accelerators), whole_usd(row.usd_per_month), busy, row.until or ""


def _unmeasured(source: Source) -> Iterator[str]:
    """What the plan rests on that nobody here measured."""
    rows = known_work(source)
    strange = [row.name for row in rows if row.grade != "own_measurement"]
    if strange:
        yield f"Throughput and latency on the own stack, so far not own measurements: {first_names(strange)}."
    told = {each.workload for each in source.scenario.procurement.requests}
    names = [source.plan.names.workload(each.id) for each in source.scenario.workloads if each.id not in told]
    if names:
        yield f"Lengths of prompts and answers and requests at once, median and 95th percentile: {first_names(names)}."
    own = source.plan.evidence.capacity_by_grade.get("own_measurement", 0.0)
    yield f"Own measurements carry {percent(own)} of the accelerator-hours of the plan; the rest is read from others."
    yield "For all work: failure rate, retries, queue depth, cache hits, and spend by team and cloud account."
