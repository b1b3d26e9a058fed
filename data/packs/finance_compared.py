"""The plan beside its alternatives and its cases, with differences by formula."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from data.packs.book import FIRST_ROW, BookCell, Formula, Page, inner
from data.packs.stated import Stated, Total
from data.sheets import USD
from models.hedge import Hedge
from models.plan import Plan
from models.roi import Money, RoiReport, Weighed

ALTERNATIVES, CASES = "Alternatives", "Cases"


def compared_pages(plan: Plan) -> list[Stated]:
    """Alternatives where returns were asked for, cases where the plan is for all of them."""
    found = [_alternatives(plan.roi)] if plan.roi else []
    return [*found, *([_cases(plan.hedge)] if plan.hedge else [])]


def _alternatives(report: RoiReport) -> Stated:
    """Every alternative that could be planned, and what the plan saves against it."""
    planned = [(each, each.money) for each in report.alternatives if each.money]
    base = next(n for n, (each, _) in enumerate(planned, start=FIRST_ROW) if each.kind == "plan")
    own = planned[base - FIRST_ROW][1].paid_usd
    rows = [_alternative(each, money, at, base, own) for at, (each, money) in enumerate(planned, start=FIRST_ROW)]
    headers = ["Alternative", "What it may do", "Capex, nominal [USD]", "Opex, nominal [USD]", "All, nominal [USD]"]
    headers += ["All, discounted [USD]", "The plan saves, discounted [USD]", "The plan saves [%]"]
    about = "Each alternative at its best; below 0 the plan costs more. Without the price of what one cannot carry"
    looks = {**dict.fromkeys(range(2, 7), USD), 7: "0.0"}
    stated = [
        total for at, (each, money) in enumerate(planned, start=FIRST_ROW) for total in _stated(each, money, at, own)
    ]
    return Stated(Page(ALTERNATIVES, about, headers, rows, (), looks, 1), tuple(stated))


def _alternative(each: Weighed, money: Money, at: int, base: int, own: float) -> list[BookCell]:
    saved, share = money.paid_usd - own, (money.paid_usd - own) / money.paid_usd * 100 if money.paid_usd else ""
    return [
        each.name,
        each.restriction,
        money.capex_usd,
        money.opex_usd,
        Formula(f"=C{at}+D{at}", money.capex_usd + money.opex_usd),
        money.paid_usd,
        Formula(f"=F{at}-$F${base}", saved),
        Formula(f'=IF(F{at}=0,"",G{at}/F{at}*100)', share),
    ]


def _stated(each: Weighed, money: Money, at: int, own: float) -> Sequence[Total]:
    what = f"{each.name}, nominal [USD]"
    found = [Total(what, f"'{ALTERNATIVES}'!$E${at}", money.capex_usd + money.opex_usd, money.nominal_usd)]
    if each.against:
        saved = f"Saved against {each.name}, discounted [USD]"
        found.append(Total(saved, f"'{ALTERNATIVES}'!$G${at}", money.paid_usd - own, each.against.saving_usd))
    return found


def _cases(hedge: Hedge) -> Stated:
    """Every case: the plan's cost in it, that of the best plan for it alone, and the regret."""
    rows: list[list[BookCell]] = [
        [
            each.case,
            each.probability,
            each.cost_usd,
            each.alone_usd,
            Formula(f"=C{at}-D{at}", each.cost_usd - each.alone_usd),
        ]
        for at, each in enumerate(hedge.cases, start=FIRST_ROW)
    ]
    last = FIRST_ROW + len(rows) - 1
    chances, costs, alone, regret = (inner(FIRST_ROW, last, n) for n in (1, 2, 3, 4))
    expected = fsum(each.probability * each.cost_usd for each in hedge.cases)
    informed = fsum(each.probability * each.alone_usd for each in hedge.cases)
    most = max(each.cost_usd - each.alone_usd for each in hedge.cases)
    mean: list[BookCell] = [
        "By probability",
        Formula(f"=SUM({chances})", fsum(each.probability for each in hedge.cases)),
        Formula(f"=SUMPRODUCT({chances},{costs})", expected),
        Formula(f"=SUMPRODUCT({chances},{alone})", informed),
        Formula(f"=C{last + 1}-D{last + 1}", expected - informed),
    ]
    largest: list[BookCell] = ["Largest regret", None, None, None, Formula(f"=MAX({regret})", most)]
    headers = ("Case", "Probability [share]", "The plan, discounted [USD]", "Best plan for it alone, discounted [USD]")
    about = "One plan for all cases: what it costs in each, and what knowing the case would save"
    looks = {1: "0.000", 2: USD, 3: USD, 4: USD}
    page = Page(CASES, about, (*headers, "Regret, discounted [USD]"), rows, [mean, largest], looks, 1)
    named = (
        ("C", 1, "Expected over the cases", expected, hedge.expected_usd),
        ("E", 1, "Worth of knowing the case", expected - informed, hedge.evpi_usd),
        ("E", 2, "Largest regret", most, hedge.regret_usd),
    )
    totals = (
        Total(f"{what}, discounted [USD]", f"'{CASES}'!${col}${last + n}", *each) for col, n, what, *each in named
    )
    return Stated(page, tuple(totals))
