"""The mix of contracts as the audit reads it: what counts, of which year, by which measure; statements compared."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.plan import Plan
from solver.proof.audit import Auditor, Ordered, Served, audit_plan
from tests.answers.kit import planned
from tests.program.kit import Document
from tests.program.test_contract_mix import LONG, LONG_CONTRACTS, SHORT, SHORT_LEASES, mixed
from tests.proof.audit_kit import auditor, broken_by, offer

ALL = ("2027-01", "2027-02", "2027-03")
WORK = [Served("job", "eu", "gpu", "hall", t, b, 1.0) for t in ALL for b in ("day", "night")]
OFFERS = [SHORT, LONG, offer("own", "buy", upfront_usd=720.0), offer("od", "on_demand")]
LEAST, MOST = "contract_mix_reaches_minimum", "contract_mix_fits_limit"


def judge(rule: Document, **changes: Any) -> Auditor:
    return auditor(offers=OFFERS, policy__contract_mix=[rule], **changes)


def ordered(month: str = ALL[0], **packs: float) -> list[Ordered]:
    return [Ordered(name, month, n) for name, n in packs.items()]


@pytest.mark.parametrize(
    ("rule", "packs", "broken"),
    [
        ({**SHORT_LEASES, "min_share": 0.5}, {"short": 2.0, "long": 2.0}, set()),
        ({**SHORT_LEASES, "min_share": 0.5}, {"short": 2.0, "long": 3.0}, {LEAST}),
        ({**SHORT_LEASES, "min_share": 0.5}, {"short": 2.0, "long": 2.0, "own": 9.0}, set()),  # leases alone count
        ({**SHORT_LEASES, "min_share": 0.5, "among": []}, {"short": 2.0, "long": 2.0, "own": 1.0}, {LEAST}),
        ({**SHORT_LEASES, "min_share": 1.0}, {"own": 4.0}, set()),  # of nothing leased
        ({**LONG_CONTRACTS, "max_share": 0.25}, {"short": 3.0, "long": 1.0}, set()),
        ({**LONG_CONTRACTS, "max_share": 0.24}, {"short": 3.0, "long": 1.0}, {MOST}),
        ({**LONG_CONTRACTS, "max_share": 0.0}, {"own": 4.0}, set()),  # what is bought has no term
        ({"id": "mix", "modes": ["buy"], "max_share": 0.5}, {"own": 3.0, "long": 2.0}, {MOST}),
        # three years bind to pay 1,440 USD, one year 600, a purchase 720
        ({**LONG_CONTRACTS, "measure": "value", "max_share": 0.5}, {"long": 1.0, "own": 2.0}, set()),
        ({**LONG_CONTRACTS, "measure": "value", "max_share": 0.54}, {"long": 1.0, "short": 2.0}, {MOST}),
        ({**LONG_CONTRACTS, "measure": "value", "max_share": 0.55}, {"long": 1.0, "short": 2.0}, set()),
        ({**SHORT_LEASES, "min_share": 0.5, "max_share": 0.6}, {"short": 3.0, "long": 1.0}, {MOST}),
    ],
)
def test_parts_are_counted_by_mode_term_and_measure(rule: Document, packs: dict[str, float], broken: set[str]) -> None:
    found = broken_by(judge(rule), orders=ordered(**packs), dispatch=WORK)
    assert found - {"load_fits_pool"} == broken


def test_an_order_counts_in_the_fiscal_year_of_its_month() -> None:
    """Fiscal years start in March."""
    yearly = judge({**SHORT_LEASES, "per": "fiscal_year", "min_share": 0.5}, policy__finance__fiscal_year_start=3)
    early, late = ordered(short=4.0), ordered(ALL[2], long=1.0)
    assert broken_by(yearly, orders=early, dispatch=WORK) == set()
    assert broken_by(yearly, orders=[*early, *late], dispatch=WORK) == {LEAST}
    whole = judge({**SHORT_LEASES, "min_share": 0.5}, policy__finance__fiscal_year_start=3)
    assert broken_by(whole, orders=[*early, *late], dispatch=WORK) == set()


YEARLY: Document = {**LONG_CONTRACTS, "id": "yearly", "per": "fiscal_year", "measure": "value", "max_share": 0.75}
GIVEN = mixed(YEARLY, policy__contract_mix=[{**SHORT_LEASES, "min_share": 0.5}, YEARLY])


@cache
def _plan() -> Plan:
    return planned(GIVEN)


def test_plans_state_every_mix_and_its_use() -> None:
    """Two leases of either kind: 1,200 and 2,880 USD."""
    plan = _plan()
    horizon, year = plan.contract_mix
    assert (horizon.limit, horizon.fiscal_year, horizon.amount, horizon.amount_in_all) == ("mix", None, 2, 4)
    assert (horizon.share, horizon.min_share, horizon.max_share) == (0.5, 0.5, None)
    assert (year.limit, year.fiscal_year, year.measure) == ("yearly", 2027, "value")
    assert (year.amount, year.amount_in_all) == pytest.approx((2880, 4080))
    assert year.share == pytest.approx(2880 / 4080)
    most, least = (use for use in plan.limits if use.kind == "contract_mix")
    assert least.limit == "least share of mix mix (lease of at most 12 months among lease), over the horizon"
    assert (least.used, least.allowed, least.unit, least.is_binding) == (0.5, 0.5, "share", True)
    named = "lease and reserve of at least 24 months among all orders by value"
    assert most.limit == f"largest share of mix yearly ({named}), in fiscal year 2027"
    assert most.used == pytest.approx(2880 / 4080)
    assert most.is_binding  # with one more of three years it would be 4,320 of 5,520


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 2.1}, {"amount_in_all": 4.1}, {"share": 0.51}, {"share": None}, {"min_share": 0.4},
        {"max_share": 0.9}, {"measure": "value"}, {"fiscal_year": 2027}, {"limit": "other"},
    ],
)  # fmt: skip
def test_a_wrong_mix_is_found(change: Document) -> None:
    plan = _plan()
    rows = (plan.contract_mix[0].model_copy(update=change), plan.contract_mix[1])
    failures = audit_plan(GIVEN, "expected", plan.model_copy(update={"contract_mix": rows})).failures
    assert any(failure.startswith("contract_mix (") for failure in failures)
    twice = plan.model_copy(update={"contract_mix": (*plan.contract_mix, plan.contract_mix[0])})
    assert any("listed before" in failure for failure in audit_plan(GIVEN, "expected", twice).failures)
