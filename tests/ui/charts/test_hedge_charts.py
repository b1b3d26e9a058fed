"""Charts of one plan for all cases: their tables hold the hedge's figures, their readings are true."""

from __future__ import annotations

from typing import Any

import pytest

from models.bands import in_short
from models.hedge import Hedge
from models.plan import Plan
from tests.reference.test_three_bands import bands
from tests.reference.test_two_futures import futures
from ui.charts import Figure, render
from ui.charts.band_capacity import LAYERS, band_capacity, band_workloads
from ui.charts.bands import band_chart, by_case, totals
from ui.charts.cost_by_case import cost_by_case
from ui.charts.regret import _kinds, regret, short_usd
from ui.charts.time_axis import TimeAxis
from ui.hedge_report import OWN


def capacity_chart(plan: Plan) -> Figure:
    """Capacity under the demand of the first workload that has some."""
    return band_capacity(plan, next(iter(band_workloads(plan.hedge)), "job") if plan.hedge else "job")


CHARTS = (regret, cost_by_case, band_chart, capacity_chart)


def with_hedge(**changes: Any) -> Plan:
    """The plan of two futures with changes of its hedge."""
    plan = futures().plans["low"]
    assert plan.hedge is not None
    return plan.model_copy(update={"hedge": plan.hedge.model_copy(update=changes)})


def hedge_with_lived(at: int, **changes: Any) -> Plan:
    lived = list(futures().hedge.lived)
    lived[at] = lived[at].model_copy(update=changes)
    return with_hedge(lived=tuple(lived))


def drawn(figure: Figure) -> str:
    """The picture in the light theme; the dark one is drawn, too."""
    assert render(figure, "svg", dark=True).startswith(b"<svg")
    return render(figure, "svg").decode()


def test_regret_of_every_plan_in_every_case() -> None:
    figure = regret(futures().plans["low"])
    amounts = {(row[0], row[1]): row[3] for row in figure.table.itertuples(index=False, name=None)}
    assert amounts == pytest.approx({
        ("low", "low"): 0, ("low", "high"): 40, ("high", "low"): 200, ("high", "high"): 0, ("mean demand", "low"): 100,
        ("mean demand", "high"): 20, (OWN, "low"): 0, (OWN, "high"): 40,
    })  # fmt: skip
    assert figure.sentence == (
        "This plan for all cases costs at most 40 USD more than the best plan of the case that comes (high); dearest "
        "is the plan for high where low comes: 200 USD more."
    )
    picture = drawn(figure)
    for text in ("mean demand", OWN, ">200<", "up to 40 USD"):
        assert text in picture


def test_what_falls_short_or_cannot_be_lived_is_marked() -> None:
    short = hedge_with_lived(1, first_short="2027-02", shortage_accelerator_hours=12.0, shortage_usd=1200.0)
    assert ">40 *<" in drawn(regret(short))
    assert "* falls short of the demand, priced at 100 USD per accelerator-hour" in regret(short).sentence
    lost = hedge_with_lived(1, cost_usd=None, regret_usd=None)
    assert "cannot be lived (\u00d7)" in drawn(regret(lost))
    assert "1 of 8 cannot be lived" in regret(lost).sentence


def test_without_regret_there_is_one_colour() -> None:
    rows = tuple(row.model_copy(update={"regret_usd": 0.0}) for row in futures().hedge.lived)
    cases = tuple(row.model_copy(update={"alone_usd": row.cost_usd}) for row in futures().hedge.cases)
    figure = regret(with_hedge(lived=rows, cases=cases))
    assert "up to" not in drawn(figure)
    assert figure.sentence.startswith("This plan for all cases costs at most 0 USD more")


def test_very_many_cases_are_drawn_without_amounts() -> None:
    (low, *_), (first, *_) = futures().hedge.cases, futures().hedge.lived
    ids = [f"case-{n}" for n in range(20)]
    cases = tuple(low.model_copy(update={"case": case}) for case in ids)
    lived = tuple(first.model_copy(update={"plan": a, "case": b, "regret_usd": 77.0}) for a in ids for b in ids)
    picture = drawn(regret(with_hedge(cases=cases, lived=lived)))
    assert ">77<" not in picture
    assert "case-19" in picture


@pytest.mark.parametrize("top", [1.0, 40.0, 99.0, 1234.5, 3.2e6, 8e9])
def test_colours_go_up_in_equal_steps_to_the_largest_regret(top: float) -> None:
    ends = [end for end, _ in _kinds(top)]
    assert 1 <= len(ends) <= 5
    assert ends[-1] >= top * (1 - 1e-9)
    assert ends[-1] - ends[0] < top
    assert ends == pytest.approx([ends[0] * n for n in range(1, len(ends) + 1)])


