"""Which place serves which workload, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from models.derived import Capacity, RemovedArc
from models.names import Names
from models.plan import Plan, has_derived_figures
from ui.charts.figure import Chart, Figure
from ui.charts.labels import distinct, height, lifted, plural, wrapped
from ui.charts.parts import LINES, frame, legend_of, nothing, palette
from ui.charts.theme import Theme
from ui.charts.time_axis import TimeAxis
from ui.figures import count, percent, reason, words

ROW = 22
WORK_LETTERS = 44
PLACE_LETTERS = 40
"""Letters on a line of the label of a workload, and of an upright label of a place."""
LEVEL_LETTERS = 96
"""Letters that fit beside each other over all columns together where their labels stand level."""
MOST_COLUMNS_WITH_TEXT = 34
"""Beyond so many columns a share does not fit into its cell."""
MOST_LEVEL_COLUMNS = 5
"""Up to so many columns the names of places stand level."""
LINE_HEIGHT = 13
UNKNOWN = "This plan holds no shares by place: it was made before they were part of plan.json."
NONE = "No workload can be served anywhere."

BINS = ((0.01, "under 1 %"), (0.2, "1 to 20 %"), (0.5, "20 to 50 %"), (0.8, "50 to 80 %"), (2.0, "80 to 100 %"))
POSSIBLE, RULED_OUT = "possible, serves nothing (\u2013)", "ruled out (\u00d7)"
COLUMNS = (
    "Workload", "Users in", "Accelerator", "Site", "Placement", "Share of demand served [0..1]",
    "Units served over the horizon [units]", "Throughput per accelerator [see Service unit]", "Service unit",
    "Lowest cost on an offer there, nominal [USD per unit]", "Why it serves nothing", "Reason",
)  # fmt: skip


class Cell(NamedTuple):
    """A workload at a place."""

    row: str
    column: str
    work: str
    place: str
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
        draw=lambda theme: (
            _draw(arcs, plan.names, theme) if arcs and is_known else nothing(NONE if is_known else UNKNOWN, theme)
        ),
    )


def _key(arc: Capacity | RemovedArc) -> tuple[str, str, str, str]:
    return arc.workload, arc.geography, arc.site, arc.accelerator


def _table_row(arc: Capacity | RemovedArc) -> tuple[object, ...]:
    pair = (arc.workload, arc.geography, arc.accelerator, arc.site)
    if isinstance(arc, RemovedArc):
        return (*pair, "ruled out", None, None, None, None, None, reason(arc.reason), arc.detail)
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
        (rule, most), *_ = Counter(arc.reason for arc in plan.removed_arcs).most_common(1)
        text += f" (most often: {reason(rule)}, {most:,})"
    return f"{text}."


def _cell(arc: Capacity | RemovedArc, row: str, column: str, names: Names) -> Cell:
    at = (row, column, names.work(arc.workload, arc.geography), names.pool(arc.accelerator, arc.site))
    if isinstance(arc, RemovedArc):
        return Cell(*at, RULED_OUT, "\u00d7", "none", "none", f"{reason(arc.reason)}: {arc.detail}")
    throughput = f"{count(arc.throughput)} {arc.unit}"
    if not arc.units_served:
        return Cell(*at, POSSIBLE, "\u2013", "0 %", throughput, arc.why)
    share = arc.share_served or 0.0
    kind = next(label for end, label in BINS if share < end)
    text = f"{100 * share:.0f}" if share >= 0.01 else "<1"
    return Cell(*at, kind, text, percent(share), throughput, arc.why)


def _draw(arcs: Sequence[Capacity | RemovedArc], names: Names, theme: Theme) -> Chart:
    works = _works(sorted({(arc.workload, arc.geography) for arc in arcs}), names)
    places = _places(sorted({(arc.accelerator, arc.site) for arc in arcs}, key=lambda place: place[::-1]), names)
    cells = [
        _cell(arc, works[arc.workload, arc.geography], places[arc.accelerator, arc.site], names)
        for arc in sorted(arcs, key=_key)
    ]
    fills = dict(zip((label for _, label in BINS), theme.shares, strict=True))
    fills |= {POSSIBLE: theme.empty, RULED_OUT: theme.background}
    inks = dict(zip((label for _, label in BINS), theme.share_texts, strict=True))
    inks |= {POSSIBLE: theme.text, RULED_OUT: theme.muted}
    return _heat(cells, list(works.values()), list(places.values()), fills, inks, theme)


def _works(pairs: Sequence[tuple[str, str]], names: Names) -> dict[tuple[str, str], str]:
    """A label for each workload and place of users, on two lines at most; users where they are in several."""
    places = Counter(workload for workload, _ in pairs)
    labels = [
        wrapped(names.workload(workload), WORK_LETTERS, 1 if places[workload] > 1 else 2)
        + (f"\n{wrapped(names.geography(geography), WORK_LETTERS, 1)}" if places[workload] > 1 else "")
        for workload, geography in pairs
    ]
    return dict(zip(pairs, distinct(labels, ["@".join(pair) for pair in pairs]), strict=True))


def _places(pairs: Sequence[tuple[str, str]], names: Names) -> dict[tuple[str, str], str]:
    """A label for each place: the accelerator, below it the site."""
    is_level = len(pairs) <= MOST_LEVEL_COLUMNS
    letters, lines = (max(12, LEVEL_LETTERS // len(pairs)), 3) if is_level else (PLACE_LETTERS, 1)
    labels = [
        f"{wrapped(names.accelerator(accelerator), letters, lines)}\n{wrapped(names.site(site), letters, lines)}"
        for accelerator, site in pairs
    ]
    return dict(zip(pairs, distinct(labels, [" at ".join(pair) for pair in pairs]), strict=True))


def _heat(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], fills: dict[str, str], inks: dict[str, str],
    theme: Theme,
) -> Chart:  # fmt: skip
    is_level = len(columns) <= MOST_LEVEL_COLUMNS
    lines = max(label.count("\n") for label in columns)
    axis = alt.Axis(
        orient="top",
        labelAngle=0 if is_level else -90,
        labelExpr=LINES,
        labelPadding=5 + LINE_HEIGHT * lines if is_level else 6,  # of level lines the uppermost is placed
        labelOverlap=False,
        grid=False,
        domain=False,
        ticks=False,
    )
    x = alt.X("column:N", title=None, scale=alt.Scale(domain=list(columns)), axis=axis)
    y = alt.Y(
        "row:N", title=None, scale=alt.Scale(domain=list(rows)),
        axis=alt.Axis(labelExpr=LINES, labelOffset=lifted(rows), grid=False, domain=False, ticks=False),
    )  # fmt: skip
    fill = alt.Color("kind:N", scale=palette(fills), legend=legend_of(fills, "Share served", "square"))
    tooltip = [
        alt.Tooltip("work:N", title="Workload"),
        alt.Tooltip("place:N", title="Place"),
        alt.Tooltip("share:N", title="Share of demand served"),
        alt.Tooltip("throughput:N", title="Throughput per accelerator"),
        alt.Tooltip("reason:N", title="Why"),
    ]
    squares: alt.Chart = alt.Chart().mark_rect(stroke=theme.grid, strokeWidth=1).encode(x, y, fill, tooltip=tooltip)
    layers = [squares]
    if len(columns) <= MOST_COLUMNS_WITH_TEXT:
        ink = alt.Color("kind:N", scale=palette(inks), legend=None)
        layers.append(alt.Chart().mark_text(fontSize=11).encode(x, y, alt.Text("text:N"), ink, tooltip=tooltip))
    apart = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return alt.LayerChart(
        layer=layers, data=frame(cells, Cell._fields), height=height(rows, ROW) * len(rows), resolve=apart
    )
