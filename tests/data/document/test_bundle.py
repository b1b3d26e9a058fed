"""Uploaded files become one document that computes the same plan as the files on disk."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

import pyarrow as pa
import pytest
from pyarrow import parquet

from data.document import check_document, self_contained
from data.load import load_scenario
from data.problems import ScenarioError
from tests.data.document.scenes import TEXTS

BASE = TEXTS["minimal"]
MAIN = """\
# our plan
extends: base.yaml   # the template
name: Ours
tables:
  demand: demand.csv   # from the forecast
# prices we were given
offers:
  - {id: on-demand, usd_per_hour: 31}   # quote
  # not for us
  - {id: reserve-3y, remove: true}
  - aws-us-east-1-h100-on-demand   # of the catalog
# the forecast replaces the template's level
workloads:
  - {id: support-assistant, demand: []}
variants:
  cheap:
    offers: [{id: on-demand, usd_per_hour: 20}]
"""
DEMAND = (
    "workload,geography,month,value\nsupport-assistant,europe,2027-01,5000\nsupport-assistant,europe,2027-06,70000\n"
)
FILES = {"base.yaml": BASE, "plan.yaml": MAIN, "demand.csv": DEMAND}


def files(**changed: str) -> dict[str, bytes]:
    """Uploaded files by name."""
    return {name: text.encode() for name, text in (FILES | changed).items()}


def on_disk(folder: Path, given: dict[str, bytes]) -> Path:
    """The same files in a folder."""
    for name, content in given.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / "plan.yaml"


def test_bases_and_tables_are_laid_in(tmp_path: Path) -> None:
    document = self_contained(files(), "plan.yaml")
    path = on_disk(tmp_path, files())
    assert not document.has(("extends",))
    assert not document.has(("tables",))
    for variant in (None, "cheap", "cheap-power"):
        loaded = check_document(document, variant).loaded
        assert loaded is not None
        assert loaded.document_hash == load_scenario(path, variant).document_hash
    assert sorted(loaded.variants) == ["cheap", "cheap-power", "without-buying"]


def test_the_comments_of_the_main_file_stay() -> None:
    text = self_contained(files(), "plan.yaml").text()
    assert text.startswith("# our plan\n")
    for comment in ("# prices we were given", "# quote", "# not for us", "# of the catalog"):
        assert comment in text
    assert "- aws-us-east-1-h100-on-demand   # of the catalog\n" in text


def test_a_document_without_other_files_stays_as_it_is() -> None:
    assert self_contained({"a.yaml": BASE.encode()}, "a.yaml").text() == BASE


def test_files_uploaded_without_their_folders_are_found() -> None:
    main = MAIN.replace("base.yaml", "../shared/base.yaml").replace("demand.csv", "tables/2027/demand.csv")
    document = self_contained(files(**{"plan.yaml": main}), "plan.yaml")
    assert document.plain() == self_contained(files(), "plan.yaml").plain()


def test_a_base_may_bring_tables_and_parquet(tmp_path: Path) -> None:
    table = pa.table({"workload": ["support-assistant"], "geography": ["us"], "month": ["2027-01"], "value": [42.0]})
    parquet.write_table(table, tmp_path / "d.parquet")
    given = files(**{"plan.yaml": "extends: base.yaml\n", "base.yaml": BASE + "\ntables: {demand: d.parquet}\n"})
    document = self_contained(given | {"d.parquet": (tmp_path / "d.parquet").read_bytes()}, "plan.yaml")
    assert document.at(("workloads", 0, "demand", 1)) == {"geography": "us", "path": {"2027-01": 42}}


@pytest.mark.parametrize(
    ("changed", "main", "message"),
    [
        ({}, "other.yaml", "other.yaml:1:1: scenario: there is no file 'other.yaml'"),
        (
            {"plan.yaml": MAIN.replace("base.yaml", "no.yaml")},
            "plan.yaml",
            "plan.yaml:2:1: extends: there is no file 'no.yaml'",
        ),
        (
            {"plan.yaml": MAIN.replace("demand.csv", "no.csv")},
            "plan.yaml",
            "tables.demand: there is no file 'no.csv' beside",
        ),
        ({"plan.yaml": "extends: /etc/passwd.yaml\n"}, "plan.yaml", "must be the relative path"),
        ({"plan.yaml": "tables: {demand: ../../x.csv}\n"}, "plan.yaml", "lies outside the scenario's folder"),
        ({"demand.csv": DEMAND.replace("support-assistant", "x")}, "plan.yaml", "demand.csv:2:1: workloads"),
        ({"base.yaml": "a: ["}, "plan.yaml", "base.yaml:1:"),
        ({"plan.yaml": "a: ["}, "plan.yaml", "plan.yaml:1:"),
        ({"demand.csv": "x" * 10}, "plan.yaml", "demand.csv:1:1: tables.demand: the column 'workload' is missing"),
    ],
)
def test_what_is_missing_or_broken_is_said_without_paths_of_the_server(
    changed: dict[str, str], main: str, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        self_contained(files(**changed), main)
    assert message in str(caught.value)
    assert gettempdir() not in str(caught.value)


def test_tables_too_large_for_a_document_are_refused() -> None:
    lines = "".join(f"support-assistant,g{n},2027-01,5\n" for n in range(25_000))
    with pytest.raises(ScenarioError, match="at most 60,000 values"):
        self_contained(files(**{"demand.csv": "workload,geography,month,value\n" + lines}), "plan.yaml")


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../../b.csv", "x\0.csv", "", "."]
)
def test_names_of_uploads_lead_nowhere(name: str) -> None:
    assert self_contained(files() | {name: b"x"}, "plan.yaml").at(("name",)) == "Ours"


def test_too_many_files_are_refused() -> None:
    with pytest.raises(ScenarioError, match="more than 40 files"):
        self_contained(files() | {f"{n}.csv": b"" for n in range(50)}, "plan.yaml")
