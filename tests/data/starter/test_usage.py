"""Demand from accelerator-hours: the arithmetic, and the words that show it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.starter.answers import Usage
from data.starter.templates import TEMPLATES
from data.starter.text import scenario_text
from data.starter.usage import amounts, from_usage
from tests.data.starter.kit import answered, loaded, rate

USED = {"accelerator": "h100-sxm", "hours_per_month": 22_000, "utilization": 0.45}


def test_hours_become_demand_and_the_words_say_how() -> None:
    amount = from_usage(Usage(accelerator="h100-sxm", hours_per_month=22_000, utilization=0.45), rate(1250))
    assert amount.level == 16_950  # 22,000 / 730 x 0.45 x 1,250, to four digits
    assert amount.words == (
        "22,000 h100-sxm-hours a month are 30.14 h100-sxm on average (730 h a month); at 45 % utilization 13.56 of them"
        " are busy. One serves 1,250 tokens/s within the service target (some-benchmark, third party measurement):"
        " 13.56 x 1,250 = 16,950 tokens/s."
    )


@given(st.floats(1, 1e7), st.floats(0.01, 1), st.floats(0.001, 1e6))
def test_the_figures_in_the_words_multiply_to_the_demand(hours: float, utilization: float, throughput: float) -> None:
    usage = Usage(accelerator="h100-sxm", hours_per_month=hours, utilization=utilization)
    amount = from_usage(usage, rate(throughput))
    assert amount.level == pytest.approx(hours / 730 * utilization * throughput, rel=1e-3)
    busy, each, level = (
        float(n.replace(",", "")) for n in re.findall(r"([\d.,e-]+)(?= x| = | tokens/s\.$)", amount.words)
    )
    assert busy * each == pytest.approx(level, rel=2e-3, abs=1)


def test_level_usage_or_the_example_of_the_template() -> None:
    answers = answered(
        workloads=["fine-tuning", {"template": "fine-tuning", "level": 7}, {"template": "fine-tuning", "usage": USED}]
    )
    levels = [amount.level for amount in amounts(answers, lambda _: rate(200))]
    assert levels == [TEMPLATES["fine-tuning"].level, 7, 2712]


def test_the_computation_stands_in_the_file() -> None:
    answers = answered(workloads=[{"template": "chat-assistant", "usage": USED}])
    text = scenario_text(answers, lambda _: rate(1250))
    comments = " ".join(line.strip(" #") for line in text.splitlines() if line.strip().startswith("#"))
    assert "13.56 x 1,250 = 16,950 tokens/s" in comments
    assert loaded(text).scenario.workloads[0].demand[0].level == 16_950


def test_usage_without_a_rate_is_refused() -> None:
    answers = answered(workloads=[{"template": "chat-assistant", "usage": USED}])
    with pytest.raises(ValueError, match="Chat assistant: demand told by usage needs the rate of h100-sxm"):
        scenario_text(answers)
