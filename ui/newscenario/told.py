"""Every answer in words with its unit, for the last look before a scenario is made of them."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator

from data.catalog import read_catalog
from data.starter.answers import Answers, BudgetAnswer, FleetAnswer, SiteAnswer, WorkloadAnswer
from data.starter.findings import WAYS
from data.starter.places import accelerator_name, geographies, is_own, jurisdiction_name, sites
from data.starter.templates import meaning
from data.starter.usage import Amount, amounts
from models.service import ServiceTarget
from ui.figures import count, usd
from ui.newscenario.sizing import rate_of

Told = tuple[str, str]
"""What was asked, and the answer."""
METRICS = {"ttft": "first token", "tpot": "each further token", "e2e": "response"}
BUDGETS = {
    "capex": "Capex budget (hardware bought)",
    "opex": "Opex budget (all but hardware)",
    "total": "Budget for all payments",
}


def told(answers: Answers) -> dict[str, list[Told]]:
    """All answers by subject; what was left to template or catalog is told as it will be used.

    Raises
    ------
    ValueError
        where a workload tells its usage and its accelerator cannot be counted in work.
    """
    found = amounts(answers, rate_of)
    pairs = enumerate(zip(answers.workloads, found, strict=True), start=1)
    work = {f"Work {n}: {workload.title}": list(_work(workload, amount)) for n, (workload, amount) in pairs}
    rest = {"Places": list(_places(answers)), "Capacity and limits": list(_capacity(answers))}
    return {"Time": list(_time(answers)), **work, **rest}


def _time(answers: Answers) -> Iterator[Told]:
    step = "quarters" if answers.months_per_period == 3 else "months"
    yield "First month planned", answers.start
    yield "Length of the plan", f"{answers.months} months, planned in {step}"
    yield "Prices are read as of", answers.as_of or answers.start


def _work(workload: WorkloadAnswer, amount: Amount) -> Iterator[Told]:
    kind = workload.kind
    yield "Kind of work", kind.title
    yield "Mean demand", f"{amount.level:,.10g} {kind.service_unit}, {meaning(kind, amount.level)}"
    if workload.usage:
        yield "Told by its use", amount.words
    yield "Growth", f"{100 * workload.growth:.3g} % a year"
    yield "Service target", "; ".join(map(_target, workload.service_targets)) or "none: only throughput counts"
    own = kind.headroom if workload.headroom is None else workload.headroom
    yield "Headroom above the peak", f"{100 * own:.3g} %" if kind.holds_headroom else "none: it can wait"
    yield "Data must stay in", ", ".join(map(jurisdiction_name, workload.jurisdictions)) or "no limit: anywhere"


def _target(target: ServiceTarget) -> str:
    return f"{METRICS[target.metric]} within {target.limit_ms:,g} ms for {target.percentile} of 100"


def _places(answers: Answers) -> Iterator[Told]:
    yield "Users", "; ".join(f"{geographies()[place]} {100 * part:.3g} %" for place, part in answers.shares.items())
    clouds = [sites()[answer.site]["name"] for answer in answers.sites if not is_own(answer.site)]
    yield "Cloud regions", "; ".join(clouds) or "none"
    for answer in answers.sites:
        if is_own(answer.site):
            yield sites()[answer.site]["name"], f"{_power(answer)}; {_electricity(answer)}"


def _power(answer: SiteAnswer) -> str:
    return "no power limit" if answer.power_cap_kw is None else f"power limit {answer.power_cap_kw:,g} kW at the meter"


def _electricity(answer: SiteAnswer) -> str:
    if answer.electricity_usd_per_kwh is None:
        return f"electricity {sites()[answer.site].get('electricity_usd_per_kwh', 0.0):g} USD/kWh, of the catalog"
    return f"electricity {answer.electricity_usd_per_kwh:g} USD/kWh, {_dated(answer.price_date)}"


def _dated(day: str | None) -> str:
    return f"price of {day}" if day else "an undated assumption"


def _capacity(answers: Answers) -> Iterator[Told]:
    yield "Ways to get capacity", ", ".join(WAYS[way] for way in answers.ways)
    most = "no limit known" if answers.quota is None else f"{answers.quota:,} accelerators of a class at a site"
    yield "Most on demand or spot", most
    names = read_catalog()["stacks"]
    yield "Software stacks today", ", ".join(names[stack]["name"] for stack in answers.stacks) or "none"
    for n, part in enumerate(answers.fleet, start=1):
        yield f"Today's fleet{f', part {n}' if len(answers.fleet) > 1 else ''}", _fleet(part)
    if not answers.budgets:
        yield "Budget", "no budget limit"
    for budget in answers.budgets:
        yield f"{BUDGETS[budget.kind]}, {_when(budget)}", usd(budget.max_usd)
    if any(budget.fiscal_year for budget in answers.budgets):
        yield "A fiscal year starts in", month_name[answers.fiscal_year_start]


def _fleet(part: FleetAnswer) -> str:
    until = f"in service until {part.until}" if part.until else "no end"
    paid = f"{part.monthly_usd:,g} USD a month each, {_dated(part.price_date)}" if part.monthly_usd else "nothing paid"
    name = accelerator_name(part.accelerator)
    return f"{count(part.accelerators)} x {name} at {sites()[part.site]['name']}, {until}; {paid}"


def _when(budget: BudgetAnswer) -> str:
    return f"fiscal year {budget.fiscal_year}" if budget.fiscal_year else "whole plan"
