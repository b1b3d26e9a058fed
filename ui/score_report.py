"""The vendor scorecard, for terminal and page: places, points with what they rest on, how firm the first place is."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from models.numbers import plain
from models.plan import Plan
from models.scorecard import BEST, CRITERIA, ROLES, WORDS, Criterion, Role
from models.vendor_scores import CriterionScore, VendorScore, WeightRange
from ui.figures import whole_usd
from ui.tables import grid, point, section

ROLE_WORDS: dict[Role, str] = {"silicon": "makers of silicon", "payee": "vendors who are paid"}
TITLES = {role: f"Vendor scorecard: {said}" for role, said in ROLE_WORDS.items()}
COLUMNS = (
    *(">Place", "Vendor", ">Points\n[0..5]", ">If blanks are\n0 and 5", ">First, of all\nweights [%]"),
    *(">Could serve\n[% of work]", ">Stacks, sites,\ncontracts", ">FTE"),
)
COSTS = ("Vendor", ">Cost of that\nwork [USD]", ">Service levels\nmissed [USD]", ">Delay\n[USD]", ">Ports\n[USD]")
"""Columns of cost and penalties."""
SHORT: dict[Criterion, str] = {
    "performance_per_usd": "per\nUSD",
    "performance_per_watt": "per\nwatt",
    "software_compatibility": "soft-\nware",
    "orchestration_maturity": "orches-\ntration",
    "observability": "observ-\nability",
    "supply": "supply",
    "lock_in": "lock-in",
    "support": "support",
    "change_log_quality": "change\nlog",
    "operational_complexity": "simpli-\ncity",
}
"""Criteria as heads of narrow columns."""
HEADERS = (
    *("Place", "Vendor", "Points [0..5]", "If blanks are 0 [0..5]", "If blanks are 5 [0..5]", "May be first"),
    *("First: of all weights [0..1]", "Could serve: of all work [0..1]"),
    *("Stacks", "Sites", "Contracts", "Ports, upkeep [FTE]"),
)
COST_HEADERS = (
    *("Vendor", "Cost of that work, nominal [USD]", "Penalty: missed service levels [USD]"),
    *("Penalty: delayed launch [USD]", "Penalty: ports [USD]", "Energy of that work [kWh]"),
)
POINT_HEADERS = (
    *("Vendor", "Criterion", "Points of 5", "Rests on", "Computed points", "Reviewer", "Date", "Evidence"),
)
BLANK = "blank"
NOTE = (
    "Points: 5 the best; r: given by a reviewer. Compared are criteria on which all have points; a blank is "
    "where nothing tells. What vendors could serve counts on its cheapest offer; what nobody measured counts as not "
    "served."
)


def of_role(plan: Plan, role: Role) -> list[VendorScore]:
    """Vendors of a role, the first first."""
    return [row for row in plan.scorecard if row.role == role]


def scorecards(plan: Plan) -> list[RenderableType]:
    """Both scorecards; nothing in plans from before they were stated."""
    return [part for role in ROLES for part in _scorecard(plan, role)]


def _scorecard(plan: Plan, role: Role) -> list[RenderableType]:
    rows = of_role(plan, role)
    if not rows:
        return []
    by_criterion = {row.criterion: row for row in plan.scorecard_weights if row.role == role}
    points = [(plan.names.vendor(row.vendor), *map(points_words, row.scores)) for row in rows]
    ranges = [(WORDS[name], plain(by_criterion[name].weight), stays(plan, by_criterion[name])) for name in CRITERIA]
    parts: list[RenderableType] = [
        grid(COLUMNS, [_row(plan, row) for row in rows]),
        Text(),
        grid(COSTS, [_costs(plan, row) for row in rows]),
        Text(),
        grid(("Vendor", *(f">{SHORT[name]}" for name in CRITERIA)), points),
        Text(),
        grid(("Criterion", ">Weight", "The first stays so at weights"), ranges),
    ]
    reviews = [point(said) for said in review_sentences(plan, role)]
    return [section(TITLES[role], *parts, *reviews, Text(NOTE, style="dim"))]


def _row(plan: Plan, row: VendorScore) -> tuple[str, ...]:
    return (
        "" if row.rank is None else str(row.rank),
        plan.names.vendor(row.vendor),
        "" if row.total is None else f"{row.total:.2f}",
        f"{row.lowest:.2f} to {row.highest:.2f}",
        "" if row.first_share is None else f"{100 * row.first_share:.0f}",
        f"{100 * row.work_share:.0f}",
        f"{row.stacks}, {row.sites}, {row.contracts}",
        plain(row.fte),
    )


def _costs(plan: Plan, row: VendorScore) -> tuple[str, ...]:
    amounts = (row.cost_usd, row.missed_usd, row.delay_usd, row.porting_usd)
    return (plan.names.vendor(row.vendor), *(whole_usd(usd) for usd in amounts))


def points_words(score: CriterionScore) -> str:
    """Points in a cell: `4.2`, `4.0 r` of a reviewer, `blank`."""
    if score.score is None:
        return BLANK
    return f"{score.score:.1f}" + (" r" if score.basis == "review" else "")


def stays(plan: Plan, row: WeightRange) -> str:
    """Weights at which the first stays first: `0.71 and more; below: Amazon`."""
    if row.first is None or not row.is_compared:
        return "not compared" if row.weight else "does not count"
    low, high = row.from_weight or 0.0, row.to_weight
    if not low and high is None:
        return "any"
    span = f"{plain(low)} and more" if high is None else f"{plain(low)} to {plain(high)}"
    ends = [f"below: {plan.names.vendor(row.below)}"] * bool(row.below) if row.below else []
    ends += [f"above: {plan.names.vendor(row.above)}"] if row.above else []
    return "; ".join([span, *ends])


def review_sentences(plan: Plan, role: Role) -> list[str]:
    """Who judged what, when, and on what it rests."""
    return [
        f"{plan.names.vendor(row.vendor)}, {WORDS[score.criterion]}: {plain(score.score or 0.0)} of {BEST:g} by "
        f"{score.reviewer}, {score.date}{_instead(score)}" + (f": {score.evidence}" if score.evidence else "")
        for row in of_role(plan, role)
        for score in row.scores
        if score.basis == "review"
    ]


def _instead(score: CriterionScore) -> str:
    return "" if score.computed is None else f" (computed: {score.computed:.1f})"


def score_rows(plan: Plan, role: Role) -> list[tuple[object, ...]]:
    """Vendors of a role under `HEADERS`."""
    return [
        (
            *(row.rank, row.vendor, row.total, row.lowest, row.highest, row.may_be_first, row.first_share),
            *(row.work_share, row.stacks, row.sites, row.contracts, row.fte),
        )
        for row in of_role(plan, role)
    ]


def cost_rows(plan: Plan, role: Role) -> list[tuple[object, ...]]:
    """What the work of vendors costs, with penalties, under `COST_HEADERS`."""
    return [
        (row.vendor, row.cost_usd, row.missed_usd, row.delay_usd, row.porting_usd, row.kwh)
        for row in of_role(plan, role)
    ]


def point_rows(plan: Plan, role: Role) -> list[tuple[object, ...]]:
    """Points under `POINT_HEADERS`."""
    return [
        (row.vendor, WORDS[s.criterion], s.score, s.basis, s.computed, s.reviewer, s.date, s.evidence)
        for row in of_role(plan, role)
        for s in row.scores
    ]


def leader_sentence(plan: Plan, role: Role) -> str:
    """Who is first, and how firm that is; empty where nothing is compared."""
    rows, compared = of_role(plan, role), [r for r in plan.scorecard_weights if r.role == role and r.is_compared]
    first = next((row for row in rows if row.rank == 1), None)
    if first is None or first.total is None or first.first_share is None:
        return ""
    name, others = plan.names.vendor(first.vendor), [row for row in rows if row is not first]
    if not others:
        return f"{name} is the only one that could serve any of the work."
    rivals = [plan.names.vendor(row.vendor) for row in others if row.may_be_first]
    said = f"{name} is first of {len(rows)} with {first.total:.2f} of 5 points on {len(compared)} of {len(CRITERIA)} "
    said += f"criteria, and by {100 * first.first_share:.0f} % of all weights of these."
    return said + (f" What is blank could put {', '.join(rivals)} first." if rivals else " No blank can change that.")
