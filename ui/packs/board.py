"""The board pack: a paper that asks for a decision, and the 90-day plan that makes it good."""

from __future__ import annotations

from models.calendar import month_number, month_text
from models.packs.board import Approvals
from models.packs.paper import Paper, Picture, Section
from models.plan import Plan
from ui.figures import clean, percent, usd
from ui.packs.approvals import approvals_of
from ui.packs.board_money import approve, later, money
from ui.packs.board_risk import alternatives, conditions, findings, risk
from ui.packs.roadmap import roadmap_paper
from ui.packs.setting import both_forms, foot, provenance, section
from ui.packs.source import Asked, Source

CHART_WIDTH = 900
"""Width of the chart [px]: what its legends are laid out for; set in type it is as wide as the text."""

LEGEND_WIDTH = 440
"""Width of a name in its legend at most [px]: two of those that legends set side by side have room in a line."""


def files(source: Source, _asked: Asked) -> dict[str, bytes]:
    """Board paper and 90-day plan, each as PDF and as Markdown.

    Raises
    ------
    SteelyardError
        when what sets them in type is not installed.
    """
    papers = {"board-paper": board_paper(source), "90-day-plan": roadmap_paper(source)}
    return {name: content for stem, paper in papers.items() for name, content in both_forms(stem, paper).items()}


def board_paper(source: Source) -> Paper:
    """Decision, what to approve by when, money, chart, risk, alternatives, findings, what would change it."""
    plan, due = source.plan, approvals_of(source)
    sections = [
        section(_of_case(plan), [plan.decision]),
        approve(due),
        *later(plan, due),
        *money(source),
        _chart(plan),
        *risk(source),
        *alternatives(plan),
        findings(plan),
        conditions(source, due),
        provenance(source.stamp, source.plan.hedge.gap if source.plan.hedge else None),
    ]
    return Paper(
        title="Board paper: AI compute to procure",
        about=clean(about(source)),
        decision=clean(_decision(source, due)),
        sections=tuple(sections),
        stamp=foot(source.stamp),
    )


def _of_case(plan: Plan) -> str:
    return f"The plan in case {plan.provenance.case}, in one sentence" if plan.hedge else "The plan in one sentence"


def about(source: Source) -> str:
    """Who buys, which case, from when to when."""
    plan = source.plan
    first, last = plan.periods[0], plan.periods[-1]
    until = month_text(month_number(last.period) + last.months - 1)
    cases = f"all {len(plan.hedge.cases)} cases" if plan.hedge else f"case {plan.provenance.case}"
    buyer = source.scenario.procurement.buyer or plan.provenance.scenario
    return f"{buyer}, {cases}, {first.period} to {until}, prices as of {plan.provenance.as_of}"


def _decision(source: Source, due: Approvals) -> str:
    """What the board is asked for, at which cost, how well proven."""
    whole = f"{_what(source.plan)}; {_proven(source.plan)}"
    if not due.now:
        return f"Nothing has to be signed before the review of {due.review}: approve {whole}."
    total, number = usd(sum(each.cost_usd for each in due.now)), len(due.now)
    what = "order" if all(each.kind == "order" for each in due.now) else "item"
    asked = f"{number} {what}{'s' * (number > 1)}"
    return f"Approve {asked} for {total} before the review of {due.review}: the first part of {whole}."


def _what(plan: Plan) -> str:
    hedge = plan.hedge
    if hedge is None:
        return f"a plan that costs {usd(plan.costs.total_discounted_usd)} discounted over the horizon"
    costs = f"that costs {usd(hedge.expected_usd)} in expectation, discounted over the horizon"
    return f"one plan for {len(hedge.cases)} demand cases {costs}"


def _proven(plan: Plan) -> str:
    hedge = plan.hedge
    if hedge and hedge.objective == "minimax_regret":
        least = f"no plan for all cases has less than {usd(hedge.bound_usd)}"
        return f"its largest regret is {usd(hedge.regret_usd)}, and {least}"
    gap = hedge.gap if hedge else plan.gap
    if percent(gap) == percent(0.0):
        return "no plan can cost less"
    return f"at most {percent(gap)} of what decisions change above the least cost"


def _chart(plan: Plan) -> Section:
    """Bands by order-by month; of a plan for one case its dearest work under its demand."""
    from ui.charts.bands import band_chart
    from ui.charts.figure import render
    from ui.charts.workload_against_demand import workload_against_demand

    if plan.hedge and plan.hedge.tranches:
        figure, title = band_chart(plan), "Procurement bands"
    else:
        figure, title = workload_against_demand(plan, dearest_work(plan)), "Capacity under the dearest demand"
    svg = render(figure, "svg", width=CHART_WIDTH, is_titled=False, legend_px=LEGEND_WIDTH).decode()
    picture = Picture(svg=svg, title=clean(figure.title), about=clean(figure.sentence))
    return Section(title=title, picture=picture)


def dearest_work(plan: Plan) -> str:
    """The workload that costs most."""
    return max(cost_by_work(plan).items(), key=lambda pair: (pair[1], pair[0]), default=("", 0.0))[0]


def cost_by_work(plan: Plan) -> dict[str, float]:
    """Nominal cost of each workload over the horizon [USD]."""
    found: dict[str, float] = {}
    for row in plan.service:
        found[row.workload] = found.get(row.workload, 0.0) + row.cost_usd
    return found
