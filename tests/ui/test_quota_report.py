"""What headroom counts on under quotas, in the terminal and in the tables."""

from __future__ import annotations

from rich.console import Console

from data.plan_tables import table
from models.plan import Plan
from models.scenario import Scenario
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT
from tests.program.test_lanes import OWN, two_halls
from tests.program.test_quotas import called, quota
from ui.quota_report import TITLE, counted_on, counted_rows


def planned(given: Scenario) -> Plan:
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    return made.plan


def test_every_offer_is_listed_with_the_peak_at_which_most_is_counted_on() -> None:
    plan = planned(called(5.0))
    with (console := Console(width=120)).capture() as captured:
        console.print(counted_on(plan))
    said = captured.get()
    assert TITLE in said
    assert sum(amount for *_, amount in counted_rows(plan, plan.names)) > 4.2
    assert {row[1] for row in counted_rows(plan, plan.names)} == {"headroom"}
    listed = table(plan, "counted_on")
    assert "accelerators_counted_on" in listed.headers
    assert len(listed.rows) == len(plan.counted_on)


def test_a_loss_is_named_and_without_quotas_nothing_is_told() -> None:
    plan = planned(two_halls(10.0, **quota(2.0)))
    assert {row[:2] for row in counted_rows(plan, plan.names)} == {("od-cloud", "the peak without site hall")}
    assert counted_on(planned(called(5.0, [OWN | {"id": "other"}]))) is None
