"""Lock-in as the audit reads it: shares of what is there or served, terms of what is signed, statements compared."""

import pytest

from solver.answers.outcome import Planned
from solver.answers.planning import make_plan
from solver.proof.audit import Ordered, Rented, Served, audit_plan
from tests.program.kit import EXACT, scenario, two_chips
from tests.program.test_capacity_share import OLD, OTHER, OWN, STACKS, shared
from tests.program.test_term import limited
from tests.proof.audit_kit import auditor, broken_by, offer

ALL = ("2027-01", "2027-02", "2027-03")
BLOCKS = ("day", "night")
OFFERS = [OWN, OTHER, {**offer("od", "on_demand"), "accelerator": "tpu", "vendor": "acme"}]


def judge(**rule):
    given = {"id": "cap", "measure": "in_service", "max_share": 0.5, **rule}
    old = {**OLD, "accelerators": 1.0}
    stacks = {"stacks": STACKS, "workloads__0__incumbent_stacks": ["cuda", "rocm"]}
    return auditor(**two_chips(offers=OFFERS, holdings=[old], policy__capacity_shares=[given], **stacks))


def serve(tpus=0.5, periods=ALL):
    shares = (("gpu", 1 - tpus), ("tpu", tpus))
    return [
        Served("job", "eu", a, "hall", t, b, share) for t in periods for b in BLOCKS for a, share in shares if share
    ]


@pytest.mark.parametrize(
    ("of", "names", "gpus"),
    [("proprietary", [], 3), ("stack", ["cuda"], 3), ("class", ["gpu"], 3), ("silicon", ["acme"], 3)],
)
def test_shares_count_what_is_ordered_and_held(of, names, gpus):
    """One gpu of today's fleet until March: with 2 more there may be 3 tpus at least."""
    found = judge(of=of, names=names)
    orders = [Ordered("own", ALL[0], float(gpus - 1)), Ordered("other", ALL[0], 3.0)]
    assert broken_by(found, orders=orders, dispatch=serve()) == set()
    more = [orders[0]._replace(packs=3.0), orders[1]]
    assert broken_by(found, orders=more, dispatch=serve()) == {"capacity_share_is_kept"}


def test_payees_are_paid_for_what_others_make():
    found = judge(of="payee", names=["acme"])
    orders = [Ordered("own", ALL[0], 3.0), Ordered("other", ALL[0], 2.0)]
    assert broken_by(found, orders=[*orders[:1], orders[1]._replace(packs=3.0)], dispatch=serve()) == set()
    broken = broken_by(found, orders=orders, dispatch=serve())
    assert broken == {"capacity_share_is_kept"}  # in March, when the gpu that volt is paid for has gone


@pytest.mark.parametrize(("most", "fits"), [(0.4783, True), (0.4782, False)])
def test_rented_units_count_by_their_hours(most, fits):
    """Three tpus and one in the night of 20 of 30 h are 3.667, beside the 4 gpus that are left in March: 0.47826."""
    orders = [Ordered("own", ALL[0], 4.0), Ordered("other", ALL[0], 3.0)]
    rent = [Rented("od", t, "night", 1.0) for t in ALL]
    broken = broken_by(judge(of="class", names=["tpu"], max_share=most), orders=orders, rent=rent, dispatch=serve())
    assert broken == (set() if fits else {"capacity_share_is_kept"})


def test_rules_hold_from_their_first_month_on_and_among_their_classes():
    orders = [Ordered("own", ALL[0], 4.0), Ordered("other", ALL[2], 4.0)]
    served = serve(0.0, ALL[:2]) + serve(0.5, ALL[2:])
    assert broken_by(judge(of="proprietary"), orders=orders, dispatch=served) == {"capacity_share_is_kept"}
    assert broken_by(judge(of="proprietary", first="2027-03"), orders=orders, dispatch=served) == set()
    assert broken_by(judge(of="proprietary", among=["tpu"]), orders=orders, dispatch=served) == set()


def test_idle_units_do_not_count_in_work_served():
    found = judge(of="proprietary", measure="served")
    orders = [Ordered("own", ALL[0], 4.0), Ordered("other", ALL[0], 4.0)]
    assert broken_by(found, orders=orders, dispatch=serve(0.5)) == set()
    assert broken_by(found, orders=orders, dispatch=serve(0.25)) == {"capacity_share_is_kept"}
    paid = judge(of="payee", names=["volt"], measure="served")  # for the tpus and for one gpu of today's
    assert broken_by(paid, orders=orders, dispatch=serve(0.5)) == {"capacity_share_is_kept"}


def test_no_contract_is_longer_than_the_policy_allows():
    found = auditor(offers=limited().model_dump(mode="json", by_alias=True)["offers"], policy__max_term_months=12)
    work = [Served("job", "eu", "gpu", "hall", t, b, 1.0) for t in ALL for b in BLOCKS]
    assert broken_by(found, orders=[Ordered("short", ALL[0], 4.0)], dispatch=work) == set()
    assert broken_by(found, orders=[Ordered("own", ALL[0], 4.0)], dispatch=work) == set()
    mixed = [Ordered("short", ALL[0], 3.0), Ordered("long", ALL[0], 1.0)]
    assert broken_by(found, orders=mixed, dispatch=work) == {"term_fits_limit"}


@pytest.mark.parametrize(
    ("given", "kind", "figures"),
    [
        (shared(0.75), "capacity_share", (0.75, 0.75, True)),
        (shared(0.59, "silicon", "acme"), "capacity_share", (0.5, 0.59, True)),  # one more would be 3 of 5
        (limited(), "term", (12.0, 12.0, True)),
        (limited(24), "term", (12.0, 24.0, False)),
    ],
)
def test_plans_state_the_use_of_the_limits(given, kind, figures):
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    (use,) = [use for use in made.plan.limits if use.kind == kind]
    assert (use.used, use.allowed, use.is_binding) == pytest.approx(figures)
    wrong = use.model_copy(update={"used": use.used * 0.9})
    forged = made.plan.model_copy(update={"limits": (wrong,)})
    failures = audit_plan(given, "expected", forged).failures
    assert any("no limit of the scenario is used so" in failure for failure in failures)


def test_why_nothing_is_served_where_all_contracts_are_too_long():
    """Gpus are reserved for three years only; tpus are bought."""
    long = offer("long", "reserve", term_months=36, monthly_usd=1.0)
    other = {**offer("other", "buy", upfront_usd=50.0), "accelerator": "tpu"}
    given = scenario(
        **two_chips(offers=[long, other], policy__max_term_months=12, workloads__0__incumbent_stacks=["cuda", "rocm"])
    )
    made = make_plan(given, "expected", EXACT)
    assert isinstance(made, Planned)
    (pair,) = [pair for pair in made.plan.capacities if pair.accelerator == "gpu"]
    assert pair.not_served == "term_too_long"
    assert "longer than the 12 months" in pair.why
    assert pair.offer_usd_per_unit is None
    assert "offers.long: its term of 36 months is longer than policy.max_term_months (12)" in made.plan.unused_inputs
    wrong = pair.model_copy(update={"not_served": "no_supply"})
    forged = made.plan.model_copy(
        update={"capacities": tuple(wrong if row is pair else row for row in made.plan.capacities)}
    )
    failures = audit_plan(given, "expected", forged).failures
    assert any("not_served" in failure for failure in failures)
