"""How simple a plan is, in sentences."""

from __future__ import annotations

from models.simplicity import Simplicity
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT
from tests.program.test_simplicity import OD, OWN, few
from ui.simplicity_report import simplicity_sentences


def test_the_terminal_says_what_was_left_out_and_what_that_costs() -> None:
    made = make_plan(few(OWN, OD), "expected", EXACT)
    assert isinstance(made, Planned)
    plan = made.plan
    assert simplicity_sentences(plan) == [
        "2 contracts and 1 order; today's fleet included, 2 vendors at 1 site.",
    ]
    counts = Simplicity(contracts=1, vendors=1, sites=1, orders=1, left_out=("od",), orders_spared=2, cost_usd=12.4)
    for change, said in (
        ({}, "To keep it simple the plan has left out od and spared 2 orders: that costs 12 USD more"),
        ({"cost_usd": -3.0, "left_out": ()}, "the plan has spared 2 orders: that costs 3 USD less"),
        ({"keeps_previous": True}, "The orders, ports and moves of the earlier plan are kept: that costs 12 USD more"),
    ):
        told = simplicity_sentences(plan.model_copy(update={"simplicity": counts.model_copy(update=change)}))
        assert said in told[1]
    assert simplicity_sentences(plan.model_copy(update={"simplicity": None})) == []
