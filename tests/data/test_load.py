"""Scenario files: one document from bases, variants and overrides, with a hash that depends on the content alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.init import FOLDER
from data.load import load_scenario
from data.problems import ScenarioError
from data.tree import plain
from data.yaml_source import read_tree, resolve

MINIMAL = (FOLDER / "minimal.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder `plans/` with the minimal scenario as `base.yaml`."""
    home = tmp_path / "plans"
    home.mkdir()
    (home / "base.yaml").write_text(MINIMAL, encoding="utf-8")
    return home


def write(folder: Path, text: str, name: str = "s.yaml") -> Path:
    """Write a scenario file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path, variant: str | None = None) -> list[str]:
    """The problems of a file, without its folder."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, variant)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def test_a_file_becomes_a_scenario(folder: Path) -> None:
    loaded = load_scenario(folder / "base.yaml")
    assert loaded.scenario.horizon.start == "2027-01"
    assert loaded.scenario.as_of == "2026-11-01"
    assert [offer.id for offer in loaded.scenario.offers] == ["buy-node", "reserve-1y", "reserve-3y", "on-demand"]
    assert loaded.scenario.accelerators[0].accelerator_class == "gpu"
    assert loaded.files == (folder / "base.yaml",)
    assert loaded.variants == ("cheap-power", "without-buying")
    assert loaded.replaced == loaded.pulled == ()
    assert len(loaded.document_hash) == 64


def test_the_hash_depends_on_content_not_on_layout(folder: Path) -> None:
    base = load_scenario(folder / "base.yaml")
    lines = [line for line in MINIMAL.splitlines() if line.strip() and not line.startswith("#")]
    moved = load_scenario(write(folder, "\n\n".join([*lines[1:], lines[0]])))
    assert moved.document_hash == base.document_hash
    changed = load_scenario(write(folder, MINIMAL.replace("level: 60000", "level: 60001")))
    assert changed.document_hash != base.document_hash


def test_extends_merges_mappings_and_records_by_id(folder: Path) -> None:
    path = write(
        folder,
        """
extends: base.yaml
horizon: {periods: 8}
offers:
  - {id: on-demand, usd_per_hour: 30}
  - {id: spot, accelerator: gpu-80gb, site: cloud-eu, vendor: cloud-co, mode: spot, pack: 8, usd_per_hour: 14}
policy: {finance: {discount_rate: 0.1}}
""",
    )
    loaded = load_scenario(path)
    scenario = loaded.scenario
    assert (scenario.horizon.periods, scenario.horizon.months_per_period) == (8, 3)
    assert [offer.id for offer in scenario.offers] == ["buy-node", "reserve-1y", "reserve-3y", "on-demand", "spot"]
    assert (scenario.offers[3].usd_per_hour, scenario.offers[3].pack) == (30, 8)
    assert (scenario.policy.finance.discount_rate, len(scenario.policy.budgets)) == (0.1, 1)
    assert loaded.files == (path, folder / "base.yaml")


def test_lists_without_ids_are_replaced_and_null_unsets(folder: Path) -> None:
    path = write(
        folder,
        """
extends: base.yaml
as_of:
workloads: [{id: support-assistant, targets: [{metric: tpot, percentile: 99, limit_ms: 70}]}]
policy: {budgets: []}
""",
    )
    scenario = load_scenario(path).scenario
    assert [target.limit_ms for target in scenario.workloads[0].targets] == [70]
    assert scenario.policy.budgets == ()
    assert scenario.as_of is None


def test_extends_reaches_one_folder_up_and_chains(folder: Path) -> None:
    (folder / "eu").mkdir()
    write(folder, "extends: base.yaml\nname: Middle\n", "middle.yaml")
    loaded = load_scenario(write(folder / "eu", "extends: ../middle.yaml\nhorizon: {periods: 4}\n"))
    assert (loaded.scenario.name, loaded.scenario.horizon.periods) == ("Middle", 4)
    assert [file.name for file in loaded.files] == ["s.yaml", "middle.yaml", "base.yaml"]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("other.yaml", "there is no file 'other.yaml' beside this one"),
        ("s.yaml", "'s.yaml' extends itself in a circle: s.yaml -> s.yaml"),
        ("loop.yaml", "'s.yaml' extends itself in a circle: s.yaml -> loop.yaml -> s.yaml"),
        ("/etc/base.yaml", "must be the relative path of a .yaml file, such as base.yaml"),
        ("base.json", "must be the relative path of a .yaml file, such as base.yaml"),
        ("[base.yaml]", "must be the relative path of a .yaml file, such as base.yaml"),
        (
            "../../../x.yaml",
            "'../../../x.yaml' leads too far up; allowed: files below the folder above the scenario's",
        ),
    ],
)
def test_extends_that_leads_nowhere(folder: Path, extends: str, message: str) -> None:
    write(folder, "\n\nextends: s.yaml\n", "loop.yaml")
    place = "loop.yaml:3:1" if extends == "loop.yaml" else "s.yaml:1:1"
    assert problems_of(write(folder, f"extends: {extends}\n")) == [f"{place}: extends: {message}"]


