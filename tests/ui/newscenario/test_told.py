"""The last look tells every answer: whatever is changed in the answers changes what is told."""

from __future__ import annotations

from typing import Any

import pytest

from data.starter.answers import Answers
from data.starter.templates import TEMPLATES
from tests.data.starter.kit import answered
from ui.newscenario.told import told

WORK: dict[str, Any] = {"template": "chat-assistant", "name": "Help desk"}
HALL = {"site": "onprem-us-ohio", "power_cap_kw": 300, "electricity_usd_per_kwh": 0.05, "price_date": "2026-11-20"}
PART: dict[str, Any] = {
    "accelerator": "h100-sxm",
    "site": "aws-us-east-1",
    "accelerators": 31,
    "until": "2028-07",
    "monthly_usd": 4200,
    "price_date": "2026-10-01",
}
BASE: dict[str, Any] = {
    "as_of": "2026-11-22",
    "geographies": {"us-east": 70, "japan": 30},
    "workloads": [WORK],
    "sites": ["aws-us-east-1", HALL],
    "quota": 48,
    "fleet": [PART],
    "budgets": [{"kind": "capex", "fiscal_year": 2027, "max_usd": 4_000_000}, {"max_usd": 9_000_000}],
}
USED = {"accelerator": "h100-sxm", "hours_per_month": 22_000, "utilization": 0.45}
TOLD = {
    ("Time", "First month planned"): "2027-01",
    ("Time", "Length of the plan"): "36 months, planned in quarters",
    ("Time", "Prices are read as of"): "2026-11-22",
    ("Work 1: Help desk", "Kind of work"): "Chat assistant",
    ("Work 1: Help desk", "Mean demand"): "20,000 tokens/s, about 6.91 million answers of 250 tokens a day",
    ("Work 1: Help desk", "Growth"): "30 % a year",
    ("Work 1: Help desk", "Service target"): (
        "first token within 2,200 ms for 99 of 100; each further token within 200 ms for 99 of 100"
    ),
    ("Work 1: Help desk", "Headroom above the peak"): "40 %",
    ("Work 1: Help desk", "Data must stay in"): "no limit: anywhere",
    ("Places", "Users"): "United States, East (Northern Virginia) 70 %; Japan (Tokyo) 30 %",
    ("Places", "Cloud regions"): "AWS US East (N. Virginia)",
    ("Places", "Own hall, Ohio"): "power limit 300 kW at the meter; electricity 0.05 USD/kWh, price of 2026-11-20",
    ("Capacity and limits", "Ways to get capacity"): "buying, leasing, reserving, on demand, spot",
    ("Capacity and limits", "Most on demand or spot"): "48 accelerators of a class at a site",
    ("Capacity and limits", "Software stacks today"): "NVIDIA CUDA",
    ("Capacity and limits", "Today's fleet"): (
        "31 x NVIDIA H100 SXM 80 GB at AWS US East (N. Virginia), in service until 2028-07;"
        " 4,200 USD a month each, price of 2026-10-01"
    ),
    ("Capacity and limits", "Capex budget (hardware bought), fiscal year 2027"): "4,000,000 USD",
    ("Capacity and limits", "Budget for all payments, whole plan"): "9,000,000 USD",
    ("Capacity and limits", "A fiscal year starts in"): "January",
}


def _flat(answers: Answers) -> dict[tuple[str, str], str]:
    return {(subject, asked): answer for subject, rows in told(answers).items() for asked, answer in rows}


def test_every_answer_is_told_with_its_unit() -> None:
    assert _flat(answered(**BASE)) == TOLD


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": "2027-02"}, "2027-02"),
        ({"months": 12}, "12 months, planned in months"),
        ({"as_of": None}, "2027-01"),
        ({"workloads": [WORK | {"level": 5}]}, "5 tokens/s"),
        ({"workloads": [WORK | {"usage": USED}]}, "22,000 h100-sxm-hours a month"),
        ({"workloads": [WORK | {"growth_per_year": 0}]}, "0 % a year"),
        ({"workloads": [WORK | {"targets": []}]}, "none: only throughput counts"),
        ({"workloads": [WORK | {"headroom": 0.1}]}, "10 %"),
        ({"workloads": [WORK | {"jurisdictions": ["eu", "japan"]}]}, "European Union, Japan"),
        ({"workloads": [{"template": "fine-tuning"}]}, "none: it can wait"),
        ({"sites": [HALL]}, "none"),
        ({"sites": [{"site": "onprem-us-ohio"}]}, "no power limit; electricity 0.071 USD/kWh, of the catalog"),
        ({"sites": [{"site": "onprem-us-ohio", "electricity_usd_per_kwh": 0.2}]}, "0.2 USD/kWh, an undated assumption"),
        ({"ways": ["buy"]}, "buying"),
        ({"quota": None}, "no limit known"),
        ({"stacks": []}, "none"),
        ({"fleet": [{**PART, "until": None, "monthly_usd": 0}]}, "no end; nothing paid"),
        ({"fleet": [PART, PART]}, "31 x NVIDIA H100"),
        ({"budgets": []}, "no budget limit"),
        ({"budgets": [{"kind": "opex", "max_usd": 1}]}, "1 USD"),
        ({"fiscal_year_start": 10}, "October"),
    ],
)
def test_a_changed_answer_is_told(change: dict[str, Any], words: str) -> None:
    found = _flat(answered(**(BASE | change)))
    new = {at: answer for at, answer in found.items() if TOLD.get(at) != answer}
    assert any(words in answer for answer in new.values()), new


def test_equal_names_and_fleets_are_told_apart() -> None:
    found = told(answered(**(BASE | {"workloads": [WORK, WORK], "fleet": [PART, PART]})))
    assert [subject for subject in found if subject.startswith("Work")] == ["Work 1: Help desk", "Work 2: Help desk"]
    asked = [asked for asked, _ in found["Capacity and limits"]]
    assert asked[3:5] == ["Today's fleet, part 1", "Today's fleet, part 2"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_told(template: str) -> None:
    rows = dict(told(answered(template))[f"Work 1: {TEMPLATES[template].title}"])
    assert TEMPLATES[template].service_unit in rows["Mean demand"]
    assert all(rows.values())
