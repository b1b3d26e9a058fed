"""What being wrong about the case costs: every plan lived in every case."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import NamedTuple

import altair as alt

from models.hedge import MEAN, Hedge, Lived
from models.plan import Plan
from ui.charts.figure import Chart, Figure
from ui.charts.labels import height, lifted, wrapped
from ui.charts.parts import LINES, frame, legend_of, nothing, palette
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import count, usd, whole_usd
from ui.hedge_report import MEAN_NAME, NO_PLAN, OWN, SHORT

ROW = 34
LETTERS = 30
LEVEL_LETTERS = 96
"""Letters that fit beside each other over all columns together."""
MOST_WITH_TEXT = 14
"""Beyond so many cases an amount does not fit into its cell."""
ZERO_USD = 0.5
STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
BINS = 5
NO_REGRET, CANNOT = "none", f"{NO_PLAN} (\u00d7)"
COLUMNS = (
    "Plan made for", "Lived in case", "Cost, discounted [USD]", "Regret, discounted [USD]",
    "Shortage at its price, nominal [USD]", "Shortage [accelerator-hours]", "Short from [month]",
)  # fmt: skip
ALONE = "This plan is made for one case alone, and was lived in no other."


class Place(NamedTuple):
    """A plan, by whom it is made for in words, lived in a case."""

    plan: str
    lived: Lived

    @property
    def regret_usd(self) -> float:
        """Regret, 0 where it is not known [USD]."""
        return self.lived.regret_usd or 0.0


class Cell(NamedTuple):
    """A plan in a case."""

    row: str
    column: str
    kind: str
    text: str
    regret: str
    cost: str
    short: str


def regret(plan: Plan) -> Figure:
    """Regret of the plan of every case, of that for mean demand and of the hedged plan, in every case."""
    hedge, axis = plan.hedge, TimeAxis.of([plan])
    places = _places(hedge) if hedge else []
    return Figure(
        name="regret",
        title=f"Regret: what a plan costs above the best plan of the case it meets, {axis.words} [USD, discounted]",
        sentence=_sentence(hedge, places) if hedge else ALONE,
        table=frame(map(_record, places), COLUMNS),
        draw=lambda theme: _draw(hedge, places, theme) if hedge else nothing(ALONE, theme),
    )


def _places(hedge: Hedge) -> list[Place]:
    """Every plan in every case, the hedged plan last."""
    lived = [Place(MEAN_NAME if row.plan == MEAN else row.plan, row) for row in hedge.lived]
    own = (
        Lived(plan=row.case, case=row.case, cost_usd=row.cost_usd, regret_usd=max(0.0, row.cost_usd - row.alone_usd))
        for row in hedge.cases
    )
    return [*lived, *(Place(OWN, row) for row in own)]


def _record(place: Place) -> tuple[object, ...]:
    row = place.lived
    short = (row.shortage_usd, row.shortage_accelerator_hours, row.first_short)
    return place.plan, row.case, row.cost_usd, row.regret_usd, *short


def _sentence(hedge: Hedge, places: Sequence[Place]) -> str:
    """The worst of the plan for all cases, the worst of all, and what cannot be lived or falls short."""
    mine = max((place for place in places if place.plan == OWN), key=lambda place: place.regret_usd)
    worst = max(places, key=lambda place: place.regret_usd)
    where = f" ({mine.lived.case})" if mine.regret_usd > ZERO_USD else ""
    more = f"{usd(mine.regret_usd)} more than the best plan of the case that comes{where}"
    said = [f"This plan for all cases costs at most {more}"]
    if worst.plan != OWN and worst.regret_usd > ZERO_USD:
        more = f"{usd(worst.regret_usd)} more"
        said.append(f"dearest is the plan for {worst.plan} where {worst.lived.case} comes: {more}")
    if not_lived := sum(place.lived.regret_usd is None for place in places):
        said.append(f"{not_lived:,} of {len(places):,} cannot be lived: what they order cannot be had in that case")
    if any(place.lived.first_short for place in places):
        price = usd(hedge.shortage_usd_per_accelerator_hour)
        said.append(f"{SHORT} falls short of the demand, priced at {price} per accelerator-hour")
    return f"{'; '.join(said)}."


def _draw(hedge: Hedge, places: Sequence[Place], theme: Theme) -> Chart:
    down = {place.plan: wrapped(place.plan, LETTERS, 2) for place in places}
    cases = [row.case for row in hedge.cases]
    across = {case: wrapped(case, max(8, LEVEL_LETTERS // len(cases)), 2) for case in cases}
    kinds = _kinds(max(place.regret_usd for place in places))
    cells = [_cell(place.lived, down[place.plan], across[place.lived.case], kinds) for place in places]
    labels = [label for _, label in kinds]
    fills = {NO_REGRET: theme.empty, **dict(zip(labels, theme.shares, strict=False))}
    inks = {NO_REGRET: theme.text, **dict(zip(labels, theme.share_texts, strict=False))}
    if any(place.lived.regret_usd is None for place in places):
        fills, inks = fills | {CANNOT: theme.background}, inks | {CANNOT: theme.muted}
    return _heat(cells, list(down.values()), list(across.values()), fills, inks, theme)


def _kinds(top: float) -> list[tuple[float, str]]:
    """Up to which regret each colour goes [USD], and what the legend says; five equal steps up to the largest."""
    if top <= ZERO_USD:
        return []
    size = 10.0 ** floor(log10(top / BINS))
    step = next(part * size for part in STEPS if BINS * part * size >= top * (1 - 1e-9))
    ends = [step * n for n in range(1, BINS + 1) if step * (n - 1) < top]
    return [(end, f"up to {short_usd(end)} USD") for end in ends]


def short_usd(amount: float) -> str:
    """Money in few letters: `40`, `20,000`, `1.25M`, `3B`."""
    for size, letter in ((1e9, "B"), (1e6, "M")):
        if amount >= size * 0.9995:
            return f"{amount / size:.3g}{letter}"
    return f"{amount / 1e3:.3g}k" if amount >= 1e5 else f"{amount:,.2f}" if amount < 10 else whole_usd(amount)


def _cell(row: Lived, down: str, across: str, kinds: Sequence[tuple[float, str]]) -> Cell:
    if row.regret_usd is None or row.cost_usd is None:
        return Cell(down, across, CANNOT, "\u00d7", NO_PLAN, NO_PLAN, "")
    amount = row.regret_usd
    kind = next((label for end, label in kinds if amount <= end * (1 + 1e-9)), NO_REGRET)
    kind = kind if amount > ZERO_USD else NO_REGRET
    text = short_usd(amount) if amount > ZERO_USD else "0"
    short = f"{count(row.shortage_accelerator_hours)} accelerator-hours from {row.first_short} on"
    is_short = row.first_short is not None
    return Cell(
        down, across, kind, text + f" {SHORT}" * is_short, usd(amount), usd(row.cost_usd), short if is_short else "no"
    )


def _heat(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], fills: dict[str, str], inks: dict[str, str],
    theme: Theme,
) -> Chart:  # fmt: skip
    lines = max(label.count("\n") for label in columns)
    above = alt.Axis(
        orient="top", labelAngle=0, labelPadding=6 + 13 * lines, labelOverlap=False, labelExpr=LINES, grid=False,
        domain=False, ticks=False,
    )  # fmt: skip
    beside = alt.Axis(labelOffset=lifted(rows), labelExpr=LINES, grid=False, domain=False, ticks=False)
    x = alt.X("column:N", title="In the case that comes", scale=alt.Scale(domain=list(columns)), axis=above)
    y = alt.Y("row:N", title="Plan made for", scale=alt.Scale(domain=list(rows)), axis=beside)
    fill = alt.Color("kind:N", scale=palette(fills), legend=legend_of(fills, "Regret", "square"))
    tooltip = [
        alt.Tooltip("row:N", title="Plan made for"),
        alt.Tooltip("column:N", title="In case"),
        alt.Tooltip("regret:N", title="Regret, discounted"),
        alt.Tooltip("cost:N", title="Cost, discounted"),
        alt.Tooltip("short:N", title="Falls short"),
    ]
    squares: alt.Chart = alt.Chart().mark_rect(stroke=theme.grid, strokeWidth=1).encode(x, y, fill, tooltip=tooltip)
    layers = [squares]
    if len(columns) <= MOST_WITH_TEXT:
        ink = alt.Color("kind:N", scale=palette(inks), legend=None)
        layers.append(alt.Chart().mark_text(fontSize=12).encode(x, y, alt.Text("text:N"), ink, tooltip=tooltip))
    apart = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return alt.LayerChart(
        layer=layers, data=frame(cells, Cell._fields), height=height(rows, ROW) * len(rows), resolve=apart
    )