def test_a_chain_of_extends_is_bounded(folder: Path) -> None:
    for n in range(9):
        write(folder, f"extends: c{n + 1}.yaml\n", f"c{n}.yaml")
    write(folder, MINIMAL, "c9.yaml")
    assert problems_of(folder / "c0.yaml") == ["c7.yaml:1:1: extends: more than 8 files in a chain of `extends`"]


def test_problems_of_a_base_are_shown_in_the_base(folder: Path) -> None:
    write(folder, MINIMAL.replace("kind: colo ", "kind: cave "), "base.yaml")
    found = problems_of(write(folder, "extends: base.yaml\nhorizon: {periods: -4}\n"))
    assert found == [
        (
            "base.yaml:42:5: sites[our-colo].kind: "
            "'cave' is not allowed; allowed: on_prem, colo, cloud, edge (Kind of place)"
        ),
        "s.yaml:2:11: horizon.periods: -4 is out of range; allowed: at least 1 (Number of periods)",
    ]


def test_a_variant_is_merged_over_the_document(folder: Path) -> None:
    cheap = load_scenario(folder / "base.yaml", "cheap-power").scenario
    assert cheap.sites[0].electricity_usd_per_kwh == 0.07
    rented = load_scenario(folder / "base.yaml", "without-buying").scenario
    assert [offer.mode for offer in rented.offers] == ["reserve", "reserve", "on_demand"]


def test_an_unknown_variant_lists_the_known_ones(folder: Path) -> None:
    line = MINIMAL.splitlines().index(next(line for line in MINIMAL.splitlines() if line.startswith("variants"))) + 1
    assert problems_of(folder / "base.yaml", "cheap") == [
        f"base.yaml:{line}:1: variants: there is no variant 'cheap'; known: cheap-power, without-buying"
    ]
    bare = write(folder, MINIMAL[: MINIMAL.index("variants:")])
    assert [problem.rsplit(": ", 2)[1:] for problem in problems_of(bare, "cheap")] == [
        ["there is no variant 'cheap'; known", "none"]
    ]


def test_variants_must_be_partial_documents(folder: Path) -> None:
    text = "extends: base.yaml\nvariants:\n  a: 5\n  b: {extends: base.yaml}\n  c:\n"
    assert problems_of(write(folder, text)) == [
        "s.yaml:3:3: variants.a: expected a mapping of fields to replace",
        "s.yaml:4:7: variants.b.extends: a variant cannot hold `extends`; it belongs at the top of the file",
    ]
    found = problems_of(write(folder, MINIMAL[: MINIMAL.index("variants:")] + "variants: [a]\n"))
    assert [problem.split(": ", 1)[1] for problem in found] == [
        "variants: expected a mapping of names to partial documents"
    ]


def test_a_duplicate_in_an_override_is_reported_not_lost(folder: Path) -> None:
    text = "extends: base.yaml\noffers:\n  - {id: on-demand, usd_per_hour: 30}\n  - {id: on-demand, usd_per_hour: 20}\n"
    assert "s.yaml:4:6: offers[on-demand].id: duplicate id 'on-demand', already used by offers.3" in problems_of(
        write(folder, text)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("2027-01", "2027-01"),
        ("2027-01-15", "2027-01-15"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-1.5e3", -1500.0),
        (".5", 0.5),
        ("TRUE", True),
        ("", None),
        ("~", None),
        (".inf", float("inf")),
        ("-.Inf", float("-inf")),
        ("1" * 400, float("inf")),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_quoted_scalars_are_text(tmp_path: Path) -> None:
    tree = read_tree(write(tmp_path, "a: '1'\nb: \"true\"\nc: |\n  2\n"), "s.yaml", [])
    assert tree is not None
    assert plain(tree) == {"a": "1", "b": "true", "c": "2\n"}


def test_a_byte_order_mark_is_no_problem(folder: Path) -> None:
    path = folder / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert load_scenario(path).document_hash == load_scenario(folder / "base.yaml").document_hash
