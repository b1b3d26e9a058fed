"""`steelyard bakeoff`: what the terminal says, files, what it refuses; the three quotes that are shipped."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from models.bakeoff import MOST, Bakeoff, QuoteWorth
from tests.proof.audit_kit import document, offer
from ui.bakeoff_report import bakeoff_parts
from ui.bakingoff import LOTS, RANKING, bakeoff_files
from ui.cli import app

SHIPPED = ("quotes/server-oem.yaml", "quotes/nebius.yaml", "quotes/rhine-leasing.yaml")


def run(*arguments: object) -> Result:
    """A command."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(argument) for argument in arguments])


def quoted(*files: object) -> list[object]:
    """Options that name quotes."""
    return [each for file in files for each in ("--quote", file)]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with the report of the shipped quotes, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("bakeoff")
    return folder, run("bakeoff", "two-sites", *quoted(*SHIPPED), "--gap", 0.001, "--out", folder)


@pytest.fixture(scope="module")
def report(shipped: tuple[Path, Result]) -> Bakeoff:
    """The report that was written."""
    return Bakeoff.model_validate_json((shipped[0] / "bakeoff.json").read_text(encoding="utf-8"))


def test_the_shipped_quotes_rank_the_other_way_round_than_by_list_price(report: Bakeoff) -> None:
    assert [(row.id, row.list_rank) for row in report.quotes] == [
        ("nebius", 3),
        ("server-oem", 2),
        ("rhine-leasing", 1),
    ]
    assert report.interaction_usd < 0, "they compete for the same work"
    for row in report.quotes:
        assert row.first.usd >= row.last.usd > 0
    assert {row.id: any(lot.is_expired for lot in row.lots) for row in report.quotes} == {
        "nebius": False,
        "server-oem": False,
        "rhine-leasing": True,
    }
    assert {each.quote for each in report.choice(*report.ids).bought} == {*report.ids}
    assert {each.served_share for each in report.choices} == {1.0}


def test_the_plan_without_quotes_is_that_of_plan(report: Bakeoff) -> None:
    plan = sy.plan(sy.load("two-sites"), options=sy.SearchOptions(gap=0.001))
    assert report.choice().cost_usd == pytest.approx(plan.objective_usd, abs=0.5)
    assert report.scenario_hash == plan.provenance.scenario_hash


def test_the_terminal_says_what_each_is_worth(shipped: tuple[Path, Result], report: Bakeoff) -> None:
    _, shown = shipped
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for row in report.quotes:
        assert f"{row.rank} {row.id}" in text
        assert f"{row.first.usd:,.0f}" in text
    for said in (
        "all 3 quotes at hand",
        "rhine-leasing has the lowest list price, and comes out third: nebius is worth",
        "less than the sum of each alone.",
        "rhine-leasing: expired on 2026-11-20, before the pricing date 2026-11-22: ask for it again.",
        "nebius: nebius-eu-north1-h200-reserve-3y-quote-nebius is first ordered in 2027-10, after it expires",
        "2026-11-20 (past)",
    ):
        assert said in text, said


def test_files_hold_the_same_and_are_the_same_again(shipped: tuple[Path, Result], report: Bakeoff) -> None:
    folder, _ = shipped
    files = bakeoff_files(report)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    rows = list(csv.reader(io.StringIO(files["bakeoff.csv"].decode())))
    assert rows[0] == list(LOTS)
    assert [row[1] for row in rows[1:]] == [lot.offer for row in report.quotes for lot in row.lots]
    book = openpyxl.load_workbook(io.BytesIO(files["bakeoff.xlsx"]))
    ranking = list(book["Ranking"].iter_rows(min_row=3, values_only=True))
    assert [row[:2] for row in ranking] == [(each.rank, each.id) for each in report.quotes]
    assert [row[3] for row in ranking] == [each.first.usd for each in report.quotes]
    assert len(ranking[0]) == len(RANKING)
    assert "worth alone [USD]" in [cell.value for cell in book["Ranking"][2]]
    for said in ("# Emergency calls on two sites", "Internal: other vendors' prices.", "| 1 | nebius |"):
        assert said in files["bakeoff.md"].decode()


