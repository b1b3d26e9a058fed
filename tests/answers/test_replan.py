"""What a plan takes from the one before it, and how it says what it changes."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.decisions import Order
from models.endings import Release
from models.expansion import ExpansionOrder
from models.moving import Move
from models.plan import Plan
from models.porting import Port
from models.replanning import EarlierOrder, EarlierPort, EarlierRent, FirmOrder
from models.scenario import Scenario
from models.value import Launch
from solver.answers.changes import changes
from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.answers.replan import ReplanError, previous_of
from tests.answers.kit import planned
from tests.program.kit import EXACT, Document, offer, scenario

OWN, OD = offer("own", "buy", upfront_usd=60.0), offer("od", "on_demand", usd_per_hour=2.0)


def hall(**changes: Any) -> Scenario:
    """4 busy for three months, owned for 60 USD or rented for 60 a month."""
    given: Document = {"offers": [OWN, OD], **changes}
    return scenario(**given)


@cache
def first() -> Plan:
    """Four are bought in January."""
    return planned(hall())


def order(offer_id: str, month: str, packs: float, **fields: Any) -> Order:
    base = {"accelerator": "gpu", "site": "hall", "vendor": "acme", "mode": "buy", "accelerators": packs}
    dates = {"order_period": month, "in_service_period": month, "cost_usd": 0.0}
    return Order(**{"offer": offer_id, "packs": packs, **base, **dates, **fields})


def port(workload: str, stack: str, month: str) -> Port:
    return Port(workload=workload, stack=stack, start_period=month, ready_period=month, cost_usd=0.0)


def later(**changes: Any) -> Scenario:
    """The same a month later."""
    return hall(horizon__start="2027-02", **changes)


def test_what_is_ordered_before_the_start_is_firm_the_rest_is_compared() -> None:
    plan = first().model_copy(update={"orders": (order("own", "2027-01", 4.0), order("own", "2027-03", 2.0))})
    found = previous_of(later(), plan, file="out/plan.json")
    assert (found.firm_until, found.first, found.until) == ("2027-02", "2027-02", "2027-04")
    assert found.content_hash == first().provenance.content_hash
    assert found.file == "out/plan.json"
    assert found.firm == (
        FirmOrder(id="own/2027-01", offer="own", ordered="2027-01", since="2027-01", until=None, packs=4.0),
    )
    assert found.orders == (EarlierOrder(offer="own", order_period="2027-03", packs=2.0),)
    assert previous_of(later(), plan, firm_until="2027-04").orders == ()
    assert previous_of(later(), plan, firm_until="2026-01").firm_until == "2027-02"


def test_orders_count_in_the_period_that_contains_their_month() -> None:
    plan = first().model_copy(update={"orders": (order("own", "2027-02", 1.0), order("own", "2027-03", 2.0))})
    quarters = hall(horizon__months_per_period=3)
    assert previous_of(quarters, plan, firm_until="2027-02").firm_until == "2027-04"
    assert previous_of(quarters, plan).orders == (EarlierOrder(offer="own", order_period="2027-01", packs=3.0),)


def test_contracts_end_with_their_term_and_are_left_out_once_over() -> None:
    term = offer("own", "lease", monthly_usd=1.0, term_months=12)
    leased = {"mode": "lease", "in_service_period": "2026-12"}
    unknown_end = first().model_copy(update={"orders": (order("own", "2026-12", 1.0, **leased),)})
    assert previous_of(later(offers=[term]), unknown_end).firm[0].until == "2027-12"  # as plans of 1.0 do not say it
    over = first().model_copy(update={"orders": (order("own", "2026-01", 1.0, **leased, ends="2027-01"),)})
    assert previous_of(later(offers=[term]), over).firm == ()


def test_firm_orders_stay_firm_when_planned_a_third_time() -> None:
    second = make_plan(later(), "expected", EXACT, again=previous_of(later(), first()))
    assert isinstance(second, Planned)
    third = hall(horizon__start="2027-03")
    assert [row.id for row in previous_of(third, second.plan).firm] == ["own/2027-01"]


def test_orders_of_one_offer_and_month_are_told_apart() -> None:
    rows = (order("own", "2027-01", 1.0), order("own", "2027-01", 2.0, dedicated_to="job@eu"))
    plan = first().model_copy(update={"orders": rows})
    assert [(row.id, row.packs) for row in previous_of(later(), plan).firm] == [
        ("own/2027-01", 1.0),
        ("own/2027-01/2", 2.0),
    ]


@pytest.mark.parametrize(
    ("offers", "message"),
    [
        ([OD], "4 packs of offer own in 2027-01, which is firm, but the scenario has no such offer to buy, lease"),
        ([{**OWN, "usd_per_hour": 1.0}, OD], "is also paid by the hour used, which holdings are not"),
        (
            [{**OWN, "mode": "dated", "days": 1}, OD],
            "is there for 1 day alone, which holdings are not; for what it is in the mean of its",
        ),
        ([{**OWN, "price_path": {"2027-02": 0.5}}, OD], "its prices move with time or volume, which those of holdings"),
    ],
)
def test_a_firm_order_that_cannot_be_kept_is_refused(offers: list[Document], message: str) -> None:
    with pytest.raises(ReplanError, match=message):
        previous_of(later(offers=offers), first())
    held = {"id": "own/2027-01", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0}
    assert previous_of(later(offers=offers, holdings=[held]), first()).firm  # the file says what it is


def test_a_firm_order_for_work_that_is_gone_is_refused() -> None:
    plan = first().model_copy(update={"orders": (order("own", "2027-01", 1.0, dedicated_to="gone@eu"),)})
    with pytest.raises(ReplanError, match="'gone@eu' is not one of the workloads@geographies"):
        previous_of(later(), plan)


def test_what_began_besides_orders_is_said() -> None:
    module = ExpansionOrder(
        site="hall", module="annex", order_period="2027-01", in_service_period="2027-03", modules=2, kw=1.0, racks=0.0,
        m2=0.0, cooling_kw=0.0, cost_usd=1.0,
    )  # fmt: skip
    move = Move(workload="job", site="hall", start_period="2027-01", ready_period="2027-01", data_tb=1.0, cost_usd=0.0)
    begun = {"ports": (port("job", "rocm", "2027-01"),), "moves": (move,), "expansions": (module,)}
    said = previous_of(later(), first().model_copy(update=begun)).begun
    assert [line.split(":")[0] for line in said] == [
        "From 2027-01 job is ready on rocm",
        "The data of job lie at hall, too, from 2027-01",
        "2 x annex at hall are in service from 2027-03",
    ]
    may = {"workloads__0__served": "may", "workloads__0__value_per_unit_usd": 1.0}
    launches = tuple(Launch(workload=name, period="2027-01", forgone_usd=0.0) for name in ("job", "gone"))
    launched = first().model_copy(update={"launches": launches})
    (line,) = previous_of(later(**may), launched).begun
    assert line == "job is launched since 2027-01: say `served: must`, else it may be launched once more."
    assert previous_of(later(), launched).begun == ()
    known = {"workloads__0__incumbent_stacks": ["cuda", "rocm"]}
    assert len(previous_of(later(**known), first().model_copy(update=begun)).begun) == 2
    assert previous_of(hall(), first().model_copy(update=begun)).begun == ()


def told(before: list[tuple[str, str, float]], after: list[tuple[str, str, float]], **fields: Any) -> list[str]:
    """Words of what changes from some orders to others."""
    said = tuple(EarlierOrder(offer=name, order_period=month, packs=packs) for name, month, packs in before)
    base = previous_of(hall(), first()).model_copy(update={"orders": said, "ports": (), **fields})
    plan = first().model_copy(update={"previous": base, "orders": tuple(order(*row) for row in after)})
    return [row.text for row in changes(plan)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([("a", "2027-01", 4.0)], [("a", "2027-01", 4.0)], []),
        ([("a", "2027-01", 4.0)], [("a", "2027-02", 4.0)], ["4 packs of a moved from 2027-01 to 2027-02."]),
        (
            [("a", "2027-01", 4.0)],
            [("a", "2027-02", 5.0)],
            ["4 packs of a moved from 2027-01 to 2027-02.", "1 more pack of a in 2027-02."],
        ),
        ([("a", "2027-01", 4.0)], [("a", "2027-01", 1.0)], ["3 fewer packs of a in 2027-01."]),
        ([("a", "2027-01", 4.0)], [("b", "2027-01", 4.0)],
         ["4 packs of a dropped in 2027-01.", "4 packs of b added in 2027-01."]),
        ([("a", "2027-01", 1.0), ("a", "2027-02", 2.0)], [("a", "2027-03", 2.0)],
         ["1 pack of a moved from 2027-01 to 2027-03.", "1 pack of a moved from 2027-02 to 2027-03.",
          "1 fewer pack of a in 2027-02."]),
    ],
)  # fmt: skip
def test_changes_of_orders_in_words(
    before: list[tuple[str, str, float]], after: list[tuple[str, str, float]], said: list[str]
) -> None:
    assert told(before, after) == said


def test_changes_of_ports_rent_and_payments_in_words() -> None:
    four = [("own", "2027-01", 4.0)]
    early = (EarlierPort(workload="job", stack="rocm", start_period="2027-02"),)
    assert told(four, four, ports=early) == ["Port of job to rocm dropped in 2027-02."]
    rent = (EarlierRent(offer="od", accelerators=2.0),)
    assert told(four, four, rent=rent) == ["od: 0.0 accelerators rented on average instead of 2.0."]
    assert told(four, four, paid_usd=300.0) == [
        "Payments from 2027-01 to 2027-03, nominal: 240 USD instead of 300 USD.",
    ]


def test_plans_that_share_no_month_are_not_compared() -> None:
    far = hall(horizon__start="2029-01")
    made = make_plan(far, "expected", EXACT, again=previous_of(far, first()))
    assert isinstance(made, Planned)
    assert made.plan.changes == ()
    assert made.plan.orders == ()  # four that are bought already stand there


def test_a_price_and_an_order_without_effect_are_said() -> None:
    late = {
        "id": "late",
        "accelerator": "gpu",
        "site": "hall",
        "vendor": "acme",
        "accelerators": 1.0,
        "since": "2028-01",
    }
    said = planned(hall(policy__departure_usd_per_pack=3.0, holdings=[late])).unused_inputs
    assert {"policy.departure_usd_per_pack", "holdings.late"} <= {line.split(":")[0] for line in said}


def test_a_firm_order_that_holdings_cannot_follow_is_refused() -> None:
    """Parts of its price are still to come, or packs of it are to be sold."""
    parts = {**OWN, "lead_months": 2, "milestone_payments": [{"months_after_order": 1, "share": 0.5}]}
    due = first().model_copy(update={"orders": (order("own", "2027-01", 4.0, in_service_period="2027-03"),)})
    with pytest.raises(
        ReplanError, match="paid in parts before service, which holdings are not; give a holding own/2027-01"
    ):
        previous_of(later(offers=[parts, OD]), due)
    sold = Release(
        offer="own", accelerator="gpu", site="hall", mode="buy", kind="resale", order_period="2027-01",
        period="2027-03", packs=1.0, accelerators=1.0, fee_usd=0.0, resale_usd=1.0, cost_usd=-1.0,
    )  # fmt: skip
    with pytest.raises(ReplanError, match="end otherwise than with their term"):
        previous_of(later(), first().model_copy(update={"releases": (sold,)}))
