"""`steelyard levers`: table, files, what it refuses; its chart; the same from a notebook."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from models.lever_report import Levers
from tests.proof.audit_kit import document, offer
from ui.charts import render
from ui.charts.levers import NONE, levers_chart
from ui.cli import app

OD = offer("od", "on_demand", usd_per_hour=1.0)
LEVERS = [
    {
        "id": "fp8", "name": "Eight bits", "kind": "quantization", "workloads": ["job"], "throughput": 2.0,
        "one_off_usd": 10.0, "monthly_usd": 5.0, "quality": "answers on our test set", "evidence": {
            "grade": "estimate", "source": "=a trial", "date": "2026-10", "low": 1.0, "high": 4.0,
            "method": "two servers",
        },
    },
    {"id": "cut", "kind": "shorter_prompts", "workloads": ["job"], "demand": 0.75, "month": "2027-03"},
    {"id": "small", "kind": "smaller_model", "workloads": ["job"], "throughput": 1.2, "not_with": ["fp8"]},
    {"id": "off", "kind": "after_hours_shutdown", "workloads": ["job"], "blocks": ["night"]},
]  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a scenario and the report of its levers, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("levers")
    (folder / "s.yaml").write_text(json.dumps(document(offers=[OD], levers=LEVERS)), encoding="utf-8")
    (folder / "bare.yaml").write_text(json.dumps(document(offers=[OD])), encoding="utf-8")
    return folder, run("levers", folder / "s.yaml", "--gap", "0", "--out", folder / "out")


def run(*arguments: object) -> Result:
    """A command."""
    return CliRunner(env={"COLUMNS": "150"}).invoke(app, [str(argument) for argument in arguments])


def report_of(folder: Path) -> Levers:
    """The report that was written."""
    return Levers.model_validate_json((folder / "out" / "levers.json").read_text(encoding="utf-8"))


def test_the_table_says_what_each_lever_saves_and_on_what_evidence(runs: tuple[Path, Result]) -> None:
    _, shown = runs
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "Without levers the plan costs 360 USD, discounted",
        "fp8 2027-01 180 25 +155 +620 -25 to +245 estimate",
        "cut 2027-03 30 0 +30 +120 assumption",
        "cut 15 0 +15 +170",
        "these together 195 25 +170 +170",
        "Together they save 15 USD less than the sum of each alone.",
        "small is left out: instead of it stands fp8.",
        "fp8: Eight bits (quantization), throughput x 2: job, from 2027-01 on.",
        "Evidence: estimates, =a trial, 2026-10; range 1 to 4. Two servers.",
        "It costs 10 USD to introduce and 5 USD a month to keep.",
        "Verify before: answers on our test set.",
        "No figures: job: it is not served hour by hour.",
        "2027 195 195 25",
    ):
        assert said in text


def test_files_hold_the_same_figures(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    found = report_of(folder)
    assert [row.id for row in found.levers] == ["fp8", "cut", "small", "off"]
    table = list(csv.DictReader(io.StringIO((folder / "out" / "levers.csv").read_text(encoding="utf-8"))))
    first = table[0]
    assert (first["Lever"], first["Net [USD]"], first["Net at the low end [USD]"]) == ("fp8", "155.0", "-25.0")
    assert first["Source"] == "'=a trial", "a spreadsheet would run it"
    assert (table[2]["Why not"], table[2]["Net [USD]"]) == ("instead of it stands fp8", "60.0")
    assert table[3]["Net [USD]"] == ""
    assert (folder / "out" / "levers.svg").read_bytes().startswith(b"<svg")


def test_json_alone_goes_to_standard_output_and_ranges_may_be_left_out(runs: tuple[Path, Result]) -> None:
    shown = run("levers", runs[0] / "s.yaml", "--only", "fp8", "--no-ranges", "--json", "--gap", "0")
    (row,) = json.loads(shown.stdout)["levers"]
    assert (row["id"], row["low"], row["alone"]["net_usd"]) == ("fp8", None, 155.0)


@pytest.mark.parametrize(
    ("file", "arguments", "said"),
    [
        ("s.yaml", ("--only", "rain"), "--only rain: no such lever; there are fp8, cut, small, off"),
        ("s.yaml", ("--case", "best"), "no such case"),
        ("bare.yaml", (), "the scenario has no levers: list them under `levers`"),
    ],
)
def test_what_is_not_there_is_refused(
    runs: tuple[Path, Result], file: str, arguments: tuple[str, ...], said: str
) -> None:
    shown = run("levers", runs[0] / file, *arguments)
    assert shown.exit_code == 2
    assert said in shown.stderr


def test_the_chart_says_what_saves_most_and_what_all_save(runs: tuple[Path, Result]) -> None:
    figure = levers_chart(report_of(runs[0]))
    assert figure.sentence == (
        "The plan costs 360 USD without levers; fp8 saves most by itself, 155 USD net of what it costs; 2 levers "
        "together save 170 USD net."
    )
    text = render(figure, "svg").decode()
    assert all(said in text for said in ("+155 USD", "+30 USD", "+60 USD"))
    empty = report_of(runs[0]).model_copy(update={"levers": (), "steps": ()})
    assert NONE in render(levers_chart(empty), "svg", dark=True).decode()


def test_a_notebook_gets_the_same(runs: tuple[Path, Result]) -> None:
    source = sy.load(str(runs[0] / "s.yaml"))
    found = sy.levers(source, options=sy.SearchOptions(gap=0.0), only=("cut",), has_ranges=False)
    assert [step.net_usd for step in found.steps] == [30.0]
    assert found.scenario_hash == report_of(runs[0]).scenario_hash
    with pytest.raises(sy.SteelyardError, match="no such lever"):
        sy.levers(source, only=("rain",))
