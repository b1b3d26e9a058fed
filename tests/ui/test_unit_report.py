"""What units cost, as the terminal, the workbook's sheets and the chart say it."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from data.sheets import beside_orders
from data.unit_sheets import unit_sheets
from models.plan import Plan
from tests.proof.test_audit_launching import planned as launched
from tests.proof.test_audit_operating import planned
from ui.charts.unit_waterfall import unit_waterfall
from ui.report import plan_report
from ui.unit_report import operating_lines, over_horizon, sentence, unit_economics, waterfalls
from ui.value_report import forgone_sentence, launches, value


def told(shown: RenderableType) -> str:
    console = Console(width=140, file=(page := io.StringIO()))
    console.print(shown)
    return page.getvalue()


def test_the_report_says_cost_per_unit_beside_the_naive_one_and_lines_with_rates() -> None:
    plan = planned()
    units, lines = unit_economics(plan), operating_lines(plan)
    assert units is not None
    assert lines is not None
    said = told(units)
    assert "Accelerators alone" in said
    worth = value(plan)
    assert worth is not None
    assert "180" in told(worth)
    assert "Margin [USD per" in told(worth)
    assert "no workload" in said
    assert f"{round(plan.costs.total_nominal_usd):,}" in said
    assert "USD/accelerator/month" in told(lines)
    whole = told(plan_report(plan))
    assert "Unit economics" in whole
    assert "Lines of operating cost" in whole
    (parts,) = waterfalls(plan)
    assert "idle headroom" in told(parts)
    assert "safety checks" in told(parts)


def test_the_report_says_what_is_launched_when_and_what_is_forgone() -> None:
    plan = launched()
    said = told(plan_report(plan))
    assert "Launches of work that may be launched later" in said
    assert "not inside the horizon" in said
    assert "96 USD of the total is the value of work before its launch: forgone, and paid to nobody." in said
    assert "value of work before its launch, no payment" in said
    (sheet,) = [sheet for sheet in beside_orders(plan) if sheet.name == "Launches"]
    assert [list(row) for row in sheet.rows] == [["later", "2027-02", 60.0], ["never", None, 36.0]]


def test_plans_from_before_say_nothing(plan: Plan) -> None:
    assert value(plan) is None
    assert launches(plan) is None
    assert forgone_sentence(plan) == ""
    assert unit_economics(plan) is None
    assert operating_lines(plan) is None
    assert waterfalls(plan) == []
    assert unit_sheets(plan) == []


def test_sheets_hold_every_part() -> None:
    plan = planned()
    units, parts, lines = unit_sheets(plan)
    assert len(units.rows) == len(plan.unit_economics)
    assert len(parts.rows) == sum(len(row.parts) for row in plan.unit_economics)
    assert len(lines.rows) == len(plan.operating_costs)
    for sheet in (units, parts, lines):
        assert {len(row) for row in sheet.rows} == {len(sheet.headers)}


def test_the_waterfall_ends_in_the_whole() -> None:
    plan = planned()
    job = over_horizon(plan)[0]
    figure = unit_waterfall(plan, job)
    assert list(figure.table["Part"])[-1] == "total"
    assert list(figure.table["Cost, nominal [USD]"])[-1] == job.cost_usd
    drawn = figure.chart.to_dict()
    steps = next(iter(drawn["datasets"].values()))
    assert steps[-2]["high"] == job.usd_per_1000_units
    assert abs(steps[-3]["high"] - steps[-2]["high"]) < 1e-9 or steps[-3]["amount"] < 0
    assert "accelerators in use alone would make it" in figure.sentence


def test_nothing_served_has_no_price() -> None:
    job = over_horizon(planned())[0]
    nothing = {"units_served": 0.0, "usd_per_1000_units": None, "naive_usd_per_1000_units": None}
    idle = job.model_copy(update=nothing)
    assert sentence(idle, "Job").endswith("and nothing is served.")
    assert "Nothing is served" in str(unit_waterfall(planned(), idle).chart.to_dict())
