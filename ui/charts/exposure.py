"""What can no longer be avoided, over time: payments bound at the end of each period, by payee."""

from __future__ import annotations

from models.plan import Plan, has_derived_figures
from ui.charts.figure import Chart, Figure
from ui.charts.parts import amounts, blocks, frame, nothing, panel
from ui.charts.series import Series, largest, stacked, summed
from ui.charts.theme import OTHERS, Theme
from ui.charts.time_axis import TimeAxis
from ui.lockin_report import MODULES, exposure_sentence

HEIGHT = 220
MOST_PAYEES = 8
COLUMNS = ("Payee", "Period [first month]", "Bound at its end [USD]")
OTHER_PAYEES = "other payees"
UNKNOWN = "This plan holds no figures of bound payments: it was made before they were part of plan.json."
NOTHING = "No contract binds to a payment after the period in which it is signed."


def commitment_exposure(plan: Plan) -> Figure:
    """Unavoidable future payments at the end of each period by payee."""
    axis = TimeAxis.of([plan])
    rows = [(MODULES if r.payee is None else plan.names.vendor(r.payee), r.period, r.usd) for r in plan.exposure]
    series, rest = largest(summed(rows), MOST_PAYEES)
    none = NOTHING if has_derived_figures(plan) else UNKNOWN
    left_out = f" The chart shows the {MOST_PAYEES - 1} largest payees by name." if rest else ""
    return Figure(
        name="commitment-exposure",
        title=f"Unavoidable future payments at the end of each period, {axis.words}, nominal [USD]",
        sentence=(exposure_sentence(plan) or none) + left_out,
        table=frame(rows, COLUMNS),
        draw=lambda theme: _draw(series, axis, theme) if series else nothing(none, theme),
    )


def _draw(series: Series, axis: TimeAxis, theme: Theme) -> Chart:
    named = {OTHER_PAYEES if payee == OTHERS else payee: amounts for payee, amounts in series.items()}
    colors = {payee: theme.others if payee == OTHER_PAYEES else theme.slot(n) for n, payee in enumerate(named)}
    y = amounts("low", "USD, nominal", is_money=True)
    return panel(blocks(stacked(named, axis), axis, colors, theme, y, "Bound [USD]", "Payee", True), None, HEIGHT)
