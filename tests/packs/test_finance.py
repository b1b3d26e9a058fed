"""The finance workbook: its formulas give what stands beside them, and what the plan states, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import steelyard as sy
from data.packs.finance import finance_workbook
from models.packs.finance import Finance
from models.plan import Plan
from models.scenario import Scenario
from models.told import with_roi
from solver.search.options import SearchOptions
from tests.packs.calculated import calculated, formulas, opened
from tests.proof.audit_kit import document, offer
from tests.reference.test_two_futures import FUTURES, futures
from ui.exits import SteelyardError
from ui.packs import finance
from ui.packs.lots import lots_of
from ui.packs.source import Asked, Source
from ui.planning import plan_case
from ui.scenario_file import in_memory, open_scenario


@cache
def _hedged() -> Source:
    scenario = open_scenario(str(FUTURES)).scenario
    return Source(futures().plans["high"], scenario)


@cache
def _weighed() -> Source:
    import json

    own, rented = offer("own", "buy", upfront_usd=50.0), offer("od", "on_demand", usd_per_hour=1.0)
    scenario = Scenario.model_validate_json(json.dumps(document(offers=[own, rented])))
    plan = plan_case(in_memory(scenario), "expected", SearchOptions(gap=0))
    return Source(with_roi(plan, sy.roi(scenario, options=SearchOptions(gap=0))), scenario)


def _of(name: str, source: Source) -> Source:
    made: dict[str, Callable[[], Source]] = {"hedged": _hedged, "weighed": _weighed}
    return made[name]() if name in made else source


def _rows(book: Any, name: str) -> list[list[Any]]:
    return [list(row) for row in book[name].iter_rows(min_row=3, values_only=True)]


@pytest.mark.parametrize("name", ["approved", "hedged", "weighed"])
def test_formulas_give_what_stands_beside_them_and_what_the_plan_states(name: str, source: Source) -> None:
    content = finance.files(_of(name, source), Asked())["finance.xlsx"]
    assert content == finance.files(_of(name, source), Asked())["finance.xlsx"]
    book, values = opened(content), opened(content, values=True)
    found = calculated(book)
    for (page, cell), value in found.items():
        stands = values[page][cell].value
        assert (stands or "") == value if isinstance(value, str) else stands == pytest.approx(value, abs=1e-6), cell
    *checks, verdict = [
        (row[0], found.get(("Checks", f"B{n}")), row[2]) for n, row in enumerate(_rows(book, "Checks"), 3)
    ]
    assert verdict[0] == "All totals"
    assert len(checks) >= 4
    for what, computed, stated in checks:
        assert computed == pytest.approx(stated, abs=0.005), what
    assert values["Checks"].cell(len(checks) + 3, 4).value == "all agree"


def test_totals_are_those_of_the_plan(source: Source) -> None:
    found = calculated(opened(finance.files(source, Asked())["finance.xlsx"]))
    costs = source.plan.costs
    for page, total in (
        ("Cost by month", costs.total_nominal_usd),
        ("Discounted by month", costs.total_discounted_usd),
    ):
        assert max((value for (name, _), value in found.items() if name == page), key=abs) == pytest.approx(
            total, abs=0.005
        )
    orders = sum(order.cost_usd for order in source.plan.orders)
    months = [value for (name, cell), value in found.items() if name == "Orders by month" and cell.startswith("D")]
    assert months[-1] == pytest.approx(orders, abs=0.005)
    assert sum(months[:-1]) == pytest.approx(orders, abs=0.005)


def test_one_plan_for_all_cases_by_hand() -> None:
    """Four bought before the demand is known cost 320 or 560 USD, 440 in the mean; knowing is worth half of 40."""
    values = opened(finance.files(_hedged(), Asked())["finance.xlsx"], values=True)
    low, high, mean, largest = _rows(values, "Cases")
    assert [row[2:] for row in (low, high, mean)] == [[320, 320, 0], [560, 520, 40], [440, 420, 20]]
    assert largest[4] == 40


def test_alternatives_by_hand() -> None:
    """Forty requests an hour need four cards: 200 USD bought; rented 4 x 30 h x 3 months x 1 USD = 360."""
    rows = {
        row[0]: row
        for row in _rows(opened(finance.files(_weighed(), Asked())["finance.xlsx"], values=True), "Alternatives")
    }
    assert rows["The plan"][5] == 200
    assert rows["All on demand"][5:8] == [360, 160, pytest.approx(160 / 360 * 100)]


def test_a_figure_that_differs_by_a_cent_shows(source: Source) -> None:
    costs = source.plan.costs
    wrong = costs.model_copy(update={"total_nominal_usd": costs.total_nominal_usd + 0.01})
    plan: Plan = source.plan.model_copy(update={"costs": wrong})
    content = finance_workbook(Finance(stamp=source.stamp, lots=lots_of(source), plan=plan))
    rows = _rows(opened(content, values=True), "Checks")
    assert rows[-1][3] == "they differ"
    assert {row[0]: row[3] for row in rows[:-1] if row[3]}.keys() == {
        "All cost over the horizon, nominal [USD]",
        "All work over the horizon, nominal [USD]",
    }
    assert formulas(opened(content))["Checks", f"D{len(rows) + 2}"].startswith("=IF(SUMPRODUCT(ABS(")


def test_it_is_of_the_whole_plan(source: Source) -> None:
    with pytest.raises(SteelyardError, match="the finance workbook is of the whole plan"):
        finance.files(source, Asked("server-oem"))
