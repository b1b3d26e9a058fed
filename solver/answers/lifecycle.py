"""Units over their life: what they cost to run against the market, when to retire them, what reviews look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from models.calendar import month_number, month_text
from models.lifecycle import LifecyclePolicy
from models.lifecycle_figures import FleetRunning, Lifecycle, LifecycleReview, Retire, RetiredBy, SpareUnits
from solver.answers.charging import PackTerms
from solver.answers.elsewhere import Elsewhere
from solver.answers.fleets import Fleet, fleets_of, work_usd
from solver.answers.in_use import LEAST
from solver.answers.placements import Book
from solver.answers.spare import Spare
from solver.answers.transfers import transfers
from solver.answers.use import Use
from solver.program.build import Program

ABOVE = 1e-9
"""Share by which a cost must be above another one to be more."""


def lifecycle(program: Program, book: Book, packs: PackTerms) -> Lifecycle:
    """All of it, without a search; `load_values` comes first."""
    use, elsewhere, fleets = book.use, Elsewhere(program, book), fleets_of(program)
    rules = use.x.scenario.policy.lifecycle
    free = Spare(program, use, packs, fleets)
    running = [[_running(elsewhere, free, f, t) for t in range(use.x.T) if f.there[t] > LEAST] for f in fleets]
    spare = tuple(free.rows())
    months = review_months(use, rules)
    found = (_retire(use, rules, rows, months) for rows in running)
    retire = tuple(each for each in found if each)
    left = [(f.name, t) for f in fleets for t in range(1, use.x.T) if f.there[t] < f.there[t - 1] - LEAST]
    return Lifecycle(
        internal_price=rules.internal_price,
        reviews=tuple(_reviews(use, months, retire, left, spare)),
        running=tuple(row for rows in running for row in rows),
        retire=retire,
        spare=spare,
        transfers=tuple(transfers(elsewhere, spare)),
    )


def _running(elsewhere: Elsewhere, free: Spare, fleet: Fleet, t: int) -> FleetRunning:
    """A fleet in a period."""
    use, x = elsewhere.use, elsewhere.x
    pool, share = x.pools[fleet.pool], free.share(fleet, t)
    cost = elsewhere.pool_usd(fleet.pool, t) if share else 0.0
    return FleetRunning(
        fleet=fleet.name,
        accelerator=pool.accelerator.id,
        site=pool.site.id,
        dedicated_to=pool.owner or None,
        period=x.scenario.horizon.label(t),
        accelerators=fleet.there[t],
        utilization=use.utilization(fleet.pool, t),
        spare=free.of_fleet(fleet, t),
        running_usd_per_month=(fleet.fixed_usd[t] + share * work_usd(use, fleet.pool, t)) / x.M,
        elsewhere_usd_per_month=None if cost is None else cost * share / x.M,
    )


def met(rules: LifecyclePolicy, row: FleetRunning) -> set[RetiredBy]:
    """Which rules units meet in a period."""
    found: set[RetiredBy] = set()
    ratio, least, there = rules.retire_cost_ratio, rules.retire_utilization, row.elsewhere_usd_per_month
    if ratio is not None and there is not None and row.running_usd_per_month > ratio * there * (1 + ABOVE):
        found.add("cost")
    if least is not None and row.utilization is not None and row.utilization < least:
        found.add("utilization")
    return found


def _retire(use: Use, rules: LifecyclePolicy, rows: Sequence[FleetRunning], reviews: Sequence[int]) -> Retire | None:
    """The first months in a row in which a rule is met for long enough; None where there are none."""
    needed = ceil(rules.retire_months / use.x.M)
    for n in range(len(rows) - needed + 1):
        run = rows[n : n + needed]
        by = {"cost", "utilization"}.intersection(*(met(rules, row) for row in run))
        if by and _lie_together(use, run):
            return _retired(use, rows[n:], needed, by, reviews)
    return None


def _lie_together(use: Use, run: Sequence[FleetRunning]) -> bool:
    """Whether units stood there all the time between."""
    return month_number(run[-1].period) - month_number(run[0].period) == (len(run) - 1) * use.x.M


def _retired(use: Use, rows: Sequence[FleetRunning], needed: int, by: set[str], reviews: Sequence[int]) -> Retire:
    """What is said of a fleet from the first month of these on."""
    first, known = rows[0], month_number(rows[0].period) + needed * use.x.M
    last = month_number(rows[-1].period) + use.x.M
    review = next((month for month in reviews if known <= month < last), None)
    later = [_saving(row) for row in rows if review is not None and month_number(row.period) >= review]
    whole = [usd * use.x.M for usd in later if usd is not None]
    return Retire(
        **first.model_dump(exclude={"period"}),
        by=tuple(name for name in ("cost", "utilization") if name in by),
        first=first.period,
        review=None if review is None else month_text(review),
        saves_usd_per_month=_saving(first),
        saves_usd=sum(whole) if review is not None and len(whole) == len(later) else None,
    )


def _saving(row: FleetRunning) -> float | None:
    there = row.elsewhere_usd_per_month
    return None if there is None else row.running_usd_per_month - there


def review_months(use: Use, rules: LifecyclePolicy) -> list[int]:
    """Months of reviews inside the horizon, as month numbers."""
    horizon, step = use.x.scenario.horizon, rules.review_every_months
    first = month_number(rules.first_review) if rules.first_review else horizon.first + step
    return [month for month in range(first, horizon.first + horizon.months, step) if month >= horizon.first]


def _reviews(
    use: Use,
    months: Sequence[int],
    retire: Sequence[Retire],
    left: Sequence[tuple[str, int]],
    spare: Sequence[SpareUnits],
) -> Iterator[LifecycleReview]:
    """What every review is to look at."""
    horizon = use.x.scenario.horizon
    for month, until in zip(months, [*months[1:], horizon.first + horizon.months], strict=False):
        t = (month - horizon.first) // use.x.M
        now = [row for row in spare if row.period == horizon.label(t)]
        gone = {name for name, period in left if month < horizon.period_start(period) <= until}
        yield LifecycleReview(
            month=month_text(month),
            retire=tuple(sorted({row.fleet for row in retire if row.review == month_text(month)})),
            leaving=tuple(sorted(gone)),
            spare=sum(row.spare for row in now),
            worth_usd_per_month=sum(row.worth_usd for row in now) / use.x.M,
        )
