"""Queues: streams with a share of the demand and rules of their own, and sentences where something is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.queue import OWN, Queue
from models.references import problems
from models.scenario import Scenario
from models.streams import Stream, streams_of
from models.workload import Workload
from tests.proof.audit_kit import BASE, Document, document, scenario

QUEUES: list[Document] = [
    {"id": "now", "share": 0.75},
    {"id": "later", "share": 0.25, "deferral": {"blocks": ["night"]}},
]


def told(queues: list[Document] = QUEUES, **changes: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """Problems of the base whose job has queues."""
    return problems(document(workloads__0__queues=queues, **changes))


def queued(**job: Any) -> Workload:
    """The job of the base with changes."""
    return Workload.model_validate_json(json.dumps({**BASE["workloads"][0], "queues": QUEUES, **job}))


def test_every_rule_of_a_queue_is_a_field_of_the_workload_of_the_same_kind() -> None:
    rules, work = Queue.model_json_schema()["properties"], Workload.model_json_schema()["properties"]
    for name in rules.keys() - OWN:
        kind, *nothing = rules[name].get("anyOf", [rules[name]])
        own = work[name].get("anyOf", [work[name]])[0]
        assert nothing == [{"type": "null"}], name
        assert {**own, **kind} == own, name


def test_a_workload_without_queues_is_planned_as_it_is() -> None:
    job = scenario().workloads[0]
    assert streams_of(job) == (job,)
    assert job.workload_id == "job"
    assert scenario().streams == scenario().workloads


def test_queues_share_the_demand_and_keep_what_they_do_not_change() -> None:
    now, later = streams_of(queued(incumbent_stacks=["cuda"], max_miss=0.1))
    assert [(s.id, s.workload_id, s.demand[0].level) for s in (now, later)] == [
        ("job/now", "job", 30.0),
        ("job/later", "job", 10.0),
    ]
    assert now.incumbent_stacks == later.incumbent_stacks == ("cuda",)
    assert (now.max_miss, now.deferral, later.deferral is not None) == (0.1, None, True)
    assert isinstance(later, Stream)
    assert (later.of, later.queue, later.share) == ("job", "later", 0.25)


def test_a_path_is_shared_month_by_month_and_growth_stays() -> None:
    demand = [{"geography": "eu", "path": {"2027-01": 8.0, "2027-03": 40.0}}]
    assert streams_of(queued(demand=demand))[1].demand[0].path == {"2027-01": 2.0, "2027-03": 10.0}
    grown = streams_of(queued(demand=[{"geography": "eu", "level": 8.0, "growth_per_year": 0.5}]))[0]
    assert (grown.demand[0].level, grown.demand[0].growth_per_year) == (6.0, 0.5)


def test_shares_are_freed_of_rounding() -> None:
    third = [{"id": f"q{n}", "share": share} for n, share in enumerate((0.3333333, 0.3333333, 0.3333334))]
    assert sum(s.share for s in streams_of(queued(queues=third)) if isinstance(s, Stream)) == pytest.approx(
        1, abs=1e-15
    )
    assert told(third) == []


def test_an_empty_list_takes_rules_off_and_nothing_keeps_them() -> None:
    target = [{"metric": "ttft", "percentile": 99, "limit_ms": 100.0}]
    parts = [{"id": "a", "share": 0.5, "targets": []}, {"id": "b", "share": 0.5, "targets": None}]
    a, b = streams_of(queued(targets=target, queues=parts))
    assert (len(a.targets), len(b.targets)) == (0, 1)


@pytest.mark.parametrize(
    ("names", "said"),
    [(("", ""), ""), (("Chat", ""), "Chat, later"), (("", "At night"), "job, At night"), (("A", "B"), "A, B")],
)
def test_a_stream_goes_by_both_names(names: tuple[str, str], said: str) -> None:
    job = queued(name=names[0], queues=[QUEUES[0], {**QUEUES[1], "name": names[1]}])
    assert streams_of(job)[1].name == said


LONG = "q" * 79


@pytest.mark.parametrize(
    ("queues", "changes", "place", "said"),
    [
        ([{"id": "a", "share": 0.5}, {"id": "b", "share": 0.4}], {}, (), "shares sum to 0.9, they must sum to 1"),
        ([{"id": "a", "share": 0.5}] * 2, {}, (0, "id"), "planned as 'job/a', `workload/queue`: that id is taken"),
        (
            [{"id": LONG, "share": 1.0}],
            {},
            (0, "id"),
            f"planned as 'job/{LONG}', `workload/queue`: that id is longer than 80 characters",
        ),
        (
            [{"id": "a", "share": 1.0}],
            {"workloads__1": {**BASE["workloads"][0], "id": "job/a"}},
            (0, "id"),
            "planned as 'job/a', `workload/queue`: that id is taken",
        ),
        (
            [{"id": "a", "share": 1.0, "sites": ["mars"]}],
            {},
            (0, "sites", 0),
            "'mars' is not one of the sites; known: hall",
        ),
        (
            [{"id": "a", "share": 1.0, "shape": "flat"}],
            {},
            (0, "shape"),
            "'flat' is not one of the shapes; known: none",
        ),
        (
            [{"id": "a", "share": 1.0, "deferral": {"blocks": ["noon"]}}],
            {},
            (0, "deferral", "blocks", 0),
            "'noon' is not one of the blocks of the horizon; known: day, night",
        ),
    ],
)
def test_wrong_queues_are_named(
    queues: list[Document], changes: Document, place: tuple[int | str, ...], said: str
) -> None:
    made = document(workloads__0__queues=queues)
    made["workloads"] += [changes["workloads__1"]] if changes else []
    assert (("workloads", 0, "queues", *place), said) in problems(made)


def test_queues_without_ids_are_left_to_field_validation() -> None:
    assert told([{"share": 0.5}, {"share": 0.5}]) == []
    assert told([{"id": 7, "share": "half"}, {"id": "a", "share": 0.5}]) == []


def test_cases_and_rules_of_redundancy_name_workloads_or_queues() -> None:
    rules = [{"id": "half", "lose": "site", "keep": 0.5, "workloads": ["job", "job/now"]}]
    cases = [{"id": "expected", "demand": [{"workload": "job/later", "scale": 2.0}]}]
    service = {"workloads__0__class": "realtime_inference"}
    assert told(policy__redundancy=rules, cases=cases, **service) == []
    bad = [{**rules[0], "workloads": ["job/later", "job/never"]}]
    assert [said for _, said in told(policy__redundancy=bad, **service)] == [
        "'job/never' is not one of the workloads; known: job, job/later, job/now",
        "'job/later' can wait or be interrupted: it has no peak to keep",
    ]


def test_rules_that_do_not_go_together_are_found_at_the_queue() -> None:
    parts = [{"id": "a", "share": 0.5}, {"id": "b", "share": 0.5, "headroom_rule": "queueing"}]
    with pytest.raises(ValidationError) as found:
        Scenario.model_validate_json(json.dumps(document(workloads__0__queues=parts)))
    (detail,) = found.value.errors()
    assert detail["loc"] == ("workloads", 0, "queues", 1)
    assert detail["msg"] == "`headroom_rule: queueing` needs `waiting`"
