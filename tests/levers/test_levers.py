"""What levers save, by hand.

In the base 4 accelerators are busy at all hours, a month has 10 h of day and 20 h of night, the horizon three months:
on demand at 1 USD/h that is 120 USD a month, 360 USD in all; nothing is discounted unless a test says so.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.lever_report import LeverRow, Levers, Pulled
from models.levers import Lever
from models.scenario import Scenario
from solver.answers.outcome import Infeasible, NoPlanInTime
from solver.levers.laws import broken_laws
from solver.levers.make import NoLeversError, make_levers
from solver.levers.write import OWN, written
from solver.search.options import Progress, SearchOptions
from tests.program.kit import EXACT, Document, offer, scenario, two_chips
from ui.charts.levers import LOSS, levers_chart

OD = offer("od", "on_demand", usd_per_hour=1.0)
BOUGHT = offer("own", "buy", upfront_usd=60.0)
DEAR = offer("dear", "on_demand", accelerator="tpu", usd_per_hour=1.5, vendor="volt")
SERVICE: Document = {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.0}
CHIPS: Document = two_chips(offers=[OD, DEAR], workloads__0__incumbent_stacks=["cuda", "rocm"])
ENDPOINT = {
    "id": "api", "site": "hall", "vendor": "volt", "stack": "rocm",
    "usd_per_million_input_tokens": 10.0, "usd_per_million_output_tokens": 0.0,
    "serves": [{"profile": "work", "counts": "requests", "input_tokens": 1000.0, "output_tokens": 0.0}],
}  # fmt: skip
CALLED: Document = {"endpoints": [ENDPOINT], "workloads__0__incumbent_stacks": ["cuda", "rocm"]}


def lever(kind: str = "quantization", name: str = "", **fields: Any) -> Document:
    """A lever on the job."""
    return {"id": name or kind, "kind": kind, "workloads": ["job"], **fields}


HALF = lever("caching", demand=0.5, month="2027-02", one_off_usd=10.0, monthly_usd=5.0)
FAST = lever(throughput=2.0)
LATE = lever("batching", throughput=2.0, month="2027-03")
NIGHT = lever("scheduling_window", blocks=["night"])


def report(*levers: Document, **changes: Any) -> Levers:
    """The report of a scenario that has a plan; no law is broken."""
    found = make_levers(given(*levers, **changes), "expected", EXACT)
    assert isinstance(found, Levers), found
    assert found.failures == ()
    return found


def given(*levers: Document, **changes: Any) -> Scenario:
    """A scenario with levers, on demand alone unless said otherwise."""
    return scenario(**{"offers": [OD], **changes, "levers": list(levers)})


def alone(found: Levers, name: str | None = None) -> Pulled:
    """What a lever, by default the first, saves by itself."""
    row = next(row for row in found.levers if name in (None, row.id))
    assert row.alone is not None, row.why_not
    return row.alone


@pytest.mark.parametrize(
    ("pulled", "changes", "saving"),
    [
        (HALF, {}, 120),  # two of three months, half of 120 each
        (FAST, {}, 180),
        (LATE, {}, 60),
        (lever(throughput=2.0, month="2027-01"), {}, 180),
        (lever(throughput=2.0), CHIPS, 180),
        (lever(throughput=2.0, accelerators=["tpu"]), CHIPS, 360 - 2 * 1.5 * 90),
        (lever(throughput=0.5, accelerators=["gpu"]), CHIPS, 360 - 4 * 1.5 * 90),  # the other chip then
        (lever("retrieval", demand=0.0), {}, 360),
        (lever("shorter_prompts", demand=1.25), {}, -90),
        (lever("smaller_model", demand=1.0), {}, 0),
        (lever("after_hours_shutdown", blocks=["night"]), SERVICE, 240),  # 20 of 30 h
        (lever("after_hours_shutdown", blocks=["night"], demand=0.25), SERVICE, 180),
        (NIGHT, {}, 0),  # 6 accelerators for 20 h
        (NIGHT, {"offers": [BOUGHT]}, -120),  # two more have to be bought
        (lever("routing", demand=0.5), CALLED, 18),  # 3,600 requests of 1,000 tokens
        (FAST, CALLED, 0),  # tokens stay
        (FAST, {**CALLED, "endpoints": []}, 180),
    ],
)
def test_a_lever_saves_what_it_saves_by_hand(pulled: Document, changes: Document, saving: float) -> None:
    found = alone(report(pulled, **changes))
    assert found.saving_usd == pytest.approx(saving, abs=0.02)
    assert found.at_least_usd - 0.01 <= found.saving_usd <= found.at_most_usd + 0.01
    assert sum(year.discounted_usd for year in found.years) == pytest.approx(found.saving_usd, abs=1e-6)


def test_what_a_lever_costs_is_taken_off_year_by_year() -> None:
    found = report(HALF | {"evidence": {"low": 0.25, "high": 1.0}})
    each = alone(found)
    assert (each.own_usd, each.net_usd, each.net_per_year_usd) == (20.0, 100.0, 400.0)  # 10, and 5 in two months
    (year,) = each.years
    assert (year.year, year.nominal_usd, year.own_usd) == (2027, 120.0, 20.0)
    assert found.levers[0].range_usd == (-20.0, 160.0)
    assert found.levers[0].high is not None
    assert found.levers[0].high.says_nothing
    dear = alone(report(HALF, policy__finance={"discount_rate": 0.21, "end_value": "none"}))
    assert dear.own_usd == pytest.approx(
        10 * 1.21 ** (-1 / 12) + 5 * (1.21 ** (-2 / 12) + 1.21 ** (-3 / 12)), abs=0.006
    )


def test_ends_of_ranges_are_left_out_where_not_asked_for() -> None:
    ranged = HALF | {"evidence": {"low": 0.25, "high": 1.0}}
    found = make_levers(given(ranged), "expected", EXACT, has_ranges=False)
    assert isinstance(found, Levers)
    assert (found.levers[0].low, found.levers[0].high, found.levers[0].range_usd) == (None, None, None)


def test_one_after_the_other_they_add_up_to_all_together() -> None:
    found = report(LATE, HALF, FAST)
    assert [(step.lever, step.added_usd, step.own_usd) for step in found.steps] == [
        ("quantization", pytest.approx(180, abs=0.02), 0.0),
        ("caching", pytest.approx(60, abs=0.02), 20.0),
        ("batching", pytest.approx(15, abs=0.02), 0.0),  # of 30 USD in the last month half is left
    ]
    together = found.together
    assert together is not None
    assert together.saving_usd == pytest.approx(255, abs=0.02)
    assert sum(step.added_usd for step in found.steps) == pytest.approx(together.saving_usd, abs=1e-6)
    singles = sum(alone(found, row.id).saving_usd for row in found.levers)
    assert singles + found.interaction_usd == pytest.approx(together.saving_usd, abs=1e-6)


def test_of_levers_that_are_instead_of_each_other_the_better_one_stands() -> None:
    found = report(lever("smaller_model", throughput=1.6, not_with=["quantization"]), FAST)
    assert [step.lever for step in found.steps] == ["quantization"]
    assert found.left_out == {"smaller_model": "instead of it stands quantization"}
    assert alone(found).saving_usd == pytest.approx(360 - 360 / 1.6, abs=0.02)


def test_what_costs_more_than_it_adds_is_left_out_with_its_figure() -> None:
    dear = lever("caching", demand=0.5, one_off_usd=100.0)  # 180 alone, 90 on top of the other
    found = report(dear, FAST, lever("shorter_prompts", demand=1.25))
    assert [step.lever for step in found.steps] == ["quantization"]
    assert found.left_out == {
        "caching": "on top of quantization it adds -10 USD net of what it costs",
        "shorter_prompts": "on top of quantization it adds -45 USD net of what it costs",
    }
    alone_at_a_loss = report(lever("shorter_prompts", demand=1.25))
    assert alone_at_a_loss.left_out == {"shorter_prompts": "by itself it adds -90 USD net of what it costs"}
    assert (alone_at_a_loss.steps, alone_at_a_loss.interaction_usd) == ((), 0.0)
    assert levers_chart(alone_at_a_loss).sentence == LOSS


def test_a_lever_that_changes_nothing_saves_exactly_nothing() -> None:
    found = report(lever(throughput=1.0))
    assert (alone(found).saving_usd, alone(found).cost_usd) == (0.0, found.cost_usd)
    assert alone(found).says_nothing
    assert found.levers[0].notes == ("it changes nothing",)


@pytest.mark.parametrize(
    ("pulled", "changes", "said"),
    [
        (NIGHT, {"offers": [{**OD, "quota_packs": 4.0}]}, "no plan can meet all limits"),
        (lever("after_hours_shutdown", blocks=["night"]), {}, "job: it is not served hour by hour"),
        (LATE, CALLED, "an endpoint serves its work"),
        (
            NIGHT,
            {"workloads__0__queues": [{"id": "q", "share": 1.0, "deferral": {}}]},
            "queues have hours of their own",
        ),
    ],
)
def test_why_a_lever_has_no_figures_is_said(pulled: Document, changes: Document, said: str) -> None:
    found = report(pulled, **changes)
    assert said in found.levers[0].why_not
    assert (found.levers[0].alone, found.steps, found.together) == (None, (), None)
    assert list(found.left_out) == [pulled["id"]]


def test_whole_runs_are_not_left_out_and_run_through_all_hours() -> None:
    runs = {"run_units": 100.0, "sizes": [{"accelerators": 4}], "deadline_hours": 50.0}
    s = given(workloads__0__gang=runs, workloads__0__deferral={})
    for fields, said in (
        ({"kind": "caching", "demand": 0.5}, "whole runs"),
        ({"kind": "scheduling_window", "blocks": ["night"]}, "runs through all hours"),
    ):
        pulled = Lever.model_validate_json(json.dumps(lever(**fields)))
        assert said in written(s, pulled).why_not


def test_only_its_own_work_is_faster_and_twice_is_twice() -> None:
    job = given().workloads[0].model_dump(mode="json", by_alias=True)
    s = given(workloads=[job, job | {"id": "other"}])
    fast = Lever(id="fast", kind="quantization", workloads=("job",), throughput=2.0)
    twice = written(written(s, fast).scenario, fast).scenario
    speeds = {b.profile: b.points[0].throughput for b in twice.benchmarks}
    assert speeds == {"work": 10.0, f"job{OWN}": 40.0}
    assert [w.profile for w in twice.workloads] == [f"job{OWN}", "work"]


def test_a_case_has_its_own_savings_and_may_have_none_of_the_work() -> None:
    job = given().workloads[0].model_dump(mode="json", by_alias=True)
    cases = [
        {"id": "high", "probability": 0.5, "demand": [{"workload": "job", "scale": 2.0}]},
        {"id": "none", "probability": 0.5, "changes": {"workloads": [{"id": "job", "remove": True}]}},
    ]
    s = given(FAST, workloads=[job, job | {"id": "other"}], cases=cases)
    high, none = (make_levers(s, case, EXACT) for case in ("high", "none"))
    assert isinstance(high, Levers)
    assert isinstance(none, Levers)
    assert alone(high).saving_usd == pytest.approx(360, abs=0.02)
    assert none.levers[0].why_not == "this case has none of its workloads"


def test_only_those_asked_for_are_planned_with() -> None:
    found = make_levers(given(FAST, HALF), "expected", EXACT, only=["caching"])
    assert isinstance(found, Levers)
    assert [row.id for row in found.levers] == ["caching"]
    with pytest.raises(KeyError, match="nothing: no such lever; there are quantization"):
        make_levers(given(FAST), "expected", EXACT, only=["nothing"])
    with pytest.raises(NoLeversError, match="the scenario has no levers"):
        make_levers(given(), "expected", EXACT)


def test_without_a_plan_there_is_nothing_to_save() -> None:
    found = make_levers(given(FAST, offers=[{**OD, "quota_packs": 1.0}]), "expected", EXACT)
    assert isinstance(found, Infeasible)


def test_called_off_it_keeps_what_is_done() -> None:
    def stop_at(name: str) -> Levers | object:
        def hear(news: Progress) -> bool:
            return news.stage.startswith(name)

        return make_levers(given(FAST, HALF), "expected", EXACT, on_progress=hear)

    assert isinstance(stop_at("plan"), NoPlanInTime)
    found = stop_at("caching")
    assert isinstance(found, Levers)
    assert found.is_cut_short
    assert [row.id for row in found.levers] == ["quantization"]
    assert found.steps == ()


def test_time_that_is_over_is_said() -> None:
    found = make_levers(given(FAST), "expected", SearchOptions(gap=0.0, time_limit_s=1.0))
    assert isinstance(found, Levers)
    assert found.levers[0].why_not == "time was over before a plan was found"


def tampered(row: LeverRow, **changes: Any) -> LeverRow:
    """A row whose figures were changed."""
    assert row.alone is not None
    return row.model_copy(update={"alone": row.alone.model_copy(update=changes)})


def test_laws_notice_what_does_not_agree() -> None:
    found = report(FAST)
    row = found.levers[0]
    for changes, said in (
        ({"saving_usd": 400.0}, "is more than the plan costs"),
        ({"at_least_usd": 181.0}, "is outside its own range"),
        ({"years": ()}, "years add up to 0.00 USD"),
    ):
        assert any(
            said in each for each in broken_laws(found.model_copy(update={"levers": (tampered(row, **changes),)}))
        )
    step = found.steps[0].model_copy(update={"added_usd": 1.0})
    assert any("steps add up to 1.00" in each for each in broken_laws(found.model_copy(update={"steps": (step,)})))
