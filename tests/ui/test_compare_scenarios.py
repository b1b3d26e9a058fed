"""`steelyard compare` of scenarios: plans, inputs that differ, what they are worth; as table, Markdown, JSON, files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

import steelyard as sy
from models.comparison import Comparison
from tests.proof.audit_kit import document, offer
from ui.cli import app

OD = offer("od", "on_demand", usd_per_hour=1.0)
MORE = [{"geography": "eu", "level": 60.0}]
VARIANTS = {"dear": {"offers": [{"id": "od", "usd_per_hour": 2.0}], "workloads": [{"id": "job", "demand": MORE}]}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario with a variant, one that differs by markup alone, and one with other cases."""
    found = tmp_path_factory.mktemp("compared")
    for name, changes in {
        "a": {"variants": VARIANTS},
        "b": {"name": "<b>*x*", "offers": [{**OD, "name": "=1|2"}]},
        "c": {"cases": [{"id": "high"}]},
        "d": {"offers": [{**OD, "quota_packs": 1.0}]},
    }.items():
        text = json.dumps(document(**({"offers": [OD]} | changes)))
        (found / f"{name}.yaml").write_text(text, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def shown(folder: Path) -> Result:
    """What the terminal showed of two scenarios, which were written, too."""
    return compare(folder, "a", "a@dear", "--out", folder / "out")


def compare(folder: Path, *names: object) -> Result:
    """The command on scenarios of the folder by their letters, then options."""
    split = next((n for n, name in enumerate(names) if str(name).startswith("-")), len(names))
    files = [f"{folder}/{name[0]}.yaml{name[1:]}" for name in map(str, names[:split])]
    return CliRunner(env={"COLUMNS": "150"}).invoke(app, ["compare", *files, "--gap", "0", *map(str, names[split:])])


def test_it_says_what_changed_and_what_it_is_worth(shown: Result) -> None:
    assert shown.exit_code == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    for said in (
        "total 360 1,080 +720 +200.0 %",
        "Offer od: used hour [USD/pack/h] 1 2",
        "Workload job, demand eu: level [requests/h] 40 60",
        "360 USD become 1,080 USD, discounted: +720 USD.",
        "6 plans were made.",
        "Offer od: used hour [USD/pack/h] +360 +540",
        "Workload job, demand eu: level [requests/h] +180 +360",
        "together beyond that +180",
        "all changes +720 +720",
    ):
        assert said in text


def test_files_hold_the_same_figures(folder: Path, shown: Result) -> None:
    assert "compare.json, compare.md, compare.xlsx, inputs-1.csv" in shown.stderr
    document = json.loads((folder / "out" / "compare.json").read_text(encoding="utf-8"))
    (found,) = document["inputs"]
    report = Comparison.model_validate_json(json.dumps(found))
    assert (report.total_usd, report.interaction_usd) == (720.0, 180.0)
    with (folder / "out" / "inputs-1.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["made_first_usd"] for row in rows] == ["360.0", "180.0", "180.0", "720.0"]
    markdown = (folder / "out" / "compare.md").read_text(encoding="utf-8")
    assert "| Offer od: used hour \\[USD/pack/h\\] | +360 | +540 |" in markdown
    assert "| total | USD | 360 | 1,080 | +720 | +200.0 % |" in markdown
    with CalamineWorkbook.from_path(folder / "out" / "compare.xlsx") as book:
        _, headers, *rows = book.get_sheet_by_name("Inputs 1").to_python()
        assert [row[headers.index("made first [USD]")] for row in rows] == [360.0, 180.0, 180.0, 720.0]
        assert ["total", "USD", 360.0, 1080.0, 720.0] in book.get_sheet_by_name("Cost by term, discounted").to_python()


def test_text_of_users_is_no_markup_and_changes_no_plan(folder: Path) -> None:
    shown = compare(folder, "a", "b", "--markdown")
    assert shown.exit_code == 0, shown.stderr
    assert "Differs, and changes no plan of this case: name, offers\\[od\\].name." in shown.stdout
    assert "<b>" not in shown.stdout
    assert "360 USD become 360 USD" in shown.stdout
    compare(folder, "a", "b", "--out", folder / "hostile")
    with CalamineWorkbook.from_path(folder / "hostile" / "compare.xlsx") as book:
        assert "=1|2" in [row[3] for row in book.get_sheet_by_name("Inputs 1").to_python()]
    same = compare(folder, "a", "a")
    assert "Nothing: the same inputs." in same.stdout


def test_json_alone_goes_to_standard_output(folder: Path) -> None:
    document = json.loads(compare(folder, "a", "b", "a@dear", "--json").stdout)
    assert [each["total_usd"] for each in document["inputs"]] == [0.0, 720.0]
    assert document["plans"] == ["a", "b", "a@dear"]


def test_a_notebook_gets_the_same(folder: Path) -> None:
    base, dear = (sy.load(f"{folder}/a.yaml", variant) for variant in (None, "dear"))
    report = sy.compare(base, dear, options=sy.SearchOptions(gap=0.0))
    assert [worth.first_usd for worth in report.worths] == [360.0, 180.0]
    with pytest.raises(sy.SteelyardError, match="there is no case expected"):
        sy.compare(base.scenario, sy.load(f"{folder}/c.yaml"))


def test_of_plans_it_lists_the_inputs_that_differ_where_their_scenarios_are_as_they_were(
    folder: Path, tmp_path: Path
) -> None:
    texts = {name: (folder / "a.yaml").read_text(encoding="utf-8") for name in ("one", "two")}
    texts["two"] = texts["two"].replace('"level": 40.0', '"level": 80.0')
    plans = [tmp_path / name / "plan.json" for name in texts]
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        made = CliRunner().invoke(app, ["plan", f"{tmp_path}/{name}.yaml", "--out", f"{tmp_path}/{name}"])
        assert made.exit_code == 0, made.stderr
    shown = CliRunner(env={"COLUMNS": "150"}).invoke(app, ["compare", *map(str, plans)])
    assert "Workload job, demand eu: level [requests/h] 40 80" in " ".join(shown.stdout.split())
    assert "are worth" not in shown.stdout
    refused = CliRunner().invoke(app, ["compare", *map(str, plans), "--case", "expected"])
    assert (refused.exit_code, "--case and --out are for scenarios" in refused.stderr) == (2, True)
    (tmp_path / "two.yaml").write_text(texts["one"], encoding="utf-8")
    (tmp_path / "one.yaml").unlink()
    gone = " ".join(CliRunner(env={"COLUMNS": "250"}).invoke(app, ["compare", *map(str, plans)]).stdout.split())
    assert f"one: its scenario {tmp_path}/one.yaml is not here" in gone
    assert f"two: its scenario {tmp_path}/two.yaml has changed since" in gone


@pytest.mark.parametrize(
    ("names", "code", "said"),
    [
        (("a", "c"), 2, "c: there is no case expected; it has high. Say which with --case"),
        (("a", "a@nothing"), 2, "nothing"),
        (("a", "d"), 3, "d:\ncase expected: no plan can meet all limits"),
        (("a",), 2, "compare takes 2 to 4 plans or scenarios, not 1"),
        (("a", "b", "--case", "best"), 2, "--case best: there is no such case"),
    ],
)
def test_what_cannot_be_compared_is_refused(folder: Path, names: tuple[str, ...], code: int, said: str) -> None:
    shown = compare(folder, *names)
    assert shown.exit_code == code
    assert said in shown.stderr
