"""The workload templates: each rests on measurements, and says what its demand means."""

from __future__ import annotations

import pytest

from data.catalog import read_catalog
from data.starter.choice import fits, records_of
from data.starter.templates import TEMPLATES, WorkloadTemplate, meaning
from models.units import counted_thing
from models.workload import Workload
from tests.data.starter.kit import answered


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_measured_on_several_accelerators_within_its_target(template: WorkloadTemplate) -> None:
    workload = answered(template.id).workloads[0]
    able = [
        name
        for name in read_catalog()["accelerators"]
        if any(fits(record, workload, rtt_ms=5.0) for record in records_of(workload, name))
    ]
    assert len(able) >= 5
    assert any(read_catalog()["accelerators"][name]["stack"] == "cuda" for name in able)
    records = [record for name in able for record in records_of(workload, name)]
    assert {counted_thing(record["unit"]) for record in records} == {counted_thing(template.service_unit)}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_a_workload(template: WorkloadTemplate) -> None:
    fields = {
        "id": template.id,
        "class": template.workload_class,
        "profile": template.profile,
        "service_unit": template.service_unit,
        "targets": template.targets,
        "traffic": template.traffic,
        "criticality": template.criticality,
        "is_interruptible": template.is_interruptible,
        "demand": ({"geography": "here", "level": template.level},),
    }
    workload = Workload.model_validate(fields)
    assert template.is_level == workload.is_level
    assert template.holds_headroom == (template.headroom > 0)
    assert not (template.is_level and template.targets)


@pytest.mark.parametrize(
    ("template", "level", "words"),
    [
        ("chat-assistant", 60_000, "about 20.7 million answers of 250 tokens a day"),
        ("chat-assistant", 0.02, "about 6.9 answers of 250 tokens a day"),
        ("coding-agent", 6_000, "about 7,200 people who start 20 tasks a day"),
        ("batch-scoring", 60_000, "about 51.8 million customers a day with 100 offers scored for each"),
        ("simulation", 5e9, "about 120 billion scenarios a day"),
        ("simulation", 5e12, "about 120 trillion scenarios a day"),
        ("speech-transcription", 20_000_000, "about 4 million calls of five minutes a day"),
        ("edge-vision", 4_000, "about 400 cameras at ten images a second"),
        ("simulation", 3_000, "about 72,000 scenarios a day"),
    ],
)
def test_a_demand_is_said_in_everyday_counts(template: str, level: float, words: str) -> None:
    assert meaning(TEMPLATES[template], level) == words


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_an_example_demand_is_plausible(template: WorkloadTemplate) -> None:
    assert "billion" not in meaning(template, template.level)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_work_that_is_nightly_for_many_says_so(template: WorkloadTemplate) -> None:
    assert ("Nightly" in template.about) == (template.traffic == "batch")
    assert template.holds_headroom != (template.is_level or template.traffic == "batch")


def test_a_month_of_training_runs_is_counted_in_days() -> None:
    assert meaning(TEMPLATES["fine-tuning"], 730 / 24) == "about 1 runs a day"
