"""Rules of thumb and findings as the terminal, the tables and the workbook say them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, Group

from data.plan_tables import table
from data.rule_sheets import rule_sheets
from models.plan import Plan
from tests.answers.guiding import CHEAP, LIVE, SCENES, cases, held, plan_of
from ui.explanation import plan_explanation
from ui.report import plan_report
from ui.rules_report import (
    FINDING_HEADERS,
    LIST_HEADERS,
    NO_FINDINGS,
    PLATFORM_HEADERS,
    SIGNAL_HEADERS,
    WORK_HEADERS,
    differing,
    figure,
    finding_rows,
    findings,
    list_rows,
    platform_rows,
    signal_rows,
    told,
    work_rows,
)

RICH = {**CHEAP, **cases(1.0, 0.5, 1.5), **held("acme"), **LIVE}


def page(shown: Group) -> str:
    console = Console(width=200, file=(text := io.StringIO()))
    console.print(shown)
    return " ".join(text.getvalue().split())


def test_the_report_says_findings_in_short_and_the_explanation_what_to_do() -> None:
    plan = plan_of(RICH)
    short, whole = page(plan_report(plan)), page(plan_explanation(plan))
    for finding in plan.findings:
        assert finding.what[1:] in short  # a sentence begins with a capital
        assert finding.what[1:] in whole
        assert finding.advice in whole
        assert finding.advice not in short
    assert "Shortlist in two layers" in whole
    assert "Shortlist in two layers" not in short


def test_a_difference_is_told_with_its_prices() -> None:
    plan = plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)})
    price = "0.1 against 0.05 USD per unit at full use, before port and upkeep"
    assert differing(plan) == [f"job, gpu: hardly used: it costs more there ({price})."]
    gpu, asic = platform_rows(plan)
    assert gpu[-1] == "hardly used"
    assert asic[2] == "yes: when demand is predictable and large"
    assert asic[-1] == ""


def test_a_signal_is_told_with_figure_and_threshold() -> None:
    rows = [row for row in signal_rows(plan_of({**CHEAP, **cases(1.0, 0.5, 1.5)})) if row[1] == "asic"]
    assert [row[2:] for row in rows] == [
        ("demand is predictable", "yes", "1 times the expected demand between the cases", "up to 1"),
        ("the volume pays for the change", "yes", "1 USD saved in all, less port and upkeep", "from 0 on"),
    ]


def test_a_plan_without_findings_says_how_many_were_looked_for(plan: Plan) -> None:
    none = plan_of(RICH).model_copy(update={"findings": ()})
    shown = findings(none)
    assert shown is not None
    assert NO_FINDINGS in page(Group(shown))
    assert findings(plan) is None  # it was made before they were looked for
    assert (told(plan), rule_sheets(plan)) == ([], [])


def test_rows_fit_their_headers_and_sheets_hold_every_row() -> None:
    plan = plan_of(RICH)
    assert plan.rules is not None
    for headers, rows in (
        (FINDING_HEADERS, finding_rows(plan)),
        (PLATFORM_HEADERS, platform_rows(plan)),
        (SIGNAL_HEADERS, signal_rows(plan)),
        (WORK_HEADERS, work_rows(plan)),
        (LIST_HEADERS, list_rows(plan)),
    ):
        assert rows
        assert {len(row) for row in rows} == {len(headers)}
    sheets = {sheet.name: sheet for sheet in rule_sheets(plan)}
    assert len(sheets["Findings"].rows) == len(plan.findings)
    signals = sum(len(row.signals) for row in plan.rules.platforms)
    assert len(sheets["Rules by class"].rows) == len(table(plan, "rules_signals").rows) == signals
    assert {len(row) for row in sheets["Rules by workload"].rows} == {len(sheets["Rules by workload"].headers)}


def test_texts_of_a_scenario_never_steer_the_terminal() -> None:
    plan = plan_of(SCENES["finding headline_model"].true)
    names = plan.names.model_copy(update={"workloads": {"more": "\x1b[31mred\x1b[0m"}})
    said = page(Group(*told(plan.model_copy(update={"names": names}))))
    assert "red" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.336, "share of its cost", "33.6 % of its cost"),
        (2.0, "demand cases", "2 demand cases"),
        (1.0, "1: it can wait, 0: it cannot", "it can wait"),
        (0.0, "1: it can wait, 0: it cannot", "it cannot"),
        (-376663.53, "USD saved in all, less port and upkeep", "-376,664 USD saved in all, less port and upkeep"),
        (0.000769, "USD per 1,000 tokens", "0.769 USD per million tokens"),
        (None, "share of today's fleet", "not known"),
    ],
)
def test_figures_say_what_they_are(value: float | None, unit: str, said: str) -> None:
    assert figure(value, unit) == said
