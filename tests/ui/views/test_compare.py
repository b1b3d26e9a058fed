"""Plans side by side on screen: figures, differences, percentages and inputs."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.plan_comparison import Compared
from data.store import Store
from models.plan import Plan
from models.run import Person
from tests.ui.views import kit
from tests.ui.views.conftest import OpenView
from ui.compareview.tables import comparison_frame, distinct, input_changes


def _dearer(plan: Plan) -> Plan:
    """The plan with its on-demand twice as dear."""
    terms = {**plan.costs.by_term_discounted, "on_demand": 2 * plan.costs.by_term_discounted["on_demand"]}
    total = sum(terms.values())
    costs = plan.costs.model_copy(update={"by_term_discounted": terms, "total_discounted_usd": total})
    return plan.model_copy(update={"costs": costs, "objective_usd": total})


def test_two_plans_stand_side_by_side(open_view: OpenView, store: Store, me: Person, plan: Plan) -> None:
    runs = [kit.done(store, me, plan, "low"), kit.done(store, me, _dearer(plan), "high")]
    app = open_view("compare", runs=",".join(run.id for run in runs))
    assert not app.error
    costs = next(frame.value for frame in app.dataframe if "total" in set(frame.value.get("Figure", ())))
    row = costs[costs["Figure"] == "on demand"].iloc[0]
    base, other, off, share = row.iloc[2:]
    assert base == pytest.approx(plan.costs.by_term_discounted["on_demand"], abs=1)
    assert (other, off) == (pytest.approx(2 * base, abs=1), other - base)
    assert share == pytest.approx(100, abs=0.01)


def test_four_plans_can_be_compared_and_equal_names_are_told_apart(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    runs = [kit.done(store, me, plan) for _ in range(4)]
    app = open_view("compare", runs=",".join(run.id for run in runs))
    assert list(app.dataframe[-1].value.columns)[2:] == [
        "A (base)", "B", "B - A", "B - A [%]", "C", "C - A", "C - A [%]", "D", "D - A", "D - A [%]"
    ]  # fmt: skip
    assert "Nothing: the same inputs." in {text.value for text in app.text}


def test_the_first_of_the_address_is_the_base_and_another_can_be_chosen(
    open_view: OpenView, store: Store, me: Person, plan: Plan
) -> None:
    low, high = (kit.done(store, me, found, name) for found, name in ((plan, "low"), (_dearer(plan), "high")))
    app = open_view("compare", runs=f"{high.id},{low.id}")
    assert app.selectbox("base").value == high.id
    assert _total(app) == pytest.approx([_dearer(plan).objective_usd, plan.objective_usd], abs=1)
    app.selectbox("base").select(low.id).run()
    assert _total(app) == pytest.approx([plan.objective_usd, _dearer(plan).objective_usd], abs=1)
    assert app.query_params["runs"] == f"{low.id},{high.id}"
    said = [element.value for element in app.markdown]
    assert any(text.startswith("**A \\(base\\), low") for text in said)


def _total(app: AppTest) -> list[float]:
    """The discounted total of base and other."""
    money = next(
        frame.value for frame in app.dataframe if "total cost, discounted" in set(frame.value.get("Figure", ()))
    )
    return list(money.iloc[0][["A (base)", "B"]])


def test_one_plan_or_somebody_elses_asks_for_more(open_view: OpenView, store: Store, plan: Plan) -> None:
    other = kit.done(store, Person(name="ann@example.com", teams={}), plan)
    app = open_view("compare", runs=f"{other.id},0123456789abcdef")
    assert "Choose 2 to 4 plans" in app.info[0].value


def test_the_table_holds_value_difference_and_percent() -> None:
    frame = comparison_frame([Compared("gap", "share", (0.0, 0.5)), Compared("total", "USD", (4.0, 3.0))])
    assert list(frame.columns) == ["Figure", "Unit", "A (base)", "B", "B - A", "B - A [%]"]
    assert frame.iloc[1, 2:].tolist() == [4.0, 3.0, -1.0, -25.0]
    assert frame.iloc[0, 4] == 0.5
    assert frame["B - A [%]"].isna().tolist() == [True, False]


def test_names_that_are_the_same_are_numbered() -> None:
    assert distinct(["a", "b", "a"]) == ["1. a", "b", "3. a"]


def test_what_changed_in_the_inputs_is_named() -> None:
    old: dict[str, object] = {"name": "x", "workloads": [{"id": "chat", "gb_per_unit": 1}]}
    new: dict[str, object] = {"name": "x", "workloads": [{"id": "chat", "gb_per_unit": 2}]}
    found = input_changes(old, new)
    assert len(found) == 1
    assert "chat" in found.iloc[0, 0]
    assert (found.iloc[0, 1], found.iloc[0, 2]) == ("1", "2")
