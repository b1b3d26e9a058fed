"""What a case changes, in files: laid over the scenario as a variant is, every problem at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.case_wording import said_of
from data.load import load_scenario
from data.problems import ScenarioError
from data.schema import names_at, scenario_schema
from models.cases import case_changes, in_case
from models.names import Names
from tests.data.test_bad_input import GOOD

CASES = """\
cases:
  - {id: expected, probability: 0.6}
  - id: late
    probability: 0.4
    changes:
"""
LATE = {
    "offers": [{"id": "node", "lead_months": 6, "upfront_usd": 260000}],
    "accelerators": [{"id": "gpu", "available_from": "2027-07"}],
    "workloads": [{"id": "chat", "demand": [{"geography": "eu", "level": 7000}]}],
    "policy": {"max_term_months": 36, "groups": [{"id": "few", "offers": ["node"], "max_accelerators": 64}]},
}
"""What the case `late` changes."""


def written(folder: Path, *lines: str, more: str = "") -> Path:
    """The good scenario with a case whose changes are these lines."""
    path = folder / "s.yaml"
    path.write_text(GOOD + CASES + "".join(f"      {line}\n" for line in lines) + more, encoding="utf-8")
    return path


def problems(path: Path, variant: str | None = None) -> list[str]:
    """What is wrong with a file, without its name."""
    with pytest.raises(ScenarioError) as error:
        load_scenario(path, variant)
    return [str(problem).removeprefix(f"{path}:") for problem in error.value.problems]


def line_of(path: Path, words: str) -> int:
    """Number of the line with these words."""
    return next(n for n, line in enumerate(path.read_text().splitlines(), start=1) if words in line)


def test_a_case_is_what_a_variant_with_the_same_changes_would_be(tmp_path: Path) -> None:
    lines = [f"{name}: {json.dumps(value)}" for name, value in LATE.items()]
    path = written(tmp_path, *lines, more=f"variants: {json.dumps({'late': LATE})}\n")
    case = in_case(load_scenario(path).scenario, "late")
    variant = load_scenario(path, "late").scenario
    for name in set(type(case).model_fields) - {"cases", "offers"}:
        assert getattr(case, name) == getattr(variant, name), name
    own, other = case.offers[0], variant.offers[0]
    assert own.model_copy(update={"evidence": other.evidence}) == other
    assert own.evidence.source == "case late"


def test_the_hash_names_the_changes_too(tmp_path: Path) -> None:
    hashes = {
        load_scenario(written(tmp_path, f"offers: [{{id: node, lead_months: {n}}}]")).document_hash for n in (3, 4)
    }
    assert len(hashes) == 2


def test_every_problem_is_at_its_place_in_the_changes(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "offers:",
        "  - {id: node, lead_months: -4, upfront_usdx: 3}",
        "workloads: [{id: chat, demand: [{geography: us, level: 3}]}]",
    )
    at, node = "cases[late].changes.", "cases[late].changes.offers[node]"
    first, second = line_of(path, "upfront_usdx"), line_of(path, "geography: us")
    assert problems(path) == [
        f"{first}:22: {node}.lead_months: -4 is out of range; allowed: at least 0 (Months from order to service)",
        f"{first}:39: {node}.upfront_usdx: unknown field 'upfront_usdx'; did you mean upfront_usd, monthly_usd?",
        f"{second}:40: {at}workloads[chat].demand[0].geography: 'us' is not one of the geographies; known: eu",
    ]


def test_what_a_case_may_not_change_is_said_with_what_it_may(tmp_path: Path) -> None:
    path = written(tmp_path, "horizon: {periods: 3}", "offers: [{id: nodes}]")
    first, second = problems(path)
    assert (
        f"{line_of(path, 'periods: 3}')}:7: cases[late].changes.horizon: `horizon` is the same in every case" in first
    )
    assert "a case may change: vendors, stacks, accelerators" in first
    assert "'nodes' is not one of the offers; known: node; a case changes or removes what the scenario lists" in second


def test_what_a_removal_leaves_behind_is_reported_at_the_changes(tmp_path: Path) -> None:
    path = written(tmp_path, "accelerators: [{id: gpu, remove: true}]")
    at = f"{line_of(path, 'changes:')}:5: cases[late].changes: "
    *found, empty = problems(path)
    assert empty.endswith("cases[late].changes.accelerators: the list is empty; at least 1 item is needed")
    assert found == [
        f"{at}{who}[{name}].accelerator in this case: 'gpu' is not one of the accelerators; known: none"
        for who, name in (("benchmarks", "chat-gpu"), ("offers", "node"))
    ]


def test_a_variant_can_change_what_a_case_changes(tmp_path: Path) -> None:
    worse = "variants: {worse: {cases: [{id: late, changes: {offers: [{id: node, lead_months: 9}]}}]}}\n"
    path = written(tmp_path, "offers: [{id: node, lead_months: 3, upfront_usd: 260000}]", more=worse)
    leads = []
    for variant in (None, "worse"):
        offer = in_case(load_scenario(path, variant).scenario, "late").offers[0]
        leads.append((offer.lead_months, offer.upfront_usd))
    assert leads == [(3, 260000.0), (9, 260000.0)]


def test_problems_of_a_base_stay_in_the_base(tmp_path: Path) -> None:
    written(tmp_path, "offers: [{id: node, lead_months: 3}]").rename(tmp_path / "base.yaml")
    path = tmp_path / "s.yaml"
    path.write_text("extends: base.yaml\ncases: [{id: late, changes: {offers: [{id: node, pack: 4}]}}]\n")
    said = "`pack` is the same in every case: it says what is decided, not what comes"
    assert problems(path) == [f"2:50: cases[late].changes.offers[node].pack: {said}"]


def test_the_schema_for_editors_knows_what_a_case_may_change() -> None:
    changes = scenario_schema()["$defs"]["Case"]["properties"]["changes"]
    assert not changes["additionalProperties"]
    assert {"offers", "accelerators", "policy"} <= set(changes["properties"])
    assert not {"horizon", "cases", "name", "geographies"} & set(changes["properties"])
    fields = changes["properties"]["offers"]["items"]["properties"]
    assert {"id", "remove", "lead_months", "price_path"} <= set(fields)
    assert not {"mode", "pack", "from"} & set(fields)
    assert "finance" not in changes["properties"]["policy"]["properties"]
    assert "lead_months" in names_at(("cases", 0, "changes", "offers", 0))


def test_changes_are_said_in_words_with_names_and_units(tmp_path: Path) -> None:
    lines = [f"{name}: {json.dumps(value)}" for name, value in LATE.items()]
    scenario = load_scenario(written(tmp_path, *lines)).scenario
    names = Names(offers={"node": "Node of eight"})
    told = [said for change in case_changes(scenario, "late") for said in said_of(change, names)]
    assert told[:3] == [
        ("Offer Node of eight: lead [months]", "0", "6"),
        ("Offer Node of eight: upfront [USD/pack]", "250,000", "260,000"),
        ("Accelerator gpu: available from", "not set", "2027-07"),
    ]
    assert told[3] == ("Workload chat, demand eu: level [service unit]", "9,000", "7,000")
    assert told[4:] == [
        ("Longest term [months]", "not set", "36"),
        ("Group few", "not listed", "offers: node; at most [accelerators]: 64"),
    ]
