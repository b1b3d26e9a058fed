"""A scenario with inputs changed: what changes, what does not, and what cannot be."""

from __future__ import annotations

import pytest

from models.paths import PathError
from models.scenario import Scenario
from models.sweep import Change
from models.varied import as_text, check_path, varied
from solver.sizing.demand import mean_demand
from tests.proof.audit_kit import offer, scenario
from ui.scenario_file import SHIPPED, open_scenario

CASES = [{"id": "expected", "probability": 0.5}, {"id": "high", "probability": 0.5, "demand": [{"scale": 2.0}]}]
OFFERS = [
    offer("own", "buy", upfront_usd=100.0, monthly_usd=3.0, lead_months=3),
    offer("od", "on_demand", usd_per_hour=2.0),
]
GIVEN = scenario(offers=OFFERS, cases=CASES)


def changed(*changes: Change, given: Scenario = GIVEN, case: str = "expected") -> Scenario:
    return varied(given, case, changes)


def first_demand(given: Scenario, case: str) -> float:
    work = given.workloads[0]
    return mean_demand(given, given.case(case), work, work.demand[0])[0]


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_change_leaves_a_scenario_as_it_is(file) -> None:
    given = open_scenario(str(file)).scenario
    again = varied(given, given.cases[0].id, ())
    assert again == given
    assert as_text(again) == as_text(given), "also what is left to defaults"


def test_prices_are_multiplied_and_nothing_else() -> None:
    again = changed(Change(path="offers[own].price", factor=1.5))
    assert (again.offers[0].upfront_usd, again.offers[0].monthly_usd) == (150.0, 4.5)
    same = {"upfront_usd": 100.0, "monthly_usd": 3.0}
    assert again.offers[0].model_copy(update=same) == GIVEN.offers[0]
    assert again.model_copy(update={"offers": GIVEN.offers}) == GIVEN


def test_changes_follow_each_other() -> None:
    again = changed(Change(path="offers[od].usd_per_hour", value=3), Change(path="offers[*].usd_per_hour", factor=2.0))
    assert again.offers[1].usd_per_hour == 6.0


def test_counted_things_stay_whole_numbers() -> None:
    again = changed(Change(path="offers[own].lead_months", factor=1.5), Change(path="horizon.periods", value=6.0))
    assert (again.offers[0].lead_months, again.horizon.periods) == (4, 6)


def test_what_was_left_to_a_default_can_be_set() -> None:
    again = changed(
        Change(path="policy.headroom.internal", factor=2.0), Change(path="offers[own].max_packs", value=2.5)
    )
    assert again.policy.headroom.internal == 0.4
    assert again.policy.finance == GIVEN.policy.finance
    assert again.offers[0].max_packs == 2.5


def test_demand_of_the_planned_case_is_scaled() -> None:
    for path in ("demand", "demand[job]", "demand[*]"):
        again = changed(Change(path=path, factor=1.5), case="high")
        assert first_demand(again, "high") == pytest.approx(1.5 * first_demand(GIVEN, "high"))
        assert first_demand(again, "expected") == first_demand(GIVEN, "expected")
    assert first_demand(changed(Change(path="demand", factor=2.0), given=scenario()), "expected") == 80.0


def test_caps_are_laid_over_the_policy() -> None:
    own = [{"id": "sweep", "max_kg": 5.0}]
    given = scenario(policy__carbon=own, policy__exposure={"id": "few", "max_usd": 100.0})
    caps = (Change(path="caps.carbon_kg", value=9.0), Change(path="caps.lock_in_usd", value=50.0))
    again = changed(*caps, given=given)
    assert [(limit.id, limit.max_kg) for limit in again.policy.carbon] == [("sweep", 5.0), ("sweep-", 9.0)]
    assert again.policy.exposure is not None
    assert (again.policy.exposure.id, again.policy.exposure.max_usd) == ("few", 50.0)
    wider = changed(Change(path="caps.lock_in_usd", value=500.0), given=given)
    assert wider.policy.exposure == given.policy.exposure, "what holds already holds on"


def test_a_cap_on_vendors_tightens_and_never_loosens() -> None:
    given = scenario(policy__simplicity={"max_vendors": 3, "max_sites": 2})
    for most, then in ((2.0, 2), (3.0, 3), (9, 3)):
        rules = changed(Change(path="caps.vendors", value=most), given=given).policy.simplicity
        assert (rules.max_vendors, rules.max_sites) == (then, 2)
    assert changed(Change(path="caps.vendors", value=4)).policy.simplicity.max_vendors == 4
    with pytest.raises(ValueError, match="max_vendors"):
        changed(Change(path="caps.vendors", value=0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(path="offers[od].name", factor=2.0), "is '', no number"),
        (Change(path="offers[od].is_dedicated", factor=2.0), "no number"),
        (Change(path="offers[own].max_packs", factor=2.0), "is not set, so it cannot be multiplied; give values"),
        (Change(path="demand", value=2.0), "demand is multiplied: give factors"),
        (Change(path="demand[jobs]", factor=2.0), "there is no workload 'jobs'; there are: job"),
        (Change(path="caps.money", value=2.0), "there are: caps.carbon_kg, caps.lock_in_usd"),
        (Change(path="caps.carbon_kg", factor=2.0), "a limit is set to a number"),
        (Change(path="offers[nix].price", factor=2.0), "there is no 'nix'"),
    ],
)
def test_a_change_that_can_never_be_laid_in_says_why(change: Change, words: str) -> None:
    for tried in (lambda: check_path(GIVEN, "expected", change), lambda: changed(change)):
        with pytest.raises(PathError) as error:
            tried()
        assert words in str(error.value)


def test_a_change_that_makes_no_scenario_names_the_field() -> None:
    with pytest.raises(ValueError, match=r"^offers\.0\.availability: Input should be less than or equal to 1"):
        changed(Change(path="offers[own].availability", value=1.5))
    with pytest.raises(ValueError, match=r"unknown|not one of"):
        changed(Change(path="offers[own].vendor", value="nobody"))


def test_a_change_multiplies_or_sets() -> None:
    with pytest.raises(ValueError, match="give `factor` or `value`"):
        Change(path="demand")
    with pytest.raises(ValueError, match="give `factor` or `value`"):
        Change(path="demand", factor=1.0, value=1.0)
