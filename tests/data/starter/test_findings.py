"""What stands in the way is said with its reason, before anything is made."""

from __future__ import annotations

from typing import Any

import pytest

from data.starter.findings import findings
from tests.data.starter.kit import answered

FLEET = {"accelerator": "h100-sxm", "site": "onprem-us-ohio", "accelerators": 8}


def _said(**more: Any) -> list[tuple[str, str]]:
    templates = more.pop("templates", ("chat-assistant",))
    return [(finding.weight, finding.words) for finding in findings(answered(*templates, **more))]


def test_nothing_is_found_where_everything_serves() -> None:
    assert _said(templates=("chat-assistant", "fine-tuning"), sites=["aws-us-east-1", "onprem-us-ohio"]) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            {"templates": ("foundation-training",), "sites": ["edge-us-plant"]},
            "no accelerator offered at edge-us-plant is measured for llama3.1-8b-pretraining; sites that offer one: ",
        ),
        (
            {"templates": ("edge-vision",), "sites": ["aws-eu-central-1"]},
            "at aws-eu-central-1 meets the service target with the network to United States, East (Northern Virginia)",
        ),
        ({"sites": ["colo-virginia"], "ways": ["spot"]}, "can serve it by buying or leasing, but only spot is chosen"),
        ({"ways": ["spot"]}, "it may not be interrupted, so spot cannot carry it; choose another way as well"),
        (
            {"sites": ["onprem-us-ohio"], "ways": ["buy"], "months": 1},
            "nothing ordered in 2027-01 is delivered and ported before the plan ends; plan more months",
        ),
    ],
)
def test_what_stops_a_scenario_is_named_with_its_reason(answers: dict[str, Any], words: str) -> None:
    stops = [said for weight, said in _said(**answers) if weight == "stop"]
    assert len(stops) == 1
    assert words in stops[0]


def test_every_geography_that_cannot_be_served_is_named() -> None:
    stops = [
        words
        for weight, words in _said(templates=("edge-vision",), geographies=["us-east", "japan"])
        if weight == "stop"
    ]
    assert len(stops) == 1
    assert stops[0].startswith("Vision at the edge, Japan (Tokyo): ")


def test_a_late_start_is_a_warning() -> None:
    found = _said(sites=["onprem-us-ohio"], ways=["buy"])
    assert [weight for weight, _ in found] == ["warning"]
    assert "nothing chosen can serve before 2027-04 (delivery or porting takes until then)" in found[0][1]
    assert "with on demand it can be served from 2027-01" in found[0][1]


def test_a_fleet_that_serves_alone_at_first_is_a_warning() -> None:
    found = _said(sites=["onprem-us-ohio"], ways=["buy"], fleet=[FLEET])
    assert len(found) == 1
    assert "before 2027-04 only today's fleet can serve; if it is too small" in found[0][1]


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        (
            {"sites": ["aws-us-east-1", "colo-virginia"], "ways": ["reserve", "on_demand"]},
            "colo-virginia adds nothing: the catalog knows buying or leasing there, and none of it is chosen",
        ),
        (
            {"templates": ("edge-vision",), "sites": ["aws-us-east-1", "aws-eu-central-1"], "ways": ["on_demand"]},
            "aws-eu-central-1 adds nothing: nothing offered there can serve the work at its service target",
        ),
        ({"ways": ["on_demand", "spot"]}, "Spot adds nothing: this work may not be interrupted"),
        ({"ways": ["on_demand", "buy"]}, "Buying adds nothing: no chosen site offers it for this work"),
        (
            {"workloads": [{"template": "fine-tuning", "headroom": 0.3}], "ways": ["on_demand"]},
            "Fine-tuning: work that can wait or be interrupted holds no headroom; the figure is left out",
        ),
    ],
)
def test_answers_without_effect_are_notes(answers: dict[str, Any], note: str) -> None:
    assert _said(**answers) == [("note", note)]


def test_a_fleet_without_effect_is_a_warning() -> None:
    useless = {"accelerator": "h200-sxm", "site": "onprem-us-ohio", "accelerators": 8}
    gone = FLEET | {"until": "2027-01"}
    found = _said(templates=("simulation",), fleet=[gone], ways=["on_demand"])
    assert found == [("warning", "Today's fleet, h100-sxm at onprem-us-ohio: gone before the plan starts")]
    found = _said(templates=("edge-vision",), fleet=[useless], ways=["on_demand"])
    assert found[-1][1].startswith("Today's fleet, h200-sxm at onprem-us-ohio: no work can run on it")
