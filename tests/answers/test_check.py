"""What is said of a scenario before it is solved."""

from __future__ import annotations

import pytest

from solver.answers.check import ArcCount, check
from tests.program.kit import CLOUD, HALL, SERVICE, offer, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=2.0)


def test_a_sound_scenario_has_no_problems() -> None:
    report = check(scenario(offers=[OWN]))
    assert report.problems == ()
    assert (
        "workload job: planned as level load, without headroom (batch_scoring); `deferral` lets it wait" in report.notes
    )
    assert report.arcs == (ArcCount("job", "eu", 1, {}),)
    assert "vendors.volt: nothing refers to it" in report.unused


def test_arcs_are_counted_with_the_reasons_of_those_removed() -> None:
    far = {**OD, "site": "cloud"}
    chip = {**OD, "id": "chip", "accelerator": "tpu"}
    report = check(scenario(**two_chips(offers=[OWN, far, chip], sites=[HALL, CLOUD], workloads__0__sites=["hall"])))
    assert report.arcs == (ArcCount("job", "eu", 2, {"sites": 1}),)


def test_work_without_any_arc_is_a_problem() -> None:
    report = check(scenario(offers=[OWN], workloads__0__jurisdictions=["us"]))
    assert report.problems[0].startswith("job in eu: no accelerator can serve it (gpu at hall: residency")
    assert report.arcs == (ArcCount("job", "eu", 0, {"residency": 1}),)
    assert len(report.problems) == 1
    (work,) = report.unservable["expected"]
    assert (work.sentence, work.misses[0].reason) == (report.problems[0], "residency")


def test_work_before_anything_can_arrive_is_a_problem_of_its_cases() -> None:
    """Demand starts in February, in one of two cases; nothing can be in service before March."""
    cases = [{"id": "expected", "probability": 0.5}, {"id": "none", "probability": 0.5, "demand": [{"scale": 0.0}]}]
    path = [{"geography": "eu", "path": {"2027-01": 0.0, "2027-02": 40.0}}]
    given = scenario(offers=[{**OWN, "lead_months": 2}], cases=cases, workloads__0__demand=path)
    late = "case expected: job in eu: nothing can be in service in 2027-02, not before 2027-03"
    assert [problem.split(" (")[0] for problem in check(given).problems] == [late]
    assert check(scenario(offers=[{**OWN, "lead_months": 2}, OD], cases=cases)).problems == ()
    assert check(scenario(offers=[{**OWN, "lead_months": 2}], workloads__0__max_miss=1.0)).problems == ()


def test_headroom_that_rests_on_rent_without_limit_is_noted() -> None:
    text = "offer od: no quota given, so headroom may rest on it without limit and for free"
    assert text in check(scenario(offers=[OWN, OD], **SERVICE)).notes
    assert text not in check(scenario(offers=[OWN, {**OD, "quota_packs": 9.0}], **SERVICE)).notes


@pytest.mark.parametrize(("night", "says"), [(0.5, False), (1.0, True)])
def test_a_shape_that_changes_the_total_demand_is_noted(night: float, says: bool) -> None:
    """Day 10 h, night 20 h: 2 x 1/3 + 0.5 x 2/3 = 1, but 2 x 1/3 + 2/3 = 4/3."""
    shape = {"id": "s", "blocks": {"day": {"mean": 2.0}, "night": {"mean": night}}}
    notes = check(scenario(offers=[OWN], shapes=[shape])).notes
    said = "shape s: its mean over the blocks is 1.333, so demand is 1.333 x the level"
    assert (said in notes) is says


def test_headroom_by_queueing_without_a_measured_concurrency_is_noted() -> None:
    service = {**SERVICE, "workloads__0__waiting": {"probability": 0.1}, "offers": [OWN]}
    said = (
        "workload job: benchmark b-gpu gives no `concurrency`, so headroom counts on one request at a time per replica"
    )
    assert said in check(scenario(**service)).notes
    measured = {"benchmarks__0__points": [{"throughput": 10.0, "concurrency": 4.0}]}
    assert said not in check(scenario(**service, **measured)).notes
