"""`steelyard hedge`: what it says, what it writes, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from data.load import load_scenario
from data.plan_io import read_plan
from data.store.figures import run_figures
from models.hedge import Hedge
from solver.answers.outcome import NoPlanInTime
from tests.reference.test_two_futures import FUTURES, LANDS, futures
from ui.cli import app
from ui.hedge_report import hedge_sentences, regret_notes, regret_rows


def run(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(argument) for argument in arguments])


def test_it_says_what_to_order_now_and_what_being_wrong_costs() -> None:
    result = run("hedge", FUTURES, "--gap", "0")
    assert result.exit_code == 0, result.stderr
    for said in (
        "Expected cost 440 USD discounted; the dearest 50 % of the cases cost 560 USD on average (CVaR).",
        "From 2027-02 on it can be seen which it is: low; high.",
        "To order first as for mean demand would cost 40 USD more (VSS).",
        "To know the case today would be worth 20 USD in expectation (EVPI), 20 USD at most.",
        "all cases (this plan)",
        "as part of one plan for all cases",
    ):
        assert said in result.stdout


def test_it_writes_the_hedge_and_the_plan_of_every_case(tmp_path: Path) -> None:
    result = run("hedge", FUTURES, "--gap", "0", "--out", tmp_path / "out", "--json")
    assert result.exit_code == 0, result.stderr
    hedge = Hedge.model_validate_json((tmp_path / "out/hedge.json").read_text())
    assert json.loads(result.stdout) == json.loads((tmp_path / "out/hedge.json").read_text())
    assert [row.cost_usd for row in hedge.cases] == [320, 560]
    plan = read_plan(tmp_path / "out/high/plan.json")
    assert plan.hedge == hedge.model_copy(update={"case": "high"})
    assert plan.status == "hedged"
    assert (tmp_path / "out/bands.svg").read_text().startswith("<svg")
    assert "Case,Period [first month],Demand [" in (tmp_path / "out/bands-job.csv").read_text()
    assert "verified against" in run("verify", tmp_path / "out/high/plan.json").stdout
    assert "One plan for all cases" in run("explain", tmp_path / "out/high/plan.json").stdout


def test_one_case_needs_no_hedge(tmp_path: Path) -> None:
    text = (
        FUTURES.read_text()
        .replace("  - {id: high, probability: 0.5}\n", "")
        .replace("probability: 0.5", "probability: 1")
    )
    (tmp_path / "one.yaml").write_text(text)
    result = run("hedge", tmp_path / "one.yaml")
    assert result.exit_code == 2
    assert "a hedge needs two cases or more" in result.stderr


def test_a_case_without_a_plan_is_named(tmp_path: Path) -> None:
    text = FUTURES.read_text().replace("mode: on_demand", "mode: on_demand, quota_packs: 4")
    (tmp_path / "short.yaml").write_text(text.replace("lead_months: 1", "lead_months: 2"))
    result = run("hedge", tmp_path / "short.yaml")
    assert result.exit_code == 3
    assert "case high: no plan can meet all limits" in result.stderr


def test_no_orders_may_fit_all_cases(tmp_path: Path) -> None:
    """High, of twelve from February on, needs eight bought in January; low may not have so many."""
    text = FUTURES.read_text().replace("mode: on_demand", "mode: on_demand, quota_packs: 4")
    apart = "demand: [{workload: more, scale: 0}], changes: {policy: {groups: [{id: few, max_accelerators: 8}]}}"
    text = text.replace("demand: [{workload: more, scale: 0}]", apart).replace("2027-02: 40", "2027-02: 80")
    (tmp_path / "apart.yaml").write_text(text)
    assert run("batch", tmp_path / "apart.yaml").exit_code == 0
    assert run("hedge", tmp_path / "apart.yaml").exit_code == 0
    (tmp_path / "never.yaml").write_text(text.replace("max_accelerators: 8", "max_accelerators: 5"))
    result = run("hedge", tmp_path / "never.yaml")
    assert result.exit_code == 3
    assert "no orders before the first review fit all cases: the best would fall short in high by" in result.stderr


def test_a_plan_that_cannot_be_lived_has_no_regret() -> None:
    found = futures().hedge
    rows = [
        row.model_copy(update={"cost_usd": None, "regret_usd": None}) if row.plan == "low" else row
        for row in found.lived
    ]
    assert regret_rows(found.model_copy(update={"lived": tuple(rows)}))[0] == ("low", *["cannot be lived"] * 3)


def test_a_shortage_is_told_with_its_price() -> None:
    found = futures().hedge
    short = found.lived[1].model_copy(update={"first_short": "2027-02", "shortage_accelerator_hours": 12.5})
    notes = regret_notes(found.model_copy(update={"lived": (found.lived[0], short)}))
    assert notes == [
        "* low in high: short of 12.5 accelerator-hours from 2027-02 on.",
        "A shortage counts 100 USD per accelerator-hour.",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"splits": ()}, "Cases can never be told apart inside the horizon: all orders are the same in all of them."),
        ({"nesting_usd": 3.0}, "That bands nest costs 3 USD."),
        ({"vss_usd": -3.0}, "would cost 3 USD less, as falling short at its price is cheaper than to serve (VSS)."),
        ({"risk_aversion": 0.25}, "Minimized is 75 % expectation and 25 % CVaR: 440 USD"),
    ],
)
def test_other_hedges_say_other_things(changes: dict[str, object], said: str) -> None:
    assert said in "\n".join(hedge_sentences(futures().hedge.model_copy(update=changes)))


def test_least_regret_is_told_with_its_case_and_what_is_left_open() -> None:
    found = futures("late-least-regret").hedge
    said = "\n".join(hedge_sentences(found.model_copy(update={"regret_most_usd": 33.0, "bound_usd": 29.0})))
    assert (
        "above the best plan for a case alone: 30 USD, in case low; no plan for all cases can have less than 29" in said
    )
    assert "It is 33 USD at most, should a case alone have a still better plan." in said
    assert "To order first as for mean demand could be regretted by 120 USD at worst, 90 USD more (VSS)." in said
    same = found.model_copy(update={"mean_plan_usd": 30.0, "vss_usd": 0.0})
    assert "could be regretted by 30 USD at worst, the same (VSS)." in "\n".join(hedge_sentences(same))


def test_a_run_of_least_regret_is_listed_with_its_expected_cost() -> None:
    plan = futures("late-least-regret").plans["low"]
    found = run_figures(plan)
    assert found["incumbent_usd"] == pytest.approx(485, abs=0.01)
    assert found["bound_usd"] == pytest.approx((320 + 600) / 2, abs=0.01)


def test_the_facade_hedges() -> None:
    found = sy.hedge(load_scenario(LANDS).scenario, sy.SearchOptions(gap=1e-6))
    assert isinstance(found, sy.Hedged)
    assert set(found.plans) == set(found.alone) == {"d1-3", "d1-5", "d1-7"}


def test_a_plan_that_was_not_lived_in_time_is_told_apart_from_one_that_cannot_be() -> None:
    found = futures().hedge
    rows = tuple(row for row in found.lived if (row.plan, row.case) != ("low", "high"))
    assert regret_rows(found.model_copy(update={"lived": rows}))[0] == ("low", "0", "out of time", "out of time")


def test_no_plan_in_time_says_how_long_was_searched_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    late = NoPlanInTime(None, 61.0)
    monkeypatch.setattr("ui.hedging.hedge_outcome", lambda *_, **__: late)
    result = run("hedge", FUTURES)
    assert result.exit_code == 4
    assert "no plan for all cases was found in 61 s. Allow more with --time-limit SECONDS." in result.stderr
