"""Answers: their defaults, their laws, and their file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from data.problems import ScenarioError
from data.starter.answers import Answers, fiscal_years
from data.starter.answers_file import answers_text, read_answers
from data.starter.findings import findings
from data.starter.places import accelerators_at, is_own, nearest, sites
from data.starter.templates import TEMPLATES
from tests.data.starter.kit import answered, any_answers

WRONG = """\
name: ""
start: 2027-13
months: 0
geographies: [eu-centrl, us-east]
workloads:
  - template: chat-asistant
    level: -1
  - {template: chat-assistant, usag: 3}
  - {template: edge-vision, level: 1, usage: {accelerator: h100, hours_per_month: 1}}
sites: [aws-eu-north-1, {site: aws-us-east-1, power_cap_kw: 300}, colo-dallas]
ways: [buy, reserved]
budgets: [{kind: capital, max_usd: 1}]
"""
SAID = [
    "1:1: name: a name is needed",
    "2:1: start: '2027-13' is not allowed; expected a month as YYYY-MM, such as 2027-01",
    "3:1: months: 0 is out of range; allowed: at least 1",
    "4:1: geographies.eu-centrl: 'eu-centrl' is not one of the catalog's geographies; did you mean eu-central, ",
    "6:5: workloads[0].template: 'chat-asistant' is not one of the workload templates; did you mean chat-assistant?",
    "7:5: workloads[0].level: -1 is out of range; allowed: more than 0",
    "8:32: workloads[1].usag: unknown field; did you mean usage?",
    "9:47: workloads[2].usage.accelerator: 'h100' is not one of the catalog's accelerators; did you mean h100-sxm",
    "10:25: sites[1]: aws-us-east-1 is a cloud region: its prices include power, leave power and electricity out",
    "10:67: sites[2].site: 'colo-dallas' is not one of the catalog's sites with offers; ",
    "11:13: ways[1]: expected 'buy', 'lease', 'reserve', 'on_demand' or 'spot', not 'reserved'",
    "12:12: budgets[0].kind: expected 'capex', 'opex' or 'total', not 'capital'",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_answers())
def test_answers_written_are_read_back(tmp_path: Path, answers: Answers) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(answers_text(answers), encoding="utf-8")
    assert read_answers(file) == answers


def test_every_problem_is_reported_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(WRONG, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_answers(file)
    found = [str(problem).removeprefix(f"{file}:") for problem in error.value.problems]
    assert len(found) == len(SAID)
    assert [line for line, start in zip(found, SAID, strict=True) if not line.startswith(start)] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("sites: [aws-us-east-1, aws-us-east-1]", "sites: aws-us-east-1 is named twice"),
        ("ways: [buy, buy]", "ways: buy is named twice"),
        ("start: 2190-01", "start: the plan must end before the year 2199"),
        ("workloads: [{template: edge-vision, level: 1, usage: {accelerator: l4, hours_per_month: 1}}]", "not both"),
        ("workloads: []", "at least one is needed"),
        ("name: [a]", "expected text"),
        (r'name: "a\u0007b"', "control characters are not allowed in a name"),
        ("fleet: [{accelerator: l4, site: edge-us-plant, accelerators: 1, until: soon}]", "such as 2027-01"),
        ("months: 36.5", "months"),
        ("budget: {max_usd: 1}", "did you mean budgets"),
        ("budgets: [{max_usd: 1}, {max_usd: 2}]", "budgets: total, the whole plan is named twice"),
        ("budgets: [{fiscal_year: 2031, max_usd: 1}]", "no fiscal year 2031; allowed: 2027 to 2029"),
        ("fiscal_year_start: 13", "13 is out of range"),
        ("workloads: [{template: edge-vision, jurisdictions: [eu, eu]}]", "jurisdictions: eu is named twice"),
        ("workloads: [{template: edge-vision, jurisdictions: [mars]}]", "'mars' is not one of the jurisdictions"),
        ("sites: [{site: colo-virginia, price_date: 2026-11-01}]", "give the price too"),
        ("fleet: [{accelerator: l4, site: edge-us-plant, accelerators: 1, price_date: 2026-02-30}]", "not a day"),
        ("&a name: b", "anchor"),
    ],
)
def test_laws_between_answers_are_kept(tmp_path: Path, line: str, words: str) -> None:
    good = {
        "name": "Plan",
        "start": "2027-01",
        "months": "120" if "2190" in line else "36",
        "geographies": "[us-east]",
        "workloads": "[chat-assistant]",
        "sites": "[aws-us-east-1]",
    }
    key = line.removeprefix("&a ").partition(":")[0]
    good.pop(key, None)
    file = tmp_path / "answers.yaml"
    file.write_text("\n".join([*(f"{name}: {value}" for name, value in good.items()), line]) + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=words.replace("[", r"\[")):
        read_answers(file)


def test_the_example_of_the_documentation_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    section = page.partition("### From answers")[2].partition("## Parts")[0]
    file = tmp_path / "answers.yaml"
    file.write_text(section.partition("```yaml")[2].partition("```")[0], encoding="utf-8")
    answers = read_answers(file)
    assert [finding.words for finding in findings(answers)] == []
    assert all(f"`{name}`" in section for name in TEMPLATES)


def test_ids_are_made_of_names_and_unique() -> None:
    names = ["Help desk", "help-desk 2", "Help Desk", None, None, "\u8981\u7d04", "Caf\u00e9 & Bar"]
    workloads = [{"template": "chat-assistant"} | ({"name": name} if name else {}) for name in names]
    ids = answered(workloads=workloads).workload_ids
    assert ids == (
        "help-desk",
        "help-desk-2",
        "help-desk-3",
        "chat-assistant",
        "chat-assistant-2",
        "chat-assistant-3",
        "cafe-bar",
    )


def test_long_plans_are_made_in_quarters() -> None:
    lengths = {months: answered(months=months).months_per_period for months in (6, 12, 13, 18, 36)}
    assert lengths == {6: 1, 12: 1, 13: 1, 18: 3, 36: 3}


@pytest.mark.parametrize(
    ("start", "months", "first_month", "years"),
    [
        ("2027-01", 36, 1, (2027, 2028, 2029)),
        ("2027-04", 12, 1, (2027, 2028)),
        ("2027-01", 12, 10, (2026, 2027)),
        ("2027-10", 12, 10, (2027,)),
    ],
)
def test_fiscal_years_are_those_that_the_plan_touches(
    start: str, months: int, first_month: int, years: tuple[int, ...]
) -> None:
    assert fiscal_years(start, months, first_month) == years


def test_the_nearest_sites_may_have_to_lie_in_a_jurisdiction() -> None:
    assert nearest(["us-east"], most=1, allowed=["eu"]) == ("gcp-europe-west4",)
    assert nearest(["us-east"], most=9, allowed=["singapore"]) == ()


def test_the_nearest_sites_come_first_one_of_each_operator() -> None:
    assert nearest(["eu-central"]) == ("aws-eu-central-1", "azure-germanywestcentral", "gcp-europe-west4")
    assert nearest(["japan"], most=2) == ("aws-ap-northeast-1", "gcp-asia-northeast1")
    assert nearest(["us-east"], "edge", most=1) == ("edge-us-plant",)


def test_every_site_to_choose_offers_something() -> None:
    assert all(accelerators_at(site) for site in sites())
    assert {is_own(site) for site in ("aws-us-east-1", "onprem-japan", "colo-tokyo", "edge-us-plant")} == {False, True}
