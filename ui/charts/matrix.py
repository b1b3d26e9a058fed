"""Which place serves which workload, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.derived import Capacity, RemovedArc
from models.plan import Plan, has_derived_figures
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, plural, wrapped
from ui.charts.parts import frame, legend_of, nothing, palette
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import count, percent, words

ROW = 22
LONGEST_LABEL = 44
MOST_COLUMNS_WITH_TEXT = 34
"""Beyond so many columns a share does not fit into its cell."""
MOST_LEVEL_COLUMNS = 6
"""Up to so many columns the names of places stand level, on two lines."""
PLACE = "split(datum.label, ' at ')"
UNKNOWN = "This plan holds no shares by place: it was made before they were part of plan.json."
NONE = "No workload can be served anywhere."

BINS = ((0.01, "under 1 %"), (0.2, "1 to 20 %"), (0.5, "20 to 50 %"), (0.8, "50 to 80 %"), (2.0, "80 to 100 %"))
POSSIBLE, RULED_OUT = "possible, serves nothing (\u2013)", "ruled out (\u00d7)"
COLUMNS = (
    "Workload", "Users in", "Accelerator", "Site", "Placement", "Share of demand served [0..1]",
    "Units served over the horizon [units]", "Throughput per accelerator [service unit]", "Service unit",
    "Lowest cost on an offer there, nominal [USD per unit]", "Why it serves nothing", "Reason",
)  # fmt: skip


class Cell(NamedTuple):
    """A workload at a place."""

    row: str
    column: str
    kind: str
    text: str
    share: str
    throughput: str
    reason: str


def matrix(plan: Plan) -> Figure:
    """Share of each workload's demand served from each place over the horizon; empty cells carry their reason."""
    axis = TimeAxis.of([plan])
    arcs: list[Capacity | RemovedArc] = [*plan.capacities, *plan.removed_arcs]
    is_known = has_derived_figures(plan)
    return Figure(
        name="placement",
        title=f"Share of demand served by place, {axis.words} [% of units]",
        sentence=_sentence(plan) if is_known else UNKNOWN,
        table=frame((_table_row(arc) for arc in sorted(arcs, key=_key)), COLUMNS),
        draw=lambda theme: _draw(arcs, theme) if arcs and is_known else nothing(NONE if is_known else UNKNOWN, theme),
    )


def _key(arc: Capacity | RemovedArc) -> tuple[str, str, str, str]:
    return arc.workload, arc.geography, arc.site, arc.accelerator


def _table_row(arc: Capacity | RemovedArc) -> tuple[object, ...]:
    pair = (arc.workload, arc.geography, arc.accelerator, arc.site)
    if isinstance(arc, RemovedArc):
        return (*pair, "ruled out", None, None, None, None, None, words(arc.reason), arc.detail)
    why = words(arc.not_served) if arc.not_served else None
    kind = "serves" if arc.units_served else "possible"
    figures = (arc.share_served, arc.units_served, arc.throughput, arc.unit, arc.offer_usd_per_unit)
    return (*pair, kind, *figures, why, arc.why)


def _sentence(plan: Plan) -> str:
    serving = [arc for arc in plan.capacities if arc.units_served]
    pairs = len(plan.capacities) + len(plan.removed_arcs)
    if not pairs:
        return NONE
    idle, ruled_out = len(plan.capacities) - len(serving), len(plan.removed_arcs)
    text = (
        f"Of {plural(pairs, 'pair')} of workload and place, {len(serving):,} serve{'s' * (len(serving) == 1)} part of "
        f"the demand over the horizon, {idle:,} could but do{'es' * (idle == 1)} not, and {ruled_out:,} "
        f"{'is' if ruled_out == 1 else 'are'} ruled out"
    )
    if plan.removed_arcs:
        (reason, most), *_ = Counter(arc.reason for arc in plan.removed_arcs).most_common(1)
        text += f" (most often for: {words(reason)}, {most:,})"
    return f"{text}."


