"""The preview's accelerators come from the solver's sizing, and agree with the arithmetic by hand."""

from __future__ import annotations

from math import isclose
from typing import Any

import pytest

from data.catalog import read_catalog
from data.starter.answers import WorkloadAnswer
from data.starter.templates import TEMPLATES
from models.service import ServiceTarget
from tests.data.starter.kit import answered
from ui.newscenario.sizing import Need, misses, needs, rate_of, reference


def _need(workload: WorkloadAnswer, level: float, accelerator: str, months: int = 36, step: int = 3) -> Need:
    return {need.accelerator: need for need in needs(workload, level, months, step)}[accelerator]


def test_a_peak_is_demand_times_shape_times_headroom() -> None:
    need = _need(WorkloadAnswer(template="chat-assistant"), 60_000, "h100-sxm")
    record = read_catalog()["benchmarks"]["llama2-70b-chat-server-h100-sxm"]
    each = record["points"][0]["throughput"] / record["accelerators_per_replica"]
    peak = max(block["peak"] for block in read_catalog()["shapes"]["interactive"]["blocks"].values())
    assert isclose(need.throughput, each)
    assert isclose(need.mean, 60_000 / each)
    assert isclose(need.first_peak, 60_000 / each * peak * 1.4 * 1.3 ** (2 / 12))  # the third month of the quarter
    assert isclose(need.last_peak, need.first_peak * 1.3 ** (33 / 12))
    assert (need.benchmark, need.bottleneck) == (record["id"], "throughput")


def test_own_headroom_growth_and_targets_count() -> None:
    plain = WorkloadAnswer(template="rag-search")
    own = WorkloadAnswer(
        template="rag-search",
        headroom=0.0,
        growth_per_year=0.0,
        targets=(ServiceTarget(metric="tpot", percentile=50, limit_ms=15),),
    )
    usual, strict = _need(plain, 8_000, "h100-sxm"), _need(own, 8_000, "h100-sxm")
    assert strict.throughput < usual.throughput
    assert strict.bottleneck == "tpot_p50"
    assert strict.first_peak == strict.last_peak


@pytest.mark.parametrize("template", [t.id for t in TEMPLATES.values() if not t.holds_headroom])
def test_work_that_waits_or_is_interrupted_holds_no_headroom(template: str) -> None:
    for need in needs(WorkloadAnswer(template=template, growth_per_year=0.0), 1000.0, 12, 1):
        assert isclose(need.first_peak, need.mean)


def test_every_template_can_be_sized() -> None:
    for template in TEMPLATES.values():
        found = needs(WorkloadAnswer(template=template.id), template.level, 12, 1)
        assert len(found) >= 5
        assert all(0 < need.mean <= need.first_peak <= need.last_peak for need in found)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_example_of_a_template_is_a_plausible_fleet(template: str) -> None:
    need = _need(WorkloadAnswer(template=template), TEMPLATES[template].level, "h100-sxm")
    assert 1 <= need.mean <= need.last_peak <= 100


def test_what_misses_the_target_says_why() -> None:
    impossible = WorkloadAnswer(
        template="rag-search", targets=(ServiceTarget(metric="tpot", percentile=50, limit_ms=0.5),)
    )
    assert needs(impossible, 1.0, 1, 1) == ()
    assert "0.5 ms remain after the network" in misses(impossible)["h100-sxm"]


def test_the_rate_of_usage_is_that_of_the_sizing() -> None:
    used = {"accelerator": "h100-sxm", "hours_per_month": 22_000, "utilization": 0.45}
    workload = answered(workloads=[{"template": "chat-assistant", "usage": used}]).workloads[0]
    rate = rate_of(workload)
    assert rate.throughput == _need(WorkloadAnswer(template="chat-assistant"), 1.0, "h100-sxm").throughput
    assert (rate.unit, rate.benchmark) == ("tokens/s", "llama2-70b-chat-server-h100-sxm")


@pytest.mark.parametrize(
    ("template", "accelerator", "words"),
    [
        ("foundation-training", "l4", "NVIDIA L4 24 GB cannot be counted in work: the catalog has no measurement of"),
        ("chat-assistant", "h100-sxm", "cannot be counted in work: tpot_p99 is 200 ms at best, 20 ms remain"),
    ],
)
def test_an_accelerator_without_a_rate_is_refused_with_the_reason(template: str, accelerator: str, words: str) -> None:
    answer: dict[str, Any] = {"template": template, "usage": {"accelerator": accelerator, "hours_per_month": 100}}
    if template == "chat-assistant":
        answer["targets"] = [{"metric": "tpot", "percentile": 99, "limit_ms": 20}]
    with pytest.raises(ValueError, match=words):
        rate_of(answered(workloads=[answer]).workloads[0])


def test_the_sentence_names_a_well_known_accelerator_of_the_places() -> None:
    chat, edge = WorkloadAnswer(template="chat-assistant"), WorkloadAnswer(template="edge-vision")
    found = needs(chat, 60_000, 36, 3)
    named = [reference(found, chat, sites) for sites in ([], ["aws-us-east-1"], ["colo-virginia"], ["verda-fin"])]
    assert [need.accelerator if need else None for need in named] == ["h100-sxm", "h100-sxm", "h200-sxm", "h100-sxm"]
    at_edge = reference(needs(edge, 4_000, 36, 3), edge, ["edge-us-plant"])
    assert at_edge is not None
    assert at_edge.accelerator == "l4"
    assert reference((), chat, ["aws-us-east-1"]) is None
