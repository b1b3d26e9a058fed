"""One plan for all cases, for the terminal; rows and sentences for the page, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType

from models.hedge import MEAN, Hedge, Lived
from models.names import Names
from ui.band_report import OUT_OF_TIME, band_tables
from ui.figures import count, percent, usd, whole_usd, words
from ui.tables import grid, point, section

TITLE = "One plan for all cases"
CASES = "What the plan costs in each case"
FIRM = "Ordered before cases can be told apart: firm"
REGRET = "What being wrong costs: each plan followed until the cases can be told apart, then the best from there"
MEAN_NAME = "mean demand"
NO_PLAN = "cannot be lived"
SHORT = "*"
ROUNDING_USD = 1.0
"""Below this two costs are told as equal [USD]."""
OWN = "all cases (this plan)"
CHEAPER = "as falling short at its price is cheaper than to serve"


def hedge_tables(hedge: Hedge, names: Names) -> Group:
    """Sentences and tables of a hedge."""
    parts: list[RenderableType] = [
        section(TITLE, *map(point, hedge_sentences(hedge))),
        section(CASES, grid(CASE_COLUMNS, case_rows(hedge))),
        section(FIRM, grid(FIRM_COLUMNS, rows) if (rows := list(firm_rows(hedge, names))) else point("nothing")),
    ]
    if hedge.lived:
        columns = ["Plan made for", *(f">in {case}\n[USD]" for case in _cases(hedge)), ">At worst\n[USD]"]
        notes = [point(note) for note in regret_notes(hedge)]
        parts.append(section(REGRET, grid(columns, regret_rows(hedge)), *notes))
    return Group(*parts, band_tables(hedge, names))


def hedge_sentences(hedge: Hedge) -> list[str]:
    """What it costs, how far it is proven, when cases can be told apart, what knowing and averaging are worth."""
    dearest = f"the dearest {percent(1 - hedge.cvar_alpha)} of the cases cost {usd(hedge.cvar_usd)} on average (CVaR)"
    said = [
        f"Expected cost {usd(hedge.expected_usd)} discounted; {dearest}.",
        _aim(hedge),
        *(_split(split.month, split.groups) for split in hedge.splits),
    ]
    if not hedge.splits:
        said.append("Cases can never be told apart inside the horizon: all orders are the same in all of them.")
    if hedge.vss_usd is not None:
        said.append(_averaging(hedge, hedge.vss_usd))
    said.append(
        f"To know the case today would be worth {usd(hedge.evpi_usd)} in expectation (EVPI), "
        f"{usd(hedge.evpi_most_usd)} at most."
    )
    if hedge.nesting_usd is not None:
        said.append(f"That bands nest costs {usd(hedge.nesting_usd)}.")
    if hedge.is_nesting_late:
        said.append("Bands do not nest: no plan in which they do was found in time; this one is without that rule.")
    return said


def _aim(hedge: Hedge) -> str:
    how = f"within {percent(hedge.gap)} of the best for all cases"
    if hedge.objective == "minimax_regret":
        return (
            f"The largest regret is minimized, cost above the best plan for a case alone: {regret_sentence(hedge)} "
            "Of plans with the same regret, one of least expected cost."
        )
    if not hedge.risk_aversion:
        return f"The expectation is minimized; {how}."
    mix = f"{percent(1 - hedge.risk_aversion)} expectation and {percent(hedge.risk_aversion)} CVaR"
    return f"Minimized is {mix}: {usd(hedge.objective_usd)}; {how}."


def regret_sentence(hedge: Hedge) -> str:
    """The largest regret, in which case, how far it is proven, and what the gaps of the plans alone leave open."""
    worst = max(hedge.cases, key=lambda row: row.cost_usd - row.alone_usd).case
    proven = f"no plan for all cases can have less than {usd(hedge.bound_usd)}"
    left = f"{usd(hedge.regret_most_usd)} at most, should a case alone have a still better plan"
    return f"{usd(hedge.regret_usd)}, in case {worst}; {proven}. It is {left}."


def _split(month: str, groups: tuple[tuple[str, ...], ...]) -> str:
    parts = [" or ".join(group) for group in groups]
    return f"From {month} on it can be seen which it is: {'; '.join(parts)}."


def _averaging(hedge: Hedge, vss_usd: float) -> str:
    if hedge.objective == "minimax_regret":
        regret = f"{usd(hedge.mean_plan_usd or 0.0)} at worst, {_more_or_less(vss_usd)}"
        return f"To order first as for mean demand could be regretted by {regret} (VSS)."
    if abs(vss_usd) < ROUNDING_USD:
        return "To order first as for mean demand would cost as much (VSS is 0)."
    if vss_usd < 0:
        return f"To order first as for mean demand would cost {usd(-vss_usd)} less, {CHEAPER} (VSS)."
    return f"To order first as for mean demand would cost {usd(vss_usd)} more (VSS)."


def _more_or_less(amount_usd: float) -> str:
    if abs(amount_usd) < ROUNDING_USD:
        return "the same"
    return f"{usd(amount_usd)} more" if amount_usd > 0 else f"{usd(-amount_usd)} less, {CHEAPER}"


CASE_COLUMNS = (
    "Case", ">Probability", ">Cost in this plan\n[USD]", ">Best plan alone\n[USD]", ">Price of not knowing\n[USD]",
)  # fmt: skip
FIRM_COLUMNS = ("Offer", "Accelerator", "Site", "Mode", "|Ordered\n[month]", ">Packs", ">Accelerators")


def case_rows(hedge: Hedge) -> list[tuple[str, ...]]:
    """Cells of every case, and of the expectation."""
    rows = [
        (
            row.case,
            percent(row.probability),
            *map(whole_usd, (row.cost_usd, row.alone_usd, row.cost_usd - row.alone_usd)),
        )
        for row in hedge.cases
    ]
    alone = hedge.expected_usd - hedge.evpi_usd
    return [*rows, ("expectation", "", *map(whole_usd, (hedge.expected_usd, alone, hedge.evpi_usd)))]


def firm_rows(hedge: Hedge, names: Names) -> Iterator[tuple[str, ...]]:
    """Cells of every firm order."""
    for row in hedge.firm_orders:
        where = names.accelerator(row.accelerator), names.site(row.site)
        yield row.offer, *where, words(row.mode), row.order_period, count(row.packs), count(row.accelerators)


def _cases(hedge: Hedge) -> list[str]:
    return [row.case for row in hedge.cases]


def regret_rows(hedge: Hedge) -> list[tuple[str, ...]]:
    """Regret of every plan in every case, and its largest; the hedged plan last."""
    by_plan: dict[str, dict[str, Lived]] = {}
    for row in hedge.lived:
        by_plan.setdefault(row.plan, {})[row.case] = row
    rows = [
        (
            MEAN_NAME if plan == MEAN else plan,
            *(_regret(found.get(case)) for case in _cases(hedge)),
            _worst(hedge, found),
        )
        for plan, found in by_plan.items()
    ]
    own = [row.cost_usd - row.alone_usd for row in hedge.cases]
    return [*rows, (OWN, *map(whole_usd, own), whole_usd(max(own)))]


def _regrets(hedge: Hedge, found: Mapping[str, Lived]) -> Iterator[str]:
    return (_regret(found.get(case)) for case in _cases(hedge))


def _regret(row: Lived | None) -> str:
    if row is None:
        return OUT_OF_TIME
    if row.regret_usd is None:
        return NO_PLAN
    return whole_usd(row.regret_usd) + SHORT * (row.first_short is not None)


def _worst(hedge: Hedge, found: Mapping[str, Lived]) -> str:
    if len(found) < len(hedge.cases):
        return OUT_OF_TIME
    regrets = [row.regret_usd for row in found.values() if row.regret_usd is not None]
    return whole_usd(max(regrets)) if len(regrets) == len(found) else NO_PLAN


def regret_notes(hedge: Hedge) -> list[str]:
    """Where plans fall short, and what that is priced at."""
    short = [row for row in hedge.lived if row.first_short]
    said = [
        f"{SHORT} {MEAN_NAME if row.plan == MEAN else row.plan} in {row.case}: short of "
        f"{count(row.shortage_accelerator_hours)} accelerator-hours from {row.first_short} on."
        for row in short
    ]
    price = f"A shortage counts {usd(hedge.shortage_usd_per_accelerator_hour)} per accelerator-hour."
    return [*said, price] if short else said
