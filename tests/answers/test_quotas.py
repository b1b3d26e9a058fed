"""Quotas as plans tell them: conflicts, quotas without effect, offers whose quota they are."""

from __future__ import annotations

from typing import Any

import pytest

from models.offer import Offer
from models.scenario import Scenario
from solver.answers.check import check
from solver.answers.outcome import Infeasible, Planned
from solver.answers.planning import make_plan
from tests.program.kit import EXACT, scenario
from tests.program.test_lanes import CALLED, OWN
from tests.program.test_quotas import called, quota, rented

SAID = "quota q: accelerators rented at once, or counted on for headroom"
FEW = {**OWN, "max_packs": 3.0}
"""Fewer than the 4 that are busy."""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (rented(0.0, offers=[FEW, {**CALLED, "usd_per_hour": 0.5}]), "short by 1 accelerator of 0"),
        # 3 of the 8 are owned, so that 5 / 0.7 of the quota would have to back the rest
        (called(1.0, [{**CALLED, "usd_per_hour": 0.5}], own=FEW), "short by 6.15 accelerators of 1"),
    ],
)
def test_a_quota_in_conflict_is_named_with_what_it_would_have_to_give(given: Scenario, said: str) -> None:
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Infeasible), made
    assert f"{SAID}: {said}" in "\n".join(made.conflicts)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"first": "2028-01"}, "policy.quotas.q: no period of the horizon starts in its months"),
        ({"modes": ["spot"]}, "policy.quotas.q: it counts no offer that can be rented then"),
        ({"classes": ["tpu"]}, "policy.quotas.q: it counts no offer that can be rented then"),
    ],
)
def test_quotas_without_effect_are_told(row: dict[str, Any], said: str) -> None:
    assert said in check(rented(3.0, row)).unused


def test_an_offer_under_a_quota_needs_none_of_its_own() -> None:
    said = "offer od: no quota given, so headroom may rest on it without limit and for free"
    assert said in check(scenario(offers=[OWN, CALLED])).notes
    assert said not in check(scenario(offers=[OWN, CALLED], **quota(3.0))).notes
    assert said in check(scenario(offers=[OWN, CALLED], **quota(3.0, until="2027-02"))).notes


def test_a_quota_binds_where_a_pack_fewer_would_need_more_of_it() -> None:
    """5 owned and 3 on call, 4.3 of 5 counted on: 4 owned would ask for 5.7; of a quota of 5.7 nearly all is used."""
    for most, is_binding in ((5.0, True), (5.72, True)):
        made = make_plan(called(most), "expected", EXACT)
        assert isinstance(made, Planned)
        assert [use.is_binding for use in made.plan.limits if use.kind == "quotas"] == [is_binding]
    loose = make_plan(called(20.0), "expected", EXACT)
    assert isinstance(loose, Planned)
    assert [use.is_binding for use in loose.plan.limits if use.kind == "quotas"] == [False]


def test_price_of_an_offer_does_not_matter_to_its_quota() -> None:
    moved = Offer.model_validate({**CALLED, "price_path": {"2027-02": 0.5}}).model_dump(mode="json")
    made = make_plan(called(5.0, [moved]), "expected", EXACT)
    assert isinstance(made, Planned)
    assert made.plan.audit.passed
    assert made.plan.objective_usd == pytest.approx(500)
