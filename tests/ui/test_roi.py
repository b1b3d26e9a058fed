"""`steelyard roi`: report, files, what it refuses; its charts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from data.plan_io import read_plan
from models.roi import RoiReport
from models.told import roi_in
from tests.proof.audit_kit import document, offer
from tests.ui.test_stress import run
from ui.charts import render
from ui.charts.cash_flow import cash_flow_chart
from ui.charts.crossover import crossover_charts
from ui.charts.demand_crossover import demand_crossover_charts
from ui.cli import app

OD = {**offer("od", "on_demand", usd_per_hour=1.0), "name": "Rented"}
OWN = {**offer("own", "buy", upfront_usd=50.0), "name": "Bought"}
CHANGES = {"offers": [{"id": "od", "quota_packs": 3.0}, {"id": "own", "remove": True}]}
MINE = {"id": "mine", "name": "Three at most", "changes": CHANGES}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a scenario and its report, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("roi")
    given = document(offers=[OD, OWN], alternatives=[MINE], workloads__0__value_per_unit_usd=0.11)
    (folder / "s.yaml").write_text(json.dumps(given), encoding="utf-8")
    return folder, run("roi", folder / "s.yaml", "--gap", "0", "--out", folder / "out")


def report_of(folder: Path) -> RoiReport:
    """The report that was written."""
    return RoiReport.model_validate_json((folder / "out" / "roi.json").read_text(encoding="utf-8"))


def test_the_report_says_what_is_saved_and_when_it_is_back(runs: tuple[Path, Result]) -> None:
    _, shown = runs
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "The plan costs 200 USD, 2027-01 to 2027-03, discounted at 0 % a year.",
        "The plan 200 200 200 0 200 0 % 0",
        "All on demand 360 360 0 360 120 0 % 0",
        "All on demand +160 +44.4 % 200 2 2 over 1000% 80 %",
        "Three at most* +70",
        "Three at most: as the scenario describes it.",
        "Falls short first in 2027-01",
        "90 accelerator-hours of demand and 0 of headroom are missed in all (the audit agrees on what is paid).",
        "All cloud reserved: nothing is ordered but reserved capacity in clouds.",
        "Not planned: no reserved capacity in clouds can be had inside the horizon.",
        "gpu, USD an hour at full use: buy 0.56 by Bought, on demand 1.00 by Rented.",
        "Above 55.6 % of the hours used buy is cheaper than on demand (1.00 USD an hour there).",
        "What each brings",
        "The plan 396 200 196 196 2 over 1000% 98 %",
        "All on demand 396 360 36 36 0 - -",
        "job on gpu, USD a month for 40 requests/h: buy 1,622 by Bought, on demand 2,920 by Rented.",
        "For the 40 requests/h of the plan buy is cheapest, at 1,622 USD a month. Above 11.1 requests/h buy is cheaper",
        "than on demand, at times from 5.56 on.",
        "all 200 200 200",
    ):
        assert said in text, said


def test_files_hold_the_same_figures(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    names = {path.name for path in (folder / "out").iterdir()}
    assert names == {
        *("roi.json", "roi.csv", "crossover.csv", "cash-flow.svg", "cash-flow.csv", "plan.json"),
        *("crossover-gpu.svg", "crossover-gpu.csv", "crossover-demand.csv"),
        *("crossover-demand-job.svg", "crossover-demand-job.csv"),
    }
    report = report_of(folder)
    table = list(csv.DictReader(io.StringIO((folder / "out" / "roi.csv").read_text(encoding="utf-8"))))
    assert [row["alternative"] for row in table] == [row.id for row in report.alternatives]
    on_demand = next(row for row in table if row["alternative"] == "all-on-demand")
    assert (on_demand["npv_of_cost_usd"], on_demand["plan_saves_discounted_usd"]) == ("360.0", "160.0")
    flow = list(csv.DictReader(io.StringIO((folder / "out" / "cash-flow.csv").read_text(encoding="utf-8"))))
    last = [row for row in flow if row["Alternative"] == "All on demand"][-1]
    assert (last["Months from the start"], last["Cumulated, discounted [USD]"]) == ("3", "360.0")
    ways = list(csv.DictReader(io.StringIO((folder / "out" / "crossover.csv").read_text(encoding="utf-8"))))
    assert float(ways[0]["above_utilization_share"]) == pytest.approx(50 / 90)
    plan = table[0]
    assert (plan["npv_of_value_usd"], plan["npv_of_value_less_cost_usd"]) == ("396.0", "196.0")
    over = list(csv.DictReader(io.StringIO((folder / "out" / "crossover-demand.csv").read_text(encoding="utf-8"))))
    assert [(row["offer"], row["cheaper_than_offer"]) for row in over] == [("own", "od"), ("od", "")]
    assert float(over[0]["for_good_above_service_unit"]) == pytest.approx(50 / 90 * 20)


def test_the_plan_carries_its_returns_and_is_verified_with_them(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    assert roi_in(read_plan(folder / "out" / "plan.json")) == report_of(folder)
    verified = run("verify", folder / "out" / "plan.json")
    assert verified.exit_code == 0, verified.stderr
    explained = " ".join(run("explain", folder / "out" / "plan.json").stdout.split())
    assert "All on demand +160 +44.4 % 200 2 2 over 1000% 80 %" in explained
    text = (folder / "out" / "plan.json").read_text(encoding="utf-8")
    (folder / "wrong.json").write_text(text.replace('"extra_usd": 200.0', '"extra_usd": 100.0'), encoding="utf-8")
    refused = run("verify", folder / "wrong.json")
    assert refused.exit_code == 5
    assert "roi (all-on-demand): extra_usd [USD] is stated as 100" in refused.stderr


def test_json_alone_goes_to_standard_output(runs: tuple[Path, Result]) -> None:
    shown = run("roi", runs[0] / "s.yaml", "--gap", "0", "--json")
    assert RoiReport.model_validate_json(shown.stdout) == report_of(runs[0])


def test_charts_say_what_they_show(runs: tuple[Path, Result]) -> None:
    report = report_of(runs[0])
    flow = cash_flow_chart(report)
    assert flow.sentence == (
        "The plan costs 200 USD in all, discounted. Against the cheapest alternative that serves all (All owned on own "
        "sites) it saves 0 USD. * Falls short, so that its line is too low: Three at most. Without a plan: All cloud "
        "reserved. The last step holds the end values of what was bought."
    )
    rented = tuple(row for row in report.alternatives if row.id in ("plan", "all-on-demand"))
    alone = cash_flow_chart(report.model_copy(update={"alternatives": rented}))
    assert "(All on demand) it saves +160 USD, its early spend comes back by month 2." in alone.sentence
    drawn = render(flow, "svg").decode()
    assert all(said in drawn for said in ("The plan", "All on demand", "Three at most*", "2027-02"))
    (crossover,) = crossover_charts(report)
    assert crossover.sentence.endswith("Of the hours used, above 55.6 % buy is cheaper than on demand.")
    assert "55.6 %" in render(crossover, "svg", dark=True).decode()
    (demand,) = demand_crossover_charts(report)
    assert demand.sentence.endswith("Above 11.1 requests/h buy is cheaper than on demand, at times from 5.56 on.")
    shown = render(demand, "svg").decode()
    assert all(said in shown for said in ("11.1", "demand of the plan", "USD per month", "Demand [requests/h]"))
    costs = demand.table.set_index(["Way", "Demand [service unit]"])["Cost of a month [USD/month]"]
    assert costs["buy"].loc[80.0] == pytest.approx(8 * 50 / 90 * 730)
    bare = report.alternatives[0].model_copy(update={"money": None})
    assert (
        "No plan has any cost"
        in render(cash_flow_chart(report.model_copy(update={"alternatives": (bare,)})), "svg").decode()
    )


@pytest.mark.parametrize(
    ("changes", "arguments", "code", "said"),
    [
        ({}, ("--case", "best"), 2, "no such case"),
        ({"offers": [{**OD, "quota_packs": 1.0}]}, (), 3, "no plan can meet all limits"),
        (
            {"alternatives": [{"id": "mine", "changes": {"horizon": {"periods": 1}}}]}, (), 2,
            "alternatives[mine].changes.horizon: `horizon` is the same in every alternative",
        ),
        (
            {"alternatives": [{"id": "mine", "changes": {"offers": [{"id": "own", "upfront_usdx": 1.0}]}}]}, (), 2,
            "upfront_usdx",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    tmp_path: Path, changes: dict[str, object], arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "s.yaml").write_text(json.dumps(document(**{"offers": [OD, OWN], **changes})), encoding="utf-8")
    shown = run("roi", tmp_path / "s.yaml", *arguments)
    assert shown.exit_code == code
    assert said in shown.stderr


def test_figures_that_do_not_agree_are_refused(runs: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.economics.make.broken_laws", lambda _: ["All on demand: 1 is not 2 USD"])
    shown = CliRunner().invoke(app, ["roi", str(runs[0] / "s.yaml")])
    assert shown.exit_code == 5
    assert "the figures do not agree: All on demand: 1 is not 2 USD" in shown.stderr


def test_a_notebook_has_it_too(runs: tuple[Path, Result]) -> None:
    found = sy.roi(sy.load(str(runs[0] / "s.yaml")), options=sy.SearchOptions(gap=0.0))
    assert found == report_of(runs[0])


def test_a_shipped_scenario_keeps_every_law() -> None:
    found = sy.roi(sy.load("two-sites"), options=sy.SearchOptions(gap=0.01))
    assert found.failures == ()
    assert sum(row.money is not None for row in found.alternatives) == 7
