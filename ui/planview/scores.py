"""Section of the plan's page on workloads against accelerators, and vendors against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from models.matrix import MatrixCell
from models.numbers import plain, price_scale
from models.plan import Plan
from models.scorecard import ROLES, WORDS, Role
from models.units import counted_thing
from ui.figures import reason, words
from ui.matrix_report import HEADERS as MATRIX_HEADERS
from ui.matrix_report import TITLE, mark, matrix_rows, nearest, port, risk_words
from ui.parts.tables import show_frame
from ui.planview.tables import show_rows
from ui.score_report import (
    COST_HEADERS,
    HEADERS,
    NOTE,
    POINT_HEADERS,
    ROLE_WORDS,
    TITLES,
    cost_rows,
    leader_sentence,
    of_role,
    point_rows,
    points_words,
    score_rows,
    stays,
)

BEFORE = "This plan was made before the matrix and the scorecard were part of plan.json; run it again to see them."
EDITED = "Weights, penalties and reviews are edited with the scenario: Policy and limits, Vendor scorecard."
Show = Callable[[MatrixCell, Sequence[MatrixCell]], str]
"""What a cell shows, beside all cells of its workload."""


def _cost(cell: MatrixCell, row: Sequence[MatrixCell]) -> str:
    most = max((other.usd_per_unit or 0.0 for other in row), default=0.0)
    return "no offer" if cell.usd_per_unit is None else _for_units(cell.usd_per_unit, most, "USD", cell)


def _power(cell: MatrixCell, row: Sequence[MatrixCell]) -> str:
    most = max((other.kwh_per_unit or 0.0 for other in row), default=0.0)
    return "not stated" if cell.kwh_per_unit is None else _for_units(cell.kwh_per_unit, most, "kWh", cell)


def _for_units(figure: float, most: float, name: str, cell: MatrixCell) -> str:
    """A figure per unit, for as many units as make the largest of its row read well."""
    size, things = price_scale(most, counted_thing(cell.unit))
    return f"{plain(figure * size)} {name} per {things}"


def _supply(cell: MatrixCell, _row: Sequence[MatrixCell]) -> str:
    if cell.first_service is None:
        return "no offer"
    most = "" if cell.most_accelerators is None else f", at most {plain(cell.most_accelerators)}"
    return f"from {cell.first_service}{most}"


SHOWN: dict[str, Show] = {
    "Cost per unit": _cost,
    "Throughput per accelerator": lambda cell, _: f"{plain(cell.throughput or 0.0)} {cell.unit}",
    "Latency nearest to its target": lambda cell, _: nearest(cell) or "no target",
    "Power per unit": _power,
    "Maturity": lambda cell, _: words(cell.maturity or ""),
    "Porting": lambda cell, _: port(cell),
    "Operational risk": lambda cell, _: f"{len(cell.risks)}: {risk_words(cell)}" if cell.risks else "0",
    "Supply": _supply,
}
"""What the cells of the matrix can show."""


def scores(plan: Plan, _stem: str) -> None:
    """The matrix, then the scorecard of each role."""
    if not plan.matrix:
        st.info(BEFORE)
        return
    st.header(TITLE, anchor=False)
    shown = st.selectbox("The cells show", list(SHOWN), key="matrix_shows")
    show_frame(matrix_frame(plan, SHOWN[shown]), f"Workloads and accelerators: {shown.lower()}")
    with st.expander("All figures of every pair"):
        show_rows(plan, MATRIX_HEADERS, matrix_rows(plan), "Matrix of workloads and accelerators, all figures")
    for role in ROLES:
        _scorecard(plan, role)
    st.text(NOTE)
    st.caption(EDITED)


def matrix_frame(plan: Plan, show: Show) -> pd.DataFrame:
    """A row for each workload, a column for each accelerator; every cell begins with what the plan does with it."""
    names, works = plan.names, dict[tuple[str, str], list[MatrixCell]]()
    for cell in plan.matrix:
        works.setdefault((cell.workload, cell.geography), []).append(cell)
    often = Counter(workload for workload, _ in works)
    columns = sorted({names.accelerator(cell.accelerator) for cell in plan.matrix})
    rows = []
    for (workload, geography), cells in works.items():
        name = names.work(workload, geography) if often[workload] > 1 else names.workload(workload)
        said = {names.accelerator(cell.accelerator): _said(cell, cells, show) for cell in cells}
        rows.append([name, *(said.get(column, "") for column in columns)])
    return pd.DataFrame(rows, columns=["Workload", *columns])


def _said(cell: MatrixCell, row: Sequence[MatrixCell], show: Show) -> str:
    """The plan's choice, then the figure, or the rules that rule the pair out."""
    return f"{mark(cell)}: {', '.join(map(reason, cell.ruled_out)) if cell.ruled_out else show(cell, row)}"


def _scorecard(plan: Plan, role: Role) -> None:
    rows = of_role(plan, role)
    if not rows:
        return
    st.header(TITLES[role], anchor=False)
    if said := leader_sentence(plan, role):
        st.text(said)
    show_rows(plan, HEADERS, score_rows(plan, role), f"{TITLES[role]}: places")
    show_rows(plan, COST_HEADERS, cost_rows(plan, role), f"{TITLES[role]}: cost and penalties")
    show_frame(points_frame(plan, role), f"{TITLES[role]}: points by criterion")
    with st.expander(f"What points rest on: {ROLE_WORDS[role]}"):
        show_rows(plan, POINT_HEADERS, point_rows(plan, role), f"{TITLES[role]}: what points rest on")


def points_frame(plan: Plan, role: Role) -> pd.DataFrame:
    """A row for each criterion with its weight, a column for each vendor."""
    rows, ranges = of_role(plan, role), [row for row in plan.scorecard_weights if row.role == role]
    found = [
        [WORDS[row.criterion], row.weight, *(points_words(card.scores[n]) for card in rows), stays(plan, row)]
        for n, row in enumerate(ranges)
    ]
    vendors = (plan.names.vendor(row.vendor) for row in rows)
    return pd.DataFrame(found, columns=["Criterion", "Weight [ratio]", *vendors, "The first stays so at weights"])
