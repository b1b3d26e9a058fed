"""`steelyard why`: paragraph, tables, files, what it refuses; its documentation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from data.plan_io import read_plan
from models.reasons import MixPart, Reasons
from models.told import reasons_in
from tests.program.kit import EXACT
from tests.proof.audit_kit import document, offer, scenario
from ui.cli import app
from ui.reasoning import TABLES

OD = offer("od", "on_demand", usd_per_hour=1.0, quota_packs=3.0)
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt")
OWN = offer("own", "buy", upfront_usd=240.0)
DOCS = Path(__file__).parents[2] / "docs" / "why.md"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a scenario and its reasons, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("why")
    (folder / "s.yaml").write_text(json.dumps(document(offers=[OD, DEAR, OWN])), encoding="utf-8")
    return folder, run("why", folder / "s.yaml", "--gap", "0", "--out", folder / "out")


def reasons_of(folder: Path) -> Reasons:
    """The reasons that were written."""
    return Reasons.model_validate_json((folder / "out" / "why.json").read_text(encoding="utf-8"))


def run(*arguments: object) -> Result:
    """A command."""
    return CliRunner(env={"COLUMNS": "150"}).invoke(app, [str(argument) for argument in arguments])


def test_the_report_says_what_limits_offers_and_choices_are_worth(runs: tuple[Path, Result]) -> None:
    _, shown = runs
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "base, case expected: why this plan The plan costs 450 USD",
        "quota of od 2027-01 -30.00 packs 3 0 4",
        "demand of job in eu 2027-01 +6.00 requests/h 40 30 any",
        "own 75 re-solved it would be used below 75 % of its price.",
        "job gpu at hall no plan",
        "no plan",
    ):
        assert said in text


def test_files_hold_the_same_figures(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    reasons = reasons_of(folder)
    assert reasons.cost_usd == pytest.approx(450)
    for name, kind in TABLES.items():
        with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(getattr(reasons, name))
        assert all(set(row) == set(kind.model_fields) - {"mix"} for row in rows)
    with (folder / "out" / "shadow_prices.csv").open(encoding="utf-8", newline="") as file:
        usd = [float(row["usd_per_unit"]) for row in csv.DictReader(file)]
    assert usd == [row.usd_per_unit for row in reasons.shadow_prices]


def test_the_plan_carries_its_reasons_and_is_verified_with_them(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    assert reasons_in(read_plan(folder / "out" / "plan.json")) == reasons_of(folder)
    verified = run("verify", folder / "out" / "plan.json")
    assert verified.exit_code == 0, verified.stderr
    explained = " ".join(run("explain", folder / "out" / "plan.json").stdout.split())
    assert "own 75 re-solved it would be used below 75 % of its price." in explained


def test_one_plan_carries_both(tmp_path: Path, runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    both = run("plan", folder / "s.yaml", "--gap", "0", "--with", "why", "--with", "roi", "--out", tmp_path / "out")
    assert both.exit_code == 0, both.stderr
    assert all(said in both.stdout for said in ("Independent audit passed", "What the plan saves", "Offers left out"))
    plan = read_plan(tmp_path / "out" / "plan.json")
    assert plan.roi is not None
    assert plan.break_even == reasons_of(folder).break_even
    assert run("verify", tmp_path / "out" / "plan.json").exit_code == 0
    refused = run("plan", folder / "s.yaml", "--with", "why", "--previous", tmp_path / "out" / "plan.json")
    assert (refused.exit_code, "--with: cannot be had" in refused.stderr) == (2, True)
    assert run("plan", folder / "s.yaml", "--with", "luck").exit_code == 2


def test_texts_of_users_are_no_formulas_in_the_tables(tmp_path: Path) -> None:
    named = {**OD, "name": "=1+1"}
    (tmp_path / "s.yaml").write_text(json.dumps(document(offers=[named, DEAR])), encoding="utf-8")
    assert run("why", tmp_path / "s.yaml", "--alternatives", "0", "--out", tmp_path / "out").exit_code == 0
    with (tmp_path / "out" / "worth.csv").open(encoding="utf-8", newline="") as file:
        assert {row["name"] for row in csv.DictReader(file)} == {"'=1+1", "dear"}


def test_json_alone_goes_to_standard_output(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    shown = run("why", folder / "s.yaml", "--alternatives", "0", "--json")
    assert json.loads(shown.stdout)["alternatives"] == []


def test_a_notebook_gets_the_same() -> None:
    reasons = sy.why(scenario(offers=[OD, DEAR]), options=EXACT, alternatives=0)
    assert reasons.cost_usd == pytest.approx(450)
    plan = sy.plan(scenario(offers=[OD, DEAR]), options=EXACT, beside=("why",))
    assert plan.shadow_prices == reasons.shadow_prices


def test_what_cannot_be_done_is_refused(tmp_path: Path, runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    assert run("why", folder / "s.yaml", "--alternatives", "9").exit_code == 2
    (tmp_path / "s.yaml").write_text(json.dumps(document(offers=[OD])), encoding="utf-8")
    shown = run("why", tmp_path / "s.yaml")
    assert shown.exit_code == 3
    assert "quota of od" in shown.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = run("why", folder / "s.yaml", "--alternatives", "0", "--out", tmp_path / "file")
    assert refused.exit_code == 2


def test_the_page_names_every_field() -> None:
    page = DOCS.read_text(encoding="utf-8")
    kinds = (Reasons, MixPart, *TABLES.values())
    missing = [name for kind in kinds for name in kind.model_fields if f"`{name}`" not in page]
    assert not missing
