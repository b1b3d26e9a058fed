"""What a case changes of the scenario, wherever a case is shown: commands, files, views, the editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.document import Document, check_document, grids
from data.init import write_template
from data.plan_io import read_plan
from ui.cli import app
from ui.editing.places import place_of

Run = Callable[..., Result]
CHANGES = "changes: {offers: [{id: on-demand, usd_per_hour: 60}, {id: reserve-3y, remove: true}]}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder with a scenario whose case `dear` has dear rent and no contract of three years."""
    monkeypatch.chdir(tmp_path)
    write_template("minimal", tmp_path)
    text = Path("minimal.yaml").read_text(encoding="utf-8")
    cases = f"cases:\n  - {{id: expected, probability: 0.5}}\n  - {{id: dear, probability: 0.5, {CHANGES}}}\n"
    start = text.index("cases:")
    end = text.index("\n\n", start)
    Path("minimal.yaml").write_text(text[:start] + cases + text[end:], encoding="utf-8")
    runner = CliRunner(env={"COLUMNS": "160"})
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def test_check_plan_batch_and_compare_say_what_a_case_changes(run: Run) -> None:
    checked = run("check", "minimal.yaml")
    assert checked.exit_code == 0, checked.stderr
    planned = run("batch", "minimal.yaml", "--out", "out")
    assert planned.exit_code == 0, planned.stderr
    compared = run("compare", "out/expected/plan.json", "out/dear/plan.json")
    shown = run("plan", "minimal.yaml", "--case", "dear")
    for result in (checked, planned, compared, shown):
        assert "What case dear changes besides demand" in result.stdout
        assert "used hour [USD/pack/h]" in result.stdout
        assert "taken out" in result.stdout
        assert "What case expected changes" not in result.stdout
    found = read_plan(Path("out/dear/plan.json"))
    assert [change.at[1:] for change in found.case_changes] == [("on-demand", "usd_per_hour"), ("reserve-3y",)]
    assert "reserve-3y" not in {order.offer for order in found.orders}
    rows = Path("out/dear/case_changes.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "place,kind,in_scenario,in_case"
    assert rows[1].startswith('"offers, on-demand, usd_per_hour",changed,')
    document = json.loads(run("compare", "out/expected/plan.json", "out/dear/plan.json", "--json").stdout)
    assert {name: len(changes) for name, changes in document["case_changes"].items()} == {"expected": 0, "dear": 2}
    assert "verified against minimal.yaml, case dear" in run("verify", "out/dear/plan.json").stdout


def test_what_is_wrong_with_a_case_is_said_where_it_stands(run: Run) -> None:
    text = Path("minimal.yaml").read_text(encoding="utf-8").replace("usd_per_hour: 60", "usd_per_hour: -60")
    Path("minimal.yaml").write_text(text, encoding="utf-8")
    refused = run("plan", "minimal.yaml", "--case", "expected")
    assert refused.exit_code == 2
    assert (
        "cases[dear].changes.offers[on-demand].usd_per_hour: -60 is out of range; allowed: at least 0" in refused.stderr
    )
    document = Document.read(text)
    (problem,) = check_document(document).problems
    place = place_of(problem.location, grids(document))
    assert (place.section, place.grid, place.at, place.column) == ("Cases", "cases", ("cases", 1), "changes")
