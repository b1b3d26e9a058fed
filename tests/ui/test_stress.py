"""`steelyard stress`: table, files, what it refuses; its chart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models.stress import StressReport
from tests.proof.audit_kit import document, offer
from ui.charts import render
from ui.charts.stress import stress_chart
from ui.cli import app

OD = offer("od", "on_demand", usd_per_hour=1.0, quota_packs=6.0)
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt", quota_packs=4.0)
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a scenario, its plan and a stress report, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("stress")
    (folder / "s.yaml").write_text(json.dumps(document(offers=[OD, DEAR])), encoding="utf-8")
    only = ("--only", "price-up", "--only", "vendor-gone", "--only", "demand-surge", "--only", "spot-drought")
    return folder, run("stress", folder / "s.yaml", "--gap", "0", *only, "--out", folder / "out")


def run(*arguments: object) -> Result:
    """A command."""
    return CliRunner(env={"COLUMNS": "140"}).invoke(app, [str(argument) for argument in arguments])


def report_of(folder: Path) -> StressReport:
    """The report that was written."""
    return StressReport.model_validate_json((folder / "out" / "stress.json").read_text(encoding="utf-8"))


def test_the_table_says_what_each_stress_costs_and_what_gives_first(runs: tuple[Path, Result]) -> None:
    _, shown = runs
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "Without stress it costs 360 USD",
        "price-up 2027-02 +60 +60 0 0 0 -",
        "vendor-gone 2027-02 +240 +240 0 0 0 -",
        "demand-surge: Demand x 2 for 3 months from 2027-02 on: all work.",
        "spot-drought: there is no spot offer.",
        "With recourse nothing falls short.",
    ):
        assert said in text


def test_files_hold_the_same_figures(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    rows = {row.id: row for row in report_of(folder).stresses}
    assert list(rows) == ["price-up", "vendor-gone", "demand-surge", "spot-drought"]
    surge = rows["demand-surge"].recourse
    assert surge is not None
    assert surge.extra_usd == pytest.approx((2 * 1 + 2 * 2) * 60, abs=0.02)  # two more at 1 USD/h, two at 2
    table = (folder / "out" / "stress.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 1 + 2 * 3 + 1
    assert table[1].startswith('price-up,"Prices of offers x 1.25 (+25%) for')
    assert (folder / "out" / "stress.svg").read_bytes().startswith(b"<svg")


def test_json_alone_goes_to_standard_output(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    shown = run("stress", folder / "s.yaml", "--only", "price-up", "--json")
    assert [row["id"] for row in json.loads(shown.stdout)["stresses"]] == ["price-up"]


def test_a_plan_that_was_made_before_is_stressed(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    assert run("plan", folder / "s.yaml", "--gap", "0", "--out", folder / "plan").exit_code == 0
    made = ("--plan", folder / "plan" / "plan.json", "--only", "price-up")
    shown = run("stress", folder / "s.yaml", *made)
    assert shown.exit_code == 0, shown.stderr
    assert "another version" not in shown.stderr
    bought = document(offers=[offer("own", "buy", upfront_usd=1.0)])
    (folder / "other.yaml").write_text(json.dumps(bought), encoding="utf-8")
    assert run("plan", folder / "other.yaml", "--gap", "0", "--out", folder / "bought").exit_code == 0
    refused = run("stress", folder / "s.yaml", "--plan", folder / "bought" / "plan.json")
    assert refused.exit_code == 2
    assert "another version" in refused.stderr
    assert "orders, ports or moves what this scenario does not offer" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(("--only", "rain"), 2, "rain: no such stress; there are price-up"), (("--case", "best"), 2, "no such case")],
)
def test_what_is_not_there_is_refused(
    runs: tuple[Path, Result], arguments: tuple[str, ...], code: int, said: str
) -> None:
    shown = run("stress", runs[0] / "s.yaml", *arguments)
    assert shown.exit_code == code
    assert said in shown.stderr


def test_without_a_plan_the_conflict_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(json.dumps(document(offers=[{**OD, "quota_packs": 1.0}])), encoding="utf-8")
    shown = run("stress", path)
    assert shown.exit_code == 3
    assert "no plan can meet all limits" in shown.stderr


def test_the_chart_shows_both_ways_of_what_applies(runs: tuple[Path, Result]) -> None:
    figure = stress_chart(report_of(runs[0]))
    assert figure.sentence == (
        "The plan costs 360 USD without stress; with recourse demand-surge costs most, +360 USD paid and 0 USD for "
        "what is missed. Nothing falls short."
    )
    text = render(figure, "svg").decode()
    for said in ("+60 USD", "+240 USD", "with recourse", "re-planned"):
        assert said in text
    empty = report_of(runs[0]).model_copy(update={"stresses": ()})
    assert "No stress applies" in render(stress_chart(empty), "svg", dark=True).decode()