def test_a_notebook_and_json_say_the_same(tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(json.dumps(document(offers=[offer("od", "on_demand", usd_per_hour=1.0)])), encoding="utf-8")
    new = offer("new", "on_demand", usd_per_hour=0.75, evidence={"grade": "quote", "source": "=1+1"})
    (tmp_path / "q.yaml").write_text(json.dumps({"offers": [new]}), encoding="utf-8")
    shown = run("bakeoff", scenario, "--quote", tmp_path / "q.yaml", "--gap", 0, "--json")
    told = Bakeoff.model_validate_json(shown.stdout)
    assert told.quotes[0].first.usd == 90.0
    assert sy.bakeoff(sy.load(str(scenario)), [tmp_path / "q.yaml"], options=sy.SearchOptions(gap=0.0)) == told
    text = run("bakeoff", scenario, "--quote", tmp_path / "q.yaml").stdout
    assert "with the quote at hand 270 USD: it is worth 90 USD" in " ".join(text.split())
    assert "not known" in text, "when it was quoted, and until when it holds"


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("offers: [{id: x, pice: 1}]\n", encoding="utf-8")
    bad = run("bakeoff", "two-sites", *quoted(tmp_path / "bad.yaml", tmp_path / "none.yaml"))
    assert bad.exit_code == 2
    assert "bad.yaml:1:18: offers[x].pice: unknown field" in bad.stderr
    assert "none.yaml:1:1" in bad.stderr
    many = run("bakeoff", "two-sites", *quoted(*[f"{n}.yaml" for n in range(MOST + 1)]))
    assert (many.exit_code, "allowed: 1 to 12" in many.stderr) == (2, True)
    assert run("bakeoff", "two-sites").exit_code == 2
    scenario = tmp_path / "s.yaml"
    scenario.write_text(json.dumps(document(offers=[])), encoding="utf-8")
    new = offer("new", "on_demand", usd_per_hour=0.75, evidence={"grade": "quote"})
    (tmp_path / "q.yaml").write_text(json.dumps({"offers": [new]}), encoding="utf-8")
    assert run("bakeoff", scenario, "--quote", tmp_path / "q.yaml").exit_code == 3


def changed(report: Bakeoff, **worths: QuoteWorth) -> str:
    """What is found of a report in which quotes are worth something else."""
    rows = tuple(
        row.model_copy(update={"first": worths.get(row.id.replace("-", "_"), row.first)}) for row in report.quotes
    )
    return " ".join(bakeoff_parts(report.model_copy(update={"quotes": rows}))[0].sentences)


def test_what_the_gaps_leave_open_is_said(report: Bakeoff) -> None:
    nothing = QuoteWorth(usd=0.0, at_least_usd=0.0, at_most_usd=1234.0)
    assert "rhine-leasing: no worth is proven; it can be 1,234 USD at most." in changed(report, rhine_leasing=nothing)
    unknown = nothing.model_copy(update={"at_most_usd": None})
    assert "rhine-leasing: no worth is proven." in changed(report, rhine_leasing=unknown)
    wide = QuoteWorth(usd=49000.0, at_least_usd=40000.0, at_most_usd=60000.0)
    assert "whether nebius or server-oem is worth more: ask for a smaller --gap." in changed(report, server_oem=wide)
    late = report.choices[-1].model_copy(update={"cost_usd": None, "bound_usd": None, "why_not": "time was over"})
    parts = bakeoff_parts(report.model_copy(update={"choices": (*report.choices[:-1], late)}))
    assert "time was over; what fewer quotes allow stands in its place." in " ".join(parts[0].sentences)
    assert parts[2].rows[-1][1:3] == ("none found", "not known")


def test_the_page_shows_a_shipped_quote_and_names_its_files() -> None:
    page = (Path(__file__).parents[2] / "docs" / "bakeoff.md").read_text(encoding="utf-8")
    shipped = Path(__file__).parents[2] / "scenarios" / "quotes" / "rhine-leasing.yaml"
    lines = [line.strip() for line in shipped.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert all(line in page for line in lines if "evidence" not in line and "availability" not in line)
    for name in SHIPPED:
        assert name in page
