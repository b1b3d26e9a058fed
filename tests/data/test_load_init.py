"""The templates of `steelyard init`: they load as they stand, in every variant, and overwrite nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.init import FOLDER, templates, write_template
from data.load import load_scenario


def test_the_templates_are_listed_with_a_sentence() -> None:
    found = templates()
    assert list(found) == ["minimal", "hybrid", "inference"]
    assert all(len(sentence) > 30 for sentence in found.values())


@pytest.mark.parametrize("name", templates())
def test_a_template_loads_in_every_variant(name: str, tmp_path: Path) -> None:
    file = write_template(name, tmp_path)
    assert file == tmp_path / f"{name}.yaml"
    loaded = load_scenario(file)
    assert loaded.variants
    hashes = {load_scenario(file, variant).document_hash for variant in loaded.variants}
    assert len({loaded.document_hash, *hashes}) == 1 + len(loaded.variants)
    assert {case.id for case in loaded.scenario.cases} == {"conservative", "expected", "aggressive"}


@pytest.mark.parametrize("name", templates())
def test_a_template_is_commented(name: str) -> None:
    lines = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert sum("#" in line for line in lines) >= 20
    assert max(map(len, lines)) <= 120


def test_the_minimal_template_weighs_three_modes_for_one_workload(tmp_path: Path) -> None:
    scenario = load_scenario(write_template("minimal", tmp_path)).scenario
    assert {offer.mode for offer in scenario.offers} == {"buy", "reserve", "on_demand"}
    assert len(scenario.workloads) == 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\n")
    with pytest.raises(FileExistsError):
        write_template("minimal", file)
    assert file.read_text() == "name: mine\n"


def test_an_unknown_template_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no template 'tiny'; allowed: minimal, hybrid, inference"):
        write_template("tiny", tmp_path)