def _cell(arc: Capacity | RemovedArc, row: str, column: str) -> Cell:
    if isinstance(arc, RemovedArc):
        return Cell(row, column, RULED_OUT, "\u00d7", "none", "none", f"{words(arc.reason)}: {arc.detail}")
    throughput = f"{count(arc.throughput)} {arc.unit}"
    if not arc.units_served:
        return Cell(row, column, POSSIBLE, "\u2013", "0 %", throughput, arc.why)
    share = arc.share_served or 0.0
    kind = next(label for end, label in BINS if share < end)
    text = f"{100 * share:.0f}" if share >= 0.01 else "<1"
    return Cell(row, column, kind, text, percent(share), throughput, arc.why)


def _draw(arcs: Sequence[Capacity | RemovedArc], theme: Theme) -> Chart:
    works = _labels(sorted({(arc.workload, arc.geography) for arc in arcs}), "@")
    places = _labels(sorted({(arc.accelerator, arc.site) for arc in arcs}, key=lambda place: place[::-1]), " at ")
    cells = [
        _cell(arc, works[arc.workload, arc.geography], places[arc.accelerator, arc.site])
        for arc in sorted(arcs, key=_key)
    ]
    fills = dict(zip((label for _, label in BINS), theme.shares, strict=True))
    fills |= {POSSIBLE: theme.empty, RULED_OUT: theme.background}
    inks = dict(zip((label for _, label in BINS), theme.share_texts, strict=True))
    inks |= {POSSIBLE: theme.text, RULED_OUT: theme.muted}
    return _heat(cells, list(works.values()), list(places.values()), fills, inks, theme)


def _labels(pairs: Sequence[tuple[str, str]], joint: str) -> dict[tuple[str, str], str]:
    """A label of one line for each pair, none twice."""
    short = [wrapped(f"{first}{joint}{second}", LONGEST_LABEL, 1) for first, second in pairs]
    return dict(zip(pairs, distinct(short, [""] * len(pairs)), strict=True))


def _heat(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], fills: dict[str, str], inks: dict[str, str],
    theme: Theme,
) -> Chart:  # fmt: skip
    is_level = len(columns) <= MOST_LEVEL_COLUMNS
    axis = alt.Axis(
        orient="top",
        labelAngle=0 if is_level else -45,
        labelExpr=PLACE if is_level else "datum.label",
        labelPadding=18 if is_level else 4,  # of two lines the upper one is placed
        labelOverlap=False,
        grid=False,
        domain=False,
        ticks=False,
    )
    x = alt.X("column:N", title=None, scale=alt.Scale(domain=list(columns)), axis=axis)
    y = alt.Y(
        "row:N", title=None, scale=alt.Scale(domain=list(rows)), axis=alt.Axis(grid=False, domain=False, ticks=False)
    )
    fill = alt.Color("kind:N", scale=palette(fills), legend=legend_of(fills, "Share served", "square"))
    tooltip = [
        alt.Tooltip("row:N", title="Workload@users"),
        alt.Tooltip("column:N", title="Place"),
        alt.Tooltip("share:N", title="Share of demand served"),
        alt.Tooltip("throughput:N", title="Throughput per accelerator"),
        alt.Tooltip("reason:N", title="Why it serves nothing"),
    ]
    squares: alt.Chart = alt.Chart().mark_rect(stroke=theme.grid, strokeWidth=1).encode(x, y, fill, tooltip=tooltip)
    layers = [squares]
    if len(columns) <= MOST_COLUMNS_WITH_TEXT:
        ink = alt.Color("kind:N", scale=palette(inks), legend=None)
        layers.append(alt.Chart().mark_text(fontSize=11).encode(x, y, alt.Text("text:N"), ink, tooltip=tooltip))
    apart = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return alt.LayerChart(layer=layers, data=frame(cells, Cell._fields), height=ROW * len(rows), resolve=apart)
