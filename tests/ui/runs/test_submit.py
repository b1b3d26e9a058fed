"""What gets into the queue, and what does not."""

from __future__ import annotations

import pytest

from data.plan_io import plan_json
from data.problems import ScenarioError
from data.store import StoreError
from models.run import Person, Run
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.versions import versions
from solver.search.options import SearchOptions
from tests.program.kit import offer, scenario
from tests.ui.runs.conftest import EASY, ME, Queue, document
from ui.runs.asked import Again, again_of, options_of
from ui.runs.submit import submit, submit_again
from ui.scenario_file import SHIPPED

ROBOTS = (SHIPPED / "edge-robotics.yaml").read_text()


def test_a_run_keeps_what_was_asked(queue: Queue) -> None:
    run = submit(queue.store, ME, EASY, "Mine", options=SearchOptions(gap=0.02, threads=1), name="first try")
    assert (run.status, run.case, run.variant, run.scenario_name, run.title) == (
        *("queued", "expected", None, "Mine"),
        "first try",
    )
    assert options_of(run) == SearchOptions(gap=0.02, threads=1)
    assert run.versions == versions()
    assert queue.store.runs.document(ME, run.id) == EASY


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("name: [1", {}, "Mine:1:"),
        ("name: Mine", {}, "horizon"),
        (EASY, {"case": "expekted"}, "Mine:1:1: cases: there is no case 'expekted'; did you mean expected?"),
        (ROBOTS, {"variant": "none-such"}, "there is no variant 'none-such'"),
    ],
)
def test_a_scenario_with_problems_is_not_queued(queue: Queue, text: str, asked: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError) as stopped:
        submit(queue.store, ME, text, "Mine", **asked)
    assert message in str(stopped.value)
    assert queue.store.runs.history(ME) == []


def test_a_choice_of_cases_must_be_made(queue: Queue) -> None:
    text = document(scenario(cases=[{"id": case, "probability": 0.5} for case in ("low", "high")]))
    with pytest.raises(ScenarioError, match="say which case to plan; allowed: low, high"):
        submit(queue.store, ME, text, "Mine")
    assert submit(queue.store, ME, text, "Mine", case="high").case == "high"


def test_a_run_is_queued_again_as_it_was(queue: Queue) -> None:
    scenario_id = queue.store.scenarios.create(ME, "Mine", EASY).id
    run = submit(queue.store, ME, EASY, "Mine", draft=scenario_id, options=SearchOptions(gap=0.1))
    again = submit_again(queue.store, ME, run)
    asked = ("scenario_name", "input_hash", "case", "variant", "options", "draft")
    assert [getattr(again, field) for field in asked] == [getattr(run, field) for field in asked]
    assert again.id != run.id


def test_somebody_elses_run_is_queued_again_as_ones_own(queue: Queue) -> None:
    ann, bob = Person(name="ann@example.com"), Person(name="bob@example.com")
    run = submit(queue.store, ann, EASY, "Hers", draft="d")
    queue.store.runs.change(ann, run.id, visibility="public")
    again = submit_again(queue.store, bob, run)
    assert (again.owner, again.draft) == (bob.name, None)


@pytest.mark.parametrize(
    "options", [{}, {"threads": 100_000}, {"gap": "0.1"}, {"strategy": "guess"}, {"speed": "highest"}]
)
def test_options_of_an_import_are_not_trusted(queue: Queue, options: dict[str, object]) -> None:
    run = submit(queue.store, ME, EASY, "Mine")
    given = run.model_copy(update={"options": {**run.options, **options} if options else {}})
    with pytest.raises(StoreError, match="The options of this run cannot be used: "):
        options_of(given)


def test_a_run_names_what_it_plans_again_and_keeps_it(queue: Queue) -> None:
    first = planned_run(queue)
    again = submit(queue.store, ME, EASY, "Mine", again=Again(previous_run=first.id, firm_until="2027-02"))
    assert again_of(again) == Again(previous_run=first.id, firm_until="2027-02")
    assert options_of(again) == SearchOptions()
    assert again_of(submit_again(queue.store, ME, again)) == again_of(again)
    assert again_of(first) == Again()


def test_what_cannot_be_planned_again_is_refused(queue: Queue) -> None:
    first = planned_run(queue)
    later = document(scenario(offers=[offer("other", "buy")], horizon__start="2027-02"))
    with pytest.raises(StoreError, match="4 packs of offer own in 2027-01, which is firm, but the scenario has no"):
        submit(queue.store, ME, later, "Mine", again=Again(previous_run=first.id))
    waiting = submit(queue.store, ME, EASY, "Mine")
    with pytest.raises(StoreError, match="has no plan"):
        submit(queue.store, ME, EASY, "Mine", again=Again(previous_run=waiting.id))
    broken = waiting.model_copy(update={"options": {**waiting.options, "previous_run": "../etc"}})
    with pytest.raises(StoreError, match="is not named as it should be"):
        again_of(broken)


def planned_run(queue: Queue) -> Run:
    """A finished run: four are bought in January."""
    run = submit(queue.store, ME, EASY, "Mine")
    made = make_plan(scenario(offers=[offer("own", "buy", upfront_usd=100.0)]), "expected")
    assert isinstance(made, Planned)
    queue.store.work.claim(64, "here")
    queue.store.work.finish(run.id, "done", plan_json(made.plan), "")
    return queue.store.runs.find(ME, run.id)
