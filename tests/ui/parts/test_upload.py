"""Files that people upload as a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.document import Document, check_document
from data.load import load_scenario
from ui.parts.upload import UploadError, scenario_of
from ui.scenario_file import SHIPPED

ALIAS_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_scenario_comes_in_as_it_is(path: Path) -> None:
    name, text = scenario_of({path.name: path.read_bytes()})
    assert text == path.read_text(encoding="utf-8")
    assert name == load_scenario(path).scenario.name


def test_tables_and_bases_come_in_with_the_file_and_comments_stay(tmp_path: Path) -> None:
    files = {
        "base.yaml": (SHIPPED / "support-inference.yaml").read_bytes(),
        "mine.yaml": b"# my own\nextends: base.yaml\nname: Mine  # for us\ntables:\n  vendors: vendors.csv\n",
        "vendors.csv": b"id\nour-broker\n",
    }
    name, text = scenario_of(files, "mine.yaml")
    assert name == "Mine"
    assert text.startswith("# my own\n")
    assert "# for us" in text
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    loaded = check_document(Document.read(text, "mine.yaml")).loaded
    assert loaded is not None
    assert loaded.scenario == load_scenario(tmp_path / "mine.yaml").scenario


def test_wrong_values_are_for_the_editor_to_show() -> None:
    assert scenario_of({"x.yaml": b"name: Half done\nworkloads: 7\n"}) == (
        *("Half done", "name: Half done\nworkloads: 7\n"),
    )


@pytest.mark.parametrize(
    ("files", "main", "line"),
    [
        ({}, "", "Choose a scenario file: its name ends in .yaml."),
        ({"x.csv": b"a,b"}, "", "Choose a scenario file"),
        ({"a.yaml": b"", "b.yaml": b""}, "", "Say which file is the scenario: a.yaml, b.yaml."),
        ({"a.yaml": b""}, "c.yaml", "c.yaml is not among the files; there are a.yaml."),
        ({"a.yaml": b""}, "", "a.yaml:1:1: scenario: the file is empty"),
        ({"a.yaml": b"\x89PNG\r\n\x1a\n\x00"}, "", "a.yaml:1:1: scenario: byte 0x89 is not UTF-8"),
        ({"a.yaml": ALIAS_BOMB.encode()}, "", "a.yaml:1:4: scenario: anchors such as &a are not allowed"),
        ({"a.yaml": b"x: " + b"[" * 5000}, "", "a.yaml:1:43: scenario: nested deeper than 40 levels"),
        ({"a.yaml": b"x: " + b"y" * 2_100_000}, "", "a.yaml:1:1: scenario: the file is larger than 2 MB"),
        ({"a.yaml": b"extends: ../../etc/passwd\n"}, "", "a.yaml:1:1: extends: must be the relative path"),
        ({"a.yaml": b"extends: ../../x.yaml\n"}, "", "a.yaml:1:1: extends: '../../x.yaml' leads too far up"),
        ({"a.yaml": b"tables: {demand: d.csv}\n"}, "", "a.yaml:1:10: tables.demand: there is no file 'd.csv'"),
        ({"a.yaml": b"tables: {demand: /x.csv}\n"}, "", "a.yaml:1:10: tables.demand: '/x.csv' lies outside"),
    ],
)  # fmt: skip
def test_files_that_make_no_scenario_are_refused_with_the_reason(files: dict[str, bytes], main: str, line: str) -> None:
    with pytest.raises(UploadError) as caught:
        scenario_of(files, main)
    assert caught.value.lines[0].startswith(line)
