"""`steelyard why`: paragraph, tables, files, what it refuses; its documentation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import steelyard as sy
from models.reasons import MixPart, Reasons
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
    reasons = Reasons.model_validate_json((folder / "out" / "why.json").read_text(encoding="utf-8"))
    assert reasons.cost_usd == pytest.approx(450)
    for name, kind in TABLES.items():
        with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(getattr(reasons, name))
        assert all(set(row) == set(kind.model_fields) - {"mix"} for row in rows)
    with (folder / "out" / "shadow_prices.csv").open(encoding="utf-8", newline="") as file:
        usd = [float(row["usd_per_unit"]) for row in csv.DictReader(file)]
    assert usd == [row.usd_per_unit for row in reasons.shadow_prices]


def test_json_alone_goes_to_standard_output(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    shown = run("why", folder / "s.yaml", "--alternatives", "0", "--json")
    assert json.loads(shown.stdout)["alternatives"] == []


def test_a_notebook_gets_the_same() -> None:
    reasons = sy.why(scenario(offers=[OD, DEAR]), options=EXACT, alternatives=0)
    assert reasons.cost_usd == pytest.approx(450)


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
