"""Lock-in of a plan for terminal and page: what is bound to be paid to whom, shares over time, mix, portability."""

from __future__ import annotations

from collections import defaultdict

from rich.console import RenderableType
from rich.text import Text

from data.plan_figures import year_ends
from models.cents import rounded_to_sum
from models.lockin_use import ContractMixUse
from models.numbers import plain
from models.plan import Plan
from models.portability import LAYERS
from ui.figures import percent, usd
from ui.tables import grid, section

EXPOSURE = "Unavoidable future payments at the end of each period, nominal"
SHARES = "Limited shares of the capacity, period by period"
MIX = "Mix of contracts"
PORTABILITY = "Portability of workloads as they are served"
MODULES = "modules of sites"


def exposure_by_period(plan: Plan) -> dict[str, float]:
    """What is bound to be paid after the end of each period, to all payees together [USD]."""
    found = {period.period: 0.0 for period in plan.periods}
    for row in plan.exposure:
        found[row.period] += row.usd
    return found


def due_sentence(plan: Plan) -> str | None:
    """What contracts still cost after the horizon, whether the total holds it, what of it is bound; None if nothing."""
    if plan.due_after_horizon_usd < 1:
        return None
    counted = "counted" if plan.accounting.get("payment_tail") == "charge_in_full" else "not counted"
    said = f"Signed contracts ask for {usd(plan.due_after_horizon_usd)} more after the horizon, nominal, {counted} here"
    bound = exposure_by_period(plan)[plan.periods[-1].period]
    if plan.exposure and bound < plan.due_after_horizon_usd - 1:  # some may be left before their end
        said += f"; at its end {usd(bound)} can no longer be avoided"
    return f"{said}."


def exposure_sentence(plan: Plan) -> str | None:
    """When most is bound, and to whom most of it; None where nothing ever is."""
    total = exposure_by_period(plan)
    most = max(total, key=total.__getitem__)
    if not total[most]:
        return None
    row = max((row for row in plan.exposure if row.period == most), key=lambda row: row.usd)
    payee = MODULES if row.payee is None else plan.names.vendor(row.payee)
    share = percent(row.usd / total[most])
    return (
        f"Most is bound at the end of {most}: {usd(total[most])} of payments that can no longer be avoided, "
        f"{share} of it to {payee}."
    )


def exposure(plan: Plan) -> RenderableType | None:
    """Unavoidable future payments by payee at the end of each calendar year; None where there are none."""
    said = exposure_sentence(plan)
    if said is None:
        return None
    ends, by_payee = year_ends(plan), defaultdict[str | None, dict[str, float]](dict)
    for row in plan.exposure:
        by_payee[row.payee][row.period] = row.usd
    whole = {end: rounded_to_sum([by.get(end, 0.0) for by in by_payee.values()], 0) for end in ends}
    rows = [
        (MODULES if payee is None else plan.names.vendor(payee), *(f"{whole[end][0][n]:,}" for end in ends))
        for n, payee in enumerate(by_payee)
    ]
    title = "Unavoidable future payments at the end of the last period of each calendar year, nominal [USD]"
    sums = ("total", *(f"{whole[end][1]:,}" for end in ends))
    return section(title, grid(("Payee", *(f">{end[:4]}" for end in ends)), rows, sums), Text(said))


def shares(plan: Plan) -> RenderableType | None:
    """The largest value of every limited share in each calendar year; None without such limits."""
    if not plan.capacity_shares:
        return None
    years = list(dict.fromkeys(row.period[:4] for row in plan.capacity_shares))
    largest: dict[str, dict[str, float]] = defaultdict(dict)
    most: dict[str, float] = {}
    for row in plan.capacity_shares:
        by_year, year = largest[row.limit], row.period[:4]
        by_year[year] = max(by_year.get(year, 0.0), row.share or 0.0)
        if row.max_share is not None:
            most[row.limit] = row.max_share
    rows = [
        (limit, *(f"{100 * by_year[year]:.1f}" for year in years), plain(100 * most[limit]) if limit in most else "")
        for limit, by_year in largest.items()
    ]
    title = "Limited shares of the capacity: the largest of each calendar year [%]"
    return section(title, grid(("Share", *(f">{year}" for year in years), ">Limit"), rows))


def contract_mix(plan: Plan) -> RenderableType | None:
    """Every limited part of the orders; None without such limits."""
    columns = ("Mix", "|Span", ">Of the part", ">Of all", "|Unit", ">Share\n[%]", ">Allowed\n[%]")
    return section(MIX, grid(columns, list(map(_mix, plan.contract_mix)))) if plan.contract_mix else None


def _mix(row: ContractMixUse) -> tuple[str, ...]:
    share = "nothing ordered" if row.share is None else f"{100 * row.share:.1f}"
    bounds = (("at least", row.min_share), ("at most", row.max_share))
    allowed = " and ".join(f"{word} {plain(100 * each)}" for word, each in bounds if each is not None)
    unit = "USD" if row.measure == "value" else "accelerators"
    span = "horizon" if row.fiscal_year is None else f"fiscal year {row.fiscal_year}"
    return row.limit, span, plain(row.amount), plain(row.amount_in_all), unit, share, allowed


def portability(plan: Plan) -> RenderableType | None:
    """Scores of every workload by layer; None where no stack is scored."""
    if not plan.portability:
        return None
    rows = [
        (
            plan.names.workload(row.workload),
            *("not scored" if getattr(row, layer) is None else f"{getattr(row, layer):.2f}" for layer in LAYERS),
            f"{100 * row.share_scored:.1f}",
        )
        for row in plan.portability
    ]
    columns = (
        "Workload",
        ">Runtime\n[0..1]",
        ">Serving\n[0..1]",
        ">Orchestration\n[0..1]",
        ">Work on scored\nstacks [%]",
    )
    return section("Portability of workloads: scores of their stacks, by what is served on each", grid(columns, rows))
