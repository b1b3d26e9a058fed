"""`steelyard negotiate`: report, internal pages, files, what it refuses; its chart and its documentation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import Result

import steelyard as sy
from models.negotiation import Instead, Negotiation, Price, Stake, VendorPage
from tests.program.kit import EXACT
from tests.proof.audit_kit import document, offer, scenario
from tests.ui.test_why import run
from ui.charts import render
from ui.charts.reasons import NO_PRICE, walk_away_chart

OD = {**offer("od", "on_demand", usd_per_hour=1.0), "name": "*Rented* [x](y)"}
OWN = {**offer("own", "buy", upfront_usd=50.0), "name": "=Bought"}
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt")
DOCS = Path(__file__).parents[2] / "docs" / "negotiate.md"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a scenario and what its vendors are worth, and what the terminal showed."""
    folder = tmp_path_factory.mktemp("negotiate")
    (folder / "s.yaml").write_text(json.dumps(document(offers=[OD, OWN, DEAR])), encoding="utf-8")
    return folder, run("negotiate", folder / "s.yaml", "--gap", "0", "--out", folder / "out")


def test_the_report_says_where_to_walk_away_and_what_is_the_alternative(runs: tuple[Path, Result]) -> None:
    _, shown = runs
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "INTERNAL: not for vendors. base, case expected: the plan costs 200 USD, discounted over 3 months",
        "The plan pays it 200 USD, discounted: 100 % of what the plan pays for offers and commitments.",
        "The best plan found without it costs 520 USD more (within gap).",
        "Paid instead: volt (720 USD more).",
        "=Bought, ordered in 2027-01 4 200 +160 180.0 180.0 50.00 -> 90.00 USD/pack upfront within gap",
        "The plan takes nothing new of it; what would bring its offers in is below.",
        "dear 27.8 re-solved it would be used below 27.78 % of its price; *Rented* [x](y), for the same",
    ):
        assert said in text, said


def test_every_vendor_has_a_page_of_its_own_that_is_marked(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    names = {path.name for path in (folder / "out").iterdir()}
    assert names == {"negotiation.json", "walk_away.csv", "INTERNAL-1-acme.md", "INTERNAL-2-volt.md"}
    acme, volt = ((folder / "out" / f"INTERNAL-{n}.md").read_text(encoding="utf-8") for n in ("1-acme", "2-volt"))
    assert all(text.startswith("# INTERNAL: ") and "not for vendors" in text for text in (acme, volt))
    assert "180.0" in acme
    assert "180.0" not in volt
    assert "\\*Rented\\* \\[x\\](y)" in acme
    with (folder / "out" / "walk_away.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], float(row["walk_away"])) == ("'=Bought", pytest.approx(1.8))


def test_json_and_a_notebook_say_the_same(runs: tuple[Path, Result]) -> None:
    folder, _ = runs
    written = Negotiation.model_validate_json((folder / "out" / "negotiation.json").read_text(encoding="utf-8"))
    shown = run("negotiate", folder / "s.yaml", "--gap", "0", "--json")
    assert Negotiation.model_validate_json(shown.stdout) == written
    assert sy.negotiate(sy.load(str(folder / "s.yaml")), options=sy.SearchOptions(gap=0.0)) == written


def test_the_chart_names_where_there_is_least_room(runs: tuple[Path, Result]) -> None:
    written = Negotiation.model_validate_json((runs[0] / "out" / "negotiation.json").read_text(encoding="utf-8"))
    figure = walk_away_chart(written)
    assert figure.sentence == "Least room: =Bought, 2027-01, walk away above 180.0 % of its prices."
    assert "180.0 %" in render(figure, "svg").decode()
    none = walk_away_chart(sy.negotiate(scenario(offers=[OD]), options=EXACT))
    assert none.sentence == f"{NO_PRICE} There is no plan without *Rented* [x](y)."
    assert NO_PRICE in render(none, "svg").decode()


def test_without_a_plan_it_says_why(tmp_path: Path) -> None:
    short = document(offers=[{**OD, "quota_packs": 1.0}])
    (tmp_path / "s.yaml").write_text(json.dumps(short), encoding="utf-8")
    shown = run("negotiate", tmp_path / "s.yaml")
    assert (shown.exit_code, "quota of od" in shown.stderr) == (3, True)


def test_the_page_names_every_field() -> None:
    page = DOCS.read_text(encoding="utf-8")
    kinds = (Negotiation, VendorPage, Stake, Price, Instead)
    assert not [name for kind in kinds for name in kind.model_fields if f"`{name}`" not in page]