@pytest.mark.parametrize(
    ("amount", "text"),
    [(3.5, "3.50"), (40.2, "40"), (99_999, "99,999"), (123_456, "123k"), (1.254e6, "1.25M"), (3e9, "3B")],
)
def test_amounts_in_few_letters(amount: float, text: str) -> None:
    assert short_usd(amount) == text


def test_the_cost_of_every_case_stands_beside_the_best_plan_alone() -> None:
    figure = cost_by_case(futures().plans["high"])
    rows = [row[0:1] + row[2:] for row in figure.table.itertuples(index=False, name=None)]
    assert rows == [("low", 320, 320, 0), ("high", 560, 520, 40), ("expectation", 440, 420, 20)]
    assert figure.sentence == (
        "One plan for all 2 cases costs from 320 USD (low) to 560 USD (high), 440 USD in expectation: 20 USD more than "
        "plans made with the case known."
    )
    picture = drawn(figure)
    for text in ("560 USD (+40)", "520 USD", "low, probability 50 %"):
        assert text in picture


def test_a_gain_is_drawn_to_the_left() -> None:
    cases = tuple(row.model_copy(update={"cost_usd": -row.cost_usd}) for row in futures().hedge.cases)
    assert "-560 USD" in drawn(cost_by_case(with_hedge(cases=cases, expected_usd=-440.0)))


@pytest.mark.parametrize("chart", CHARTS)
def test_a_plan_of_one_case_says_so(plan: Plan, chart: Any) -> None:
    figure = chart(plan)
    assert isinstance(plan.hedge, Hedge | None)
    assert "made for one case alone" in figure.sentence
    assert figure.table.empty
    assert "made for one case alone" in drawn(figure)


def test_bands_add_up_to_what_the_cases_order() -> None:
    """By hand: four cards are bought in January in either case, they are all of the baseline or growth."""
    plan = futures().plans["low"]
    hedge, axis = futures().hedge, TimeAxis.of([plan])
    bands, cases = totals(hedge, axis), by_case(hedge, axis)
    assert sum(series["2027-01"] for series in bands.values()) == pytest.approx(4)
    assert {case: series["2027-03"] for case, series in cases.items()} == pytest.approx({"low": 4, "high": 4})
    figure = band_chart(plan)
    assert figure.table["Accelerators"].sum() == pytest.approx(4)
    assert "4 of them firm, 0 on a signal" in figure.sentence
    picture = drawn(figure)
    for text in ("baseline", "low", "high"):
        assert text in picture


def test_without_orders_there_are_no_bands() -> None:
    figure = band_chart(with_hedge(tranches=(), bands=()))
    assert figure.sentence == "No case of this plan orders anything."
    assert drawn(figure)


def test_capacity_under_the_demand_is_that_of_the_hedge() -> None:
    """By hand in three_bands/README.md: at the most 90 are asked for, 40 + 20 + 20 are in service, 10 are rented."""
    plan = bands().plans["expected"]
    figure = band_capacity(plan, "chat")
    assert plan.hedge is not None
    stated = [
        (row.case, at.period, at.demand, *(getattr(at, layer) for layer in LAYERS))
        for row in plan.hedge.capacity
        for at in row.periods
    ]
    assert [row[:-2] for row in figure.table.itertuples(index=False, name=None)] == stated
    marks = figure.table.set_index(["Case", "Period [first month]"])[["To order: firm", "To order: on a signal"]]
    assert [tuple(row) for row in marks.loc["aggressive"].to_numpy()] == [
        ("T1", ""),
        ("", ""),
        ("", "T2, T3"),
        ("", ""),
    ]
    assert (
        "Case aggressive: most is asked for from 2027-07, 90 requests/h; there is baseline 40, growth 20, surge 20"
        in (figure.sentence)
    )
    assert figure.title.endswith("2027-01 to 2027-12 [requests/h]")
    picture = drawn(figure)
    for text in ("Case conservative (30 %)", "T2-T3", "rented or on call", "in the other cases"):
        assert text in picture


def test_tranches_in_short() -> None:
    assert in_short(["T1", "T2", "T3", "T5", "T9", "T10"]) == "T1-T3, T5, T9-T10"
    assert in_short(["T7"]) == "T7"


def test_nothing_in_service_is_said() -> None:
    figure = band_capacity(with_hedge(capacity=()), "job")
    assert figure.sentence.startswith("No band has capacity in service for this workload")
    assert drawn(figure)
