"""The board paper on money: what to approve by when, what comes later, cost, cash by year, use of budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.packs.board import Approvals, Due
from models.packs.paper import Section
from models.plan import Plan
from ui.figures import percent, usd, whole_usd, words
from ui.packs.approvals import cash_years
from ui.packs.setting import first_names, most, section, table
from ui.packs.source import Source

MOST_DUE = 14
MOST_LATER = 6
MOST_BUDGETS = 8
MOST_TERMS = 5
DUE = ("By [month]", "What is signed", "Who is paid", "Starts [month]", ">Payments [USD]")
CASH = ("Fiscal year", ">Capex paid [USD]", ">Opex paid [USD]", ">Paid in all [USD]", ">Bound by what is signed [USD]")
BUDGETS = ("Budget", ">Used [USD]", ">Allowed [USD]", ">Used [%]")


def approve(due: Approvals) -> Section:
    """What is to be approved before the next review."""
    title = f"To approve before the review of {due.review}"
    if not due.now:
        return section(title, [f"Nothing has to be ordered or signed before {due.review}."])
    dearest = sorted(due.now, key=lambda each: -each.cost_usd)
    shown, more = most(dearest, MOST_DUE)
    rows = [_row(each) for each in sorted(shown, key=lambda each: (each.by, -each.cost_usd))]
    if more:
        rows.append(("", f"and {more} smaller ones", "", "", whole_usd(sum(d.cost_usd for d in dearest[MOST_DUE:]))))
    total = ("all", "", "", "", whole_usd(sum(each.cost_usd for each in due.now)))
    return section(title, _basis(due.now), table(DUE, rows, total))


def _row(due: Due) -> tuple[str, ...]:
    return due.by, due.what, due.payee, due.starts or "", whole_usd(due.cost_usd)


def _basis(now: Sequence[Due]) -> Iterator[str]:
    """What the payments count, and which prices end."""
    yield "Payments are nominal and inside the horizon; what is used by the hour and power are not in them."
    ending = sorted({(due.price_until, due.payee) for due in now if due.price_until})
    if ending:
        yield f"Prices that end: {first_names([f'{payee} on {day}' for day, payee in ending])}."


def later(plan: Plan, due: Approvals) -> Iterator[Section]:
    """What is firm but due later, and what waits for a signal; in sums."""
    money = "discounted" if plan.hedge else "nominal"
    kinds = (
        (due.later, "of accelerators planned at the review or later whatever happens", money),
        (due.waiting, "of accelerators on a signal, in the cases that need them", money),
        (due.besides, "beside these (contracts, modules, ports) planned at the review or later", "nominal"),
    )
    said = [_together(rows, what, kind) for rows, what, kind in kinds if rows]
    if said:
        yield section("Not to be approved yet", said, is_part=True)


def _together(rows: Sequence[Due], what: str, kind: str) -> str:
    """Some orders as a sum, and the dearest of them."""
    number, paid = f"{len(rows)} order{'s' * (len(rows) > 1)}", usd(sum(each.cost_usd for each in rows))
    dearest = max(rows, key=lambda each: each.cost_usd).what
    return f"{number} {what}, from {rows[0].by} on: {paid} {kind}; the dearest: {dearest}."


def money(source: Source) -> Iterator[Section]:
    """Cost and proof, cash by fiscal year, use of budgets."""
    plan = source.plan
    yield section("Money", _cost(source))
    years = cash_years(plan)
    amounts = [(row.capex_usd, row.opex_usd, row.paid_usd, row.approved_usd) for row in years]
    rows = [(str(row.fiscal_year), *map(whole_usd, each)) for row, each in zip(years, amounts, strict=True)]
    total = ("all", *(whole_usd(sum(column)) for column in zip(*amounts, strict=True)))
    cash = table(CASH, rows, total if len(rows) > 1 else ())
    if cash:
        yield section(f"Cash by fiscal year, nominal{_of_case(plan)}", found=cash, is_part=True)
    yield from _budgets(plan)


def _of_case(plan: Plan) -> str:
    return f", in case {plan.provenance.case}" if plan.hedge else ""


def _cost(source: Source) -> Iterator[str]:
    plan, costs = source.plan, source.plan.costs
    which = f"In case {plan.provenance.case} the plan costs" if plan.hedge else "The plan costs"
    total, nominal = usd(costs.total_discounted_usd), usd(costs.total_nominal_usd)
    yield f"{which} {total} discounted, {nominal} nominal, less what bought units are worth at the end."
    yield (
        f"No plan for this case can cost less than {usd(plan.bound_usd)} discounted; the gap is {percent(plan.gap)} of "
        f"what decisions change. The independent audit: {source.stamp.audit}."
    )
    terms = sorted(costs.by_term.items(), key=lambda pair: -pair[1])[:MOST_TERMS]
    parts = [f"{words(term)} {usd(amount)}" for term, amount in terms if amount > 0]
    if parts:
        yield f"Its largest parts, nominal: {', '.join(parts)}."
    if plan.due_after_horizon_usd >= 1:
        yield f"Contracts signed in it ask for {usd(plan.due_after_horizon_usd)} more after the horizon, nominal."


def _budgets(plan: Plan) -> Iterator[Section]:
    rows = sorted((row for row in plan.limits if row.kind == "budget"), key=lambda row: -row.closeness)
    shown, more = most(rows, MOST_BUDGETS)
    cells = [
        (row.limit, whole_usd(row.used), whole_usd(row.allowed), f"{100 * row.closeness:.1f}" if row.allowed else "")
        for row in shown
    ]
    if found := table(BUDGETS, cells):
        said = [f"{more} more budgets are used less."] if more else []
        yield section(f"Budgets, nominal{_of_case(plan)}", said, found, is_part=True)
    else:
        yield section("Budgets", ["The scenario states no budget."], is_part=True)
