"""Every row of section 5: kept by a plan that just fits, broken by the next smaller one, and told in words."""

import pytest

from solver.proof.audit import DecisionSet, Held, Missed, Ordered, Ported, Ran, Rented, Served
from tests.proof.audit_kit import auditor, broken, broken_by, offer, serve_all

ALL = ("2027-01", "2027-02", "2027-03")
BLOCKS = ("day", "night")


def own(packs, period="2027-01", name="own", owner=None):
    return Ordered(name, period, packs, owner)


def serve(share=1.0, periods=ALL, blocks=BLOCKS, key=("job", "eu"), pool=("gpu", "hall"), dedicated=False):
    return [Served(*key, *pool, t, b, share, dedicated) for t in periods for b in blocks]


def rent(name, packs, periods=ALL, blocks=BLOCKS, owner=None):
    return [Rented(name, t, b, packs, owner) for t in periods for b in blocks]


# ---- fleet ----------------------------------------------------------------------------------------------------------


def test_four_accelerators_carry_forty_requests_and_three_do_not():
    judge = auditor()
    found = judge.assess(DecisionSet(orders=(own(4.0),), dispatch=serve_all(judge)))
    assert found.passed
    assert found.tight_rows["load_fits_pool"] == 6
    found = judge.assess(DecisionSet(orders=(own(3.0),), dispatch=serve_all(judge)))
    assert broken(found) == {"load_fits_pool"}
    assert found.failures[0] == (
        "dispatch: load_fits_pool [gpu at hall, 2027-01, day]: 4 accelerators exceeds 3 accelerators by 1 accelerators"
    )
    assert found.largest_violation == pytest.approx(1 / 4 * 4 / 4)


def test_packs_are_whole_unless_the_offer_is_fractional():
    judge = auditor()
    assert broken_by(judge, orders=[own(4.0000001)], dispatch=serve_all(judge)) == {"orders_are_whole"}
    judge = auditor(offers__0__orders="fractional")
    assert not broken_by(judge, orders=[own(4.25)], dispatch=serve_all(judge))


@pytest.mark.parametrize("packs", [-1.0, float("nan"), float("inf")])
def test_packs_are_an_amount(packs):
    judge = auditor()
    found = judge.assess(DecisionSet(orders=(own(packs), own(4.0, name="own")), dispatch=serve_all(judge)))
    assert broken(found) == {"orders_are_on_offer"}
    assert found.largest_violation >= 1


@pytest.mark.parametrize(
    "order", [own(4.0, name="other"), own(4.0, period="2027-04"), own(4.0, owner="job@eu"), own(4.0, name="od")]
)
def test_orders_name_a_firm_offer_of_the_scenario(order):
    judge = auditor(offers=[offer("own", "buy"), offer("od", "on_demand")])
    assert broken_by(judge, orders=[own(4.0), order], dispatch=serve_all(judge)) == {"orders_are_on_offer"}


def test_an_order_is_listed_once():
    judge = auditor()
    assert broken_by(judge, orders=[own(4.0), own(1.0)], dispatch=serve_all(judge)) == {"orders_are_on_offer"}


def test_packs_serve_from_their_lead_to_their_term():
    judge = auditor(offers=[offer("own", "lease", term_months=1, lead_months=1)])
    found = judge.assess(DecisionSet(orders=(own(4.0), own(4.0, "2027-02")), dispatch=serve_all(judge)))
    assert {f.split("[")[1].split("]")[0] for f in found.failures} == {
        "gpu at hall, 2027-01, day",
        "gpu at hall, 2027-01, night",
    }
    assert found.tight_rows["fleet_follows_orders"] == 2  # packs enter in February, change hands in March
    assert found.tightness["fleet"] == 2


# ---- dispatch -------------------------------------------------------------------------------------------------------


def test_demand_is_met_or_missed_within_the_allowed_share():
    judge = auditor(workloads__0__max_miss=0.25)
    misses = [Missed("job", "eu", t, b, 0.25) for t in ALL for b in BLOCKS]
    assert not broken_by(judge, orders=[own(3.0)], dispatch=serve(0.75), misses=misses)
    assert broken_by(judge, orders=[own(3.0)], dispatch=serve(0.75)) == {"demand_is_met"}
    more = [Missed("job", "eu", t, b, 0.5) for t in ALL for b in BLOCKS]
    assert broken_by(judge, orders=[own(2.0)], dispatch=serve(0.5), misses=more) == {"misses_stay_allowed"}


def test_nothing_is_served_or_missed_without_demand():
    judge = auditor(workloads__0__demand=[{"geography": "eu", "path": {"2027-01": 0.0, "2027-03": 0.0}}])
    assert not broken_by(judge)
    assert broken_by(judge, dispatch=serve(1.0, ALL[:1])) == {"served_where_allowed"}
    assert broken_by(judge, misses=[Missed("job", "eu", ALL[0], "day", 0.0)]) == {"misses_stay_allowed"}


@pytest.mark.parametrize(
    "row",
    [
        Served("other", "eu", "gpu", "hall", "2027-01", "day", 0.0),
        Served("job", "us", "gpu", "hall", "2027-01", "day", 0.0),
        Served("job", "eu", "tpu", "hall", "2027-01", "day", 0.0),
        Served("job", "eu", "gpu", "hall", "2027-01", "noon", 0.0),
        Served("job", "eu", "gpu", "hall", "2028-01", "day", 0.0),
        Served("job", "eu", "gpu", "hall", "2027-01", "day", 0.0, dedicated=True),
        Served("job", "eu", "gpu", "hall", "2027-01", "day", 0.0),
        Served("job", "eu", "new", "hall", "2027-01", "day", -0.1),
    ],
)
def test_shares_name_existing_arcs_pools_and_blocks_once(row):
    accelerators = [{"id": name, "class": "gpu", "vendor": "acme", "stack": "cuda"} for name in ("gpu", "tpu", "new")]
    points = {"profile": "work", "unit": "requests/h", "points": [{"throughput": 10.0}]}
    judge = auditor(
        accelerators=accelerators,
        offers=[{**offer(f"own-{a['id']}", "buy"), "accelerator": a["id"]} for a in accelerators],
        benchmarks=[{"id": name, "accelerator": name, **points} for name in ("gpu", "new")],
    )
    found = broken_by(judge, orders=[own(4.0, name="own-gpu")], dispatch=[*serve(), row])
    assert found == {"served_where_allowed"}


def test_a_removed_arc_is_told_with_its_reason():
    judge = auditor(workloads__0__jurisdictions=["us"])
    found = judge.assess(DecisionSet(orders=(own(4.0),), dispatch=tuple(serve())))
    assert found.failures[0].endswith("job@eu, gpu at hall, 2027-01, block day]: no arc: residency")


def test_availability_shrinks_what_works():
    judge = auditor(offers=[offer("own", "buy", availability=0.8)])
    assert not broken_by(judge, orders=[own(5.0)], dispatch=serve())
    judge = auditor(offers=[offer("own", "buy", availability=0.79)])
    assert broken_by(judge, orders=[own(5.0)], dispatch=serve()) == {"load_fits_pool"}


def test_rent_works_by_its_availability_in_its_block():
    judge = auditor(offers=[offer("od", "on_demand", pack=2, availability=0.5)])
    assert not broken_by(judge, rent=rent("od", 4.0), dispatch=serve())
    found = judge.assess(DecisionSet(rent=tuple(rent("od", 4.0, blocks=["day"])), dispatch=tuple(serve())))
    assert {f.split(", ")[2].split("]")[0] for f in found.failures} == {"night"}


def test_holdings_work_while_they_are_held():
    old = {
        "id": "old",
        "accelerator": "gpu",
        "site": "hall",
        "vendor": "acme",
        "accelerators": 5.0,
        "availability": 0.8,
    }
    assert not broken_by(auditor(holdings=[old]), dispatch=serve())
    assert broken_by(auditor(holdings=[{**old, "until": "2027-03"}]), dispatch=serve()) == {"load_fits_pool"}


def test_only_interruptible_work_runs_on_spot():
    offers = [offer("own", "buy"), offer("spot", "spot")]
    firm = auditor(offers=offers)
    decisions = {"orders": [own(3.0)], "rent": rent("spot", 1.0), "dispatch": serve()}
    assert broken_by(firm, **decisions) == {"firm_work_avoids_spot"}
    assert not broken_by(auditor(offers=offers, workloads__0__is_interruptible=True), **decisions)


def test_units_with_a_running_price_work_only_while_they_run():
    judge = auditor(offers=[offer("own", "buy", usd_per_hour=1.0, availability=0.8)])
    run = [Ran("own", t, b, 4.0) for t in ALL for b in BLOCKS]
    assert not broken_by(judge, orders=[own(5.0)], run=run, dispatch=serve())
    assert broken_by(judge, orders=[own(5.0)], run=run[:-1], dispatch=serve()) == {"load_fits_pool"}
    assert broken_by(judge, orders=[own(4.0)], run=run, dispatch=serve()) == {"run_fits_units"}


def test_only_firm_offers_with_a_running_price_are_run():
    run = [Ran("own", ALL[0], "day", 1.0)]
    assert broken_by(auditor(), orders=[own(4.0)], run=run, dispatch=serve()) == {"runs_are_on_offer"}


def test_rented_packs_are_whole_where_they_are_billed_so():
    judge = auditor(offers=[offer("od", "on_demand", rent="whole_units")])
    assert broken_by(judge, rent=rent("od", 4.5), dispatch=serve()) == {"rents_are_whole"}
    assert not broken_by(judge, rent=rent("od", 5.0), dispatch=serve())


def test_only_rented_offers_are_rented_and_once():
    judge = auditor(offers=[offer("own", "buy"), offer("od", "on_demand")])
    extra = {"orders": [own(4.0)], "dispatch": serve()}
    assert broken_by(judge, rent=rent("own", 1.0, ALL[:1]), **extra) == {"rents_are_on_offer"}
    assert broken_by(judge, rent=rent("od", 1.0, ALL[:1]) * 2, **extra) == {"rents_are_on_offer"}


def test_a_single_pool_carries_a_workload_for_the_whole_horizon():
    sites = [{"id": name, "kind": "on_prem", "jurisdiction": "eu"} for name in ("hall", "cage")]
    offers = [offer("own", "buy"), {**offer("own-2", "buy"), "site": "cage"}]
    decisions = {
        "orders": [own(4.0), own(4.0, name="own-2")],
        "dispatch": [*serve(periods=ALL[:2]), *serve(periods=ALL[2:], pool=("gpu", "cage"))],
    }
    assert not broken_by(auditor(sites=sites, offers=offers), **decisions)
    single = auditor(sites=sites, offers=offers, workloads__0__assignment="single_pool")
    assert broken_by(single, **decisions) == {"one_pool_is_used"}
    assert not broken_by(single, orders=[own(4.0)], dispatch=serve())


def test_a_single_pool_holds_the_headroom_too():
    sites = [{"id": name, "kind": "on_prem", "jurisdiction": "eu"} for name in ("hall", "cage")]
    offers = [offer("own", "buy"), {**offer("own-2", "buy"), "site": "cage"}]
    decisions = {"orders": [own(4.0), own(5.0, name="own-2")], "dispatch": serve()}
    decisions["headroom"] = [Held("job", "eu", "gpu", "cage", t, "day", 5.0) for t in ALL]
    assert not broken_by(auditor(sites=sites, offers=offers, **CHAT), **decisions)
    single = auditor(sites=sites, offers=offers, workloads__0__assignment="single_pool", **CHAT)
    assert broken_by(single, **decisions) == {"one_pool_is_used"}


TWO = [
    {
        "id": name,
        "class": "batch_scoring",
        "profile": "work",
        "service_unit": "requests/h",
        "incumbent_stacks": ["cuda"],
    }
    | {"demand": [{"geography": "eu", "level": 20.0}]}
    for name in ("a", "b")
]


def test_dedicated_units_serve_their_owner_only():
    judge = auditor(workloads=TWO, offers=[offer("own", "buy", is_dedicated=True)])
    a, b = serve(key=("a", "eu"), dedicated=True), serve(key=("b", "eu"), dedicated=True)
    orders = [own(2.0, owner="a@eu"), own(2.0, owner="b@eu")]
    assert not broken_by(judge, orders=orders, dispatch=a + b)
    assert broken_by(judge, orders=[own(4.0, owner="a@eu")], dispatch=a + b) == {"load_fits_pool"}
    assert broken_by(judge, orders=[own(4.0)], dispatch=[]) >= {"orders_are_on_offer"}
    shared = serve(key=("a", "eu"))
    assert "served_where_allowed" in broken_by(judge, orders=orders, dispatch=shared + b)


# ---- adequacy -------------------------------------------------------------------------------------------------------

CHAT = {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.25}


def hold(accelerators, periods=ALL, block="day"):
    return [Held("job", "eu", "gpu", "hall", t, block, accelerators) for t in periods]


def test_headroom_is_held_at_the_peak_and_backed():
    judge = auditor(**CHAT)  # 40 x 1.25 = 50 requests/h: 5 accelerators
    assert not broken_by(judge, orders=[own(5.0)], dispatch=serve(), headroom=hold(5.0))
    assert broken_by(judge, orders=[own(5.0)], dispatch=serve()) == {"headroom_is_held"}
    assert broken_by(judge, orders=[own(5.0)], dispatch=serve(), headroom=hold(4.9)) == {"headroom_is_held"}
    assert broken_by(judge, orders=[own(4.0)], dispatch=serve(), headroom=hold(5.0)) == {"hold_is_backed"}


def test_nothing_is_held_off_the_peak_or_for_level_work():
    extra = {"orders": [own(5.0)], "dispatch": serve()}
    night = [*hold(5.0), *hold(1.0, ALL[:1], "night")]
    assert broken_by(auditor(**CHAT), headroom=night, **extra) == {"held_where_allowed"}
    assert broken_by(auditor(), headroom=hold(5.0), **extra) == {"held_where_allowed"}


@pytest.mark.parametrize(
    ("fields", "backs"),
    [
        ({"mode": "buy", "availability": 0.8}, 4.0),
        ({"mode": "lease", "availability": 0.8, "term_months": 3}, 4.0),
        ({"mode": "reserve", "availability": 0.8, "term_months": 3}, 5.0),
        ({"mode": "buy", "availability": 0.8, "capacity_credit": 0.5}, 2.5),
        ({"mode": "reserve", "usd_per_hour": 1.0, "term_months": 3}, 5.0),
    ],
)
def test_units_back_headroom_by_their_credit(fields, backs):
    judge = auditor(offers=[offer("own", **fields)], **CHAT)
    assert "hold_is_backed" not in broken_by(judge, orders=[own(5.0)], headroom=hold(backs))
    assert "hold_is_backed" in broken_by(judge, orders=[own(5.0)], headroom=hold(backs + 0.01))


def test_what_can_be_rented_backs_headroom_by_credit_and_quota():
    judge = auditor(offers=[offer("od", "on_demand", pack=2, quota_packs=5.0)], **CHAT)  # 0.7 x 2 x 5
    extra = {"rent": rent("od", 2.0), "dispatch": serve()}
    assert not broken_by(judge, headroom=hold(7.0), **extra)
    assert broken_by(judge, headroom=hold(7.1), **extra) == {"hold_is_backed"}


def test_without_a_quota_on_demand_backs_any_headroom_and_spot_backs_none():
    extra = {"orders": [own(4.0)], "dispatch": serve(), "headroom": hold(1e6)}
    assert not broken_by(auditor(offers=[offer("own", "buy"), offer("od", "on_demand")], **CHAT), **extra)
    spot = auditor(offers=[offer("own", "buy"), offer("spot", "spot")], **CHAT)
    assert broken_by(spot, **extra) == {"hold_is_backed"}


def test_an_offer_that_cannot_be_rented_then_backs_nothing():
    judge = auditor(offers=[offer("own", "buy"), offer("od", "on_demand", order_until="2027-02")], **CHAT)
    found = judge.assess(DecisionSet(orders=(own(4.0),), dispatch=tuple(serve()), headroom=tuple(hold(6.0))))
    assert [f.split(", ")[1] for f in found.failures] == ["2027-02", "2027-03"]


# ---- adoption -------------------------------------------------------------------------------------------------------

FOREIGN = {"workloads__0__incumbent_stacks": [], "stacks__0__port_usd": 5.0, "stacks__0__port_months": 1}


def ported(period="2027-01", stack="cuda"):
    return Ported("job", stack, period)


def test_nothing_is_served_or_held_before_the_port_is_ready():
    judge = auditor(**FOREIGN, **CHAT)
    extra = {"orders": [own(5.0)], "dispatch": serve(), "headroom": hold(5.0)}
    found = judge.assess(DecisionSet(ports=(ported(),), **{k: tuple(v) for k, v in extra.items()}))
    assert broken(found) == {"ported_before_served", "ported_before_held"}
    assert all("2027-01" in f for f in found.failures)  # ready from February
    assert broken_by(judge, **extra) == {"ported_before_served", "ported_before_held"}


def test_a_port_in_time_is_enough():
    judge = auditor(**{**FOREIGN, "stacks__0__port_months": 0})
    assert not broken_by(judge, orders=[own(4.0)], dispatch=serve(), ports=[ported()])


def test_stacks_that_cost_nothing_are_ready_unless_stacks_are_limited():
    extra = {"orders": [own(4.0)], "dispatch": serve()}
    assert not broken_by(auditor(workloads__0__incumbent_stacks=[]), **extra)
    limited = auditor(workloads__0__incumbent_stacks=[], policy__max_stacks_per_workload=1)
    assert broken_by(limited, **extra) == {"ported_before_served"}
    assert not broken_by(limited, ports=[ported()], **extra)


def test_ports_are_started_once_at_reviews_and_where_they_are_of_use():
    judge = auditor(**{**FOREIGN, "stacks__0__port_months": 0}, policy__porting_every_months=2)
    extra = {"orders": [own(4.0)], "dispatch": serve()}
    assert broken_by(judge, ports=[ported(), ported("2027-02")], **extra) == {"ports_are_possible"}
    assert broken_by(judge, ports=[ported(), ported("2027-03")], **extra) == {"ported_once"}
    assert broken_by(judge, ports=[ported(), ported(stack="rocm")], **extra) == {"ports_are_possible"}
    assert broken_by(auditor(), ports=[ported()], **extra) == {"ports_are_possible"}  # incumbent


def test_a_workload_uses_few_stacks():
    accelerators = [
        {"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"},
        {"id": "alt", "class": "gpu", "vendor": "volt", "stack": "rocm"},
    ]
    points = {"profile": "work", "unit": "requests/h", "points": [{"throughput": 10.0}]}
    changes = {
        "accelerators": accelerators,
        "benchmarks": [{"id": name, "accelerator": name, **points} for name in ("gpu", "alt")],
        "offers": [offer("own", "buy"), {**offer("own-alt", "buy"), "accelerator": "alt"}],
    }
    extra = {"orders": [own(4.0)], "dispatch": serve(), "ports": [ported(stack="rocm")]}
    assert not broken_by(auditor(**changes, policy__max_stacks_per_workload=2), **extra)
    assert broken_by(auditor(**changes, policy__max_stacks_per_workload=1), **extra) == {"stacks_are_few"}


# ---- supply ---------------------------------------------------------------------------------------------------------


def test_orders_fit_the_supply_of_a_period_and_of_the_horizon():
    extra = {"orders": [own(3.0), own(2.0, "2027-02")], "dispatch": [*serve(0.75, ALL[:1]), *serve(1.0, ALL[1:])]}
    extra["misses"] = [Missed("job", "eu", ALL[0], b, 0.25) for b in BLOCKS]

    def judge(**limits):
        return auditor(offers=[offer("own", "buy", **limits)], workloads__0__max_miss=0.25)

    assert not broken_by(judge(max_packs_per_period=3.0, max_packs=5.0), **extra)
    assert broken_by(judge(max_packs_per_period=2.0), **extra) == {"orders_fit_supply"}
    assert broken_by(judge(max_packs=4.0), **extra) == {"orders_fit_total"}


def test_rent_fits_its_quota_and_copies_of_a_dedicated_offer_share_it():
    judge = auditor(workloads=TWO, offers=[offer("od", "on_demand", is_dedicated=True, quota_packs=4.0)])
    rents = rent("od", 2.0, owner="a@eu") + rent("od", 2.0, owner="b@eu")
    dispatch = serve(key=("a", "eu"), dedicated=True) + serve(key=("b", "eu"), dedicated=True)
    assert not broken_by(judge, rent=rents, dispatch=dispatch)
    rents[0] = Rented("od", "2027-01", "day", 2.5, "a@eu")
    found = judge.assess(DecisionSet(rent=tuple(rents), dispatch=tuple(dispatch)))
    assert found.failures == (
        "supply: rent_fits_quota [offer od, 2027-01, day]: 4.5 packs exceeds 4 packs by 0.5 packs",
    )


# ---- site -----------------------------------------------------------------------------------------------------------

WATTS = {"accelerators__0__busy_kw": 1.0, "accelerators__0__racks": 0.25, "sites__0__pue": 1.5}


def test_power_counts_units_holdings_and_rent_at_the_meter():
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0}
    offers = [offer("own", "buy"), offer("od", "on_demand")]
    extra = {"orders": [own(2.0)], "rent": rent("od", 1.0, blocks=["day"]), "dispatch": serve(0.75, blocks=["night"])}
    extra["dispatch"] += serve(blocks=["day"])
    extra["misses"] = [Missed("job", "eu", t, "night", 0.25) for t in ALL]
    common = {**WATTS, "holdings": [old], "offers": offers, "workloads__0__max_miss": 0.25}
    # day: (2 + 1 + 1) x 1 kW x 1.5 = 6 kW; night and the period itself: 4.5 kW
    assert not broken_by(auditor(**common, sites__0__power_cap_kw=6.0), **extra)
    found = auditor(**common, sites__0__power_cap_kw=5.0).assess(
        DecisionSet(**{name: tuple(rows) for name, rows in extra.items()})
    )
    assert found.failures[0] == "site: power_fits_site [site hall, 2027-01, day]: 6 kW exceeds 5 kW by 1 kW"
    assert len(found.failures) == 3
    assert broken_by(auditor(**common, sites__0__rack_cap=0.99), **extra) == {"racks_fit_site"}
    assert not broken_by(auditor(**common, sites__0__rack_cap=1.0), **extra)


def test_provisioned_power_counts_where_it_is_given():
    judge = auditor(**WATTS, accelerators__0__rack_kw=2.0, sites__0__power_cap_kw=11.9)
    assert broken_by(judge, orders=[own(4.0)], dispatch=serve()) == {"power_fits_site"}  # 4 x 2 x 1.5 = 12


# ---- budget ---------------------------------------------------------------------------------------------------------


def budget(kind, usd, year=None):
    return [{"id": "b", "kind": kind, "max_usd": usd} | ({"fiscal_year": year} if year else {})]


YEARLY = {"horizon__months_per_period": 6, "horizon__start": "2027-01", "horizon__periods": 3}
PERIODS = ("2027-01", "2027-07", "2028-01")


@pytest.mark.parametrize(
    ("kind", "year", "used"),
    [
        ("capex", None, 800.0),  # 2 packs in July 2027, 2 in January 2028
        ("capex", 2027, 400.0),
        ("capex", 2028, 400.0),
        ("capex", 2029, 0.0),
        ("opex", None, 2 * 30.0 + 4 * 30.0 + 3 * 60.0),  # 5 USD/month each, and 10 USD/month fixed
        ("opex", 2027, 2 * 30.0 + 2 * 60.0),
        ("total", 2028, 400.0 + 4 * 30.0 + 60.0),
    ],
)
def test_budgets_count_payments_in_the_fiscal_year_of_their_month(kind, year, used):
    def judge(usd):
        return auditor(
            **YEARLY,
            offers=[offer("own", "buy", upfront_usd=200.0, monthly_usd=5.0)],
            workloads__0__max_miss=1.0,
            policy__budgets=budget(kind, usd, year),
            policy__fixed_costs=[{"id": "staff", "usd_per_month": 10.0}],
            policy__finance={"discount_rate": 0.5, "end_value": "none"},
        )

    extra = {
        "orders": [own(2.0, PERIODS[1]), own(2.0, PERIODS[2])],
        "misses": [Missed("job", "eu", t, b, 1.0) for t in PERIODS for b in BLOCKS],
    }
    assert not broken_by(judge(used), **extra)
    if used:
        assert broken_by(judge(used - 0.01), **extra) == {"spend_fits_budget"}


def test_a_payment_at_the_end_belongs_to_the_year_of_the_last_month():
    # half years from January, fiscal years from April: the half year of January ends in June, in the next fiscal year
    def judge(usd, year):
        return auditor(
            horizon__months_per_period=6,
            horizon__periods=1,
            offers=[offer("own", "buy", upfront_usd=100.0, monthly_usd=5.0)],
            policy__budgets=budget("total", usd, year),
            policy__finance={"discount_rate": 0.0, "end_value": "none", "fiscal_year_start": 4},
        )

    extra = {"orders": [own(4.0)], "dispatch": serve(periods=ALL[:1])}
    assert not broken_by(judge(400.0, 2026), **extra)
    assert broken_by(judge(399.0, 2026), **extra) == {"spend_fits_budget"}
    assert not broken_by(judge(120.0, 2027), **extra)
    assert broken_by(judge(119.0, 2027), **extra) == {"spend_fits_budget"}


def test_budgets_count_upfront_in_full_and_leave_penalties_and_end_value_out():
    def judge(usd):
        return auditor(
            offers=[offer("own", "reserve", term_months=12, upfront_usd=120.0)],
            workloads__0__max_miss=0.5,
            workloads__0__miss_penalty_usd_per_unit=9.0,
            policy__budgets=budget("total", usd),
            policy__finance={"discount_rate": 0.0, "end_value": "none", "payment_tail": "prorate"},
        )

    misses = [Missed("job", "eu", t, b, 0.5) for t in ALL for b in BLOCKS]
    extra = {"orders": [own(2.0)], "dispatch": serve(0.5), "misses": misses}
    assert not broken_by(judge(240.0), **extra)  # charged in the plan: 3/12 of it
    assert broken_by(judge(239.0), **extra) == {"spend_fits_budget"}


# ---- vendor share ---------------------------------------------------------------------------------------------------


def share_judge(most, **rule):
    offers = [
        offer(
            "own", "buy", upfront_usd=100.0, support_share_per_year=0.12, software_usd_per_year=1e6, usd_per_hour=1.0
        ),
        {**offer("od", "on_demand", usd_per_hour=2.0), "vendor": "volt"},
    ]
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "volt", "accelerators": 1.0, "monthly_usd": 7.0}
    rules = [{"id": "mix", "vendor": "acme", "max_share": most, **rule}]
    return auditor(offers=offers, holdings=[old], policy__vendor_shares=rules)


SHARED = {
    "orders": [own(2.0)],
    "run": [Ran("own", t, b, 2.0) for t in ALL for b in BLOCKS],
    "rent": rent("od", 1.0),
    "dispatch": serve(),
}


def test_spend_counts_what_payees_get_inside_the_horizon():
    # acme: 200 upfront, 2 x 3 support, 2 x 90 h run; volt: 90 h x 2 rented, 3 x 7 for the holding; software is apart
    acme, volt = 200 + 6 + 180, 180 + 21
    exactly = acme / (acme + volt)
    assert not broken_by(share_judge(exactly), **SHARED)
    assert broken_by(share_judge(exactly - 0.001), **SHARED) == {"vendor_share_is_kept"}


def test_capacity_counts_accelerator_hours():
    assert not broken_by(share_judge(0.5, measure="capacity"), **SHARED)  # 2 of 4 all the time
    assert broken_by(share_judge(0.499, measure="capacity"), **SHARED) == {"vendor_share_is_kept"}


def test_silicon_counts_by_the_maker_of_the_accelerator():
    assert broken_by(share_judge(0.999, role="silicon"), **SHARED) == {"vendor_share_is_kept"}
    assert not broken_by(share_judge(1.0, role="silicon"), **SHARED)
    assert not broken_by(share_judge(0.0, role="silicon", vendor="volt"), **SHARED)


# ---- exposure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("usd", "late"), [(292.0, 0), (291.0, 1), (149.0, 2), (99.0, 3)])
def test_exposure_is_what_is_still_to_be_paid_for_contracts_signed(usd, late):
    # a lease of 4 months with a month of lead, 2 packs: 46 upfront, and 10 + 0.5 x 30 h a month each
    lease = offer("own", "lease", term_months=4, lead_months=1, upfront_usd=46.0, monthly_usd=10.0)
    lease["committed_usd_per_hour"] = 0.5
    judge = auditor(offers=[lease], workloads__0__max_miss=1.0, policy__exposure={"id": "e", "max_usd": usd})
    misses = [Missed("job", "eu", t, b, 1.0) for t in ALL for b in BLOCKS]
    found = judge.assess(DecisionSet(orders=(own(2.0),), misses=tuple(misses)))
    # January: 2 x (46 + 4 x 25) = 292; February: 2 x 3 x 25 = 150; March: 100, two payments past the horizon
    assert [f.split(", ")[1].split("]")[0] for f in found.failures] == list(ALL[:late])


def test_exposure_of_bought_units_ends_with_their_purchase():
    def judge(usd):
        bought = offer("own", "buy", lead_months=1, upfront_usd=10.0, monthly_usd=99.0)
        return auditor(offers=[bought], workloads__0__max_miss=1.0, policy__exposure={"id": "e", "max_usd": usd})

    misses = [Missed("job", "eu", t, b, 1.0) for t in ALL for b in BLOCKS]
    assert not broken_by(judge(40.0), orders=[own(4.0)], misses=misses)
    assert broken_by(judge(39.0), orders=[own(4.0)], misses=misses) == {"commitment_is_bounded"}


def test_exposure_counts_holdings_that_have_an_end():
    old = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 4.0, "monthly_usd": 5.0}

    def judge(usd, **fields):
        return auditor(holdings=[{**old, **fields}], policy__exposure={"id": "e", "max_usd": usd})

    # end of January: 7 months to September x 4 x 5
    assert not broken_by(judge(140.0, until="2027-09"), dispatch=serve())
    assert broken_by(judge(139.0, until="2027-09"), dispatch=serve()) == {"commitment_is_bounded"}
    assert not broken_by(judge(0.0), dispatch=serve())


# ---- group ----------------------------------------------------------------------------------------------------------


def test_groups_limit_units_and_rent_together_and_ask_for_firm_units():
    offers = [offer("own", "buy", pack=2), offer("od", "on_demand")]
    extra = {"orders": [own(1.0)], "rent": rent("od", 2.0), "dispatch": serve()}

    def judge(**limits):
        return auditor(offers=offers, policy__groups=[{"id": "g", "offers": ["own", "od"], **limits}])

    assert not broken_by(judge(max_accelerators=4.0, min_accelerators=2.0), **extra)
    assert broken_by(judge(max_accelerators=3.9), **extra) == {"group_fits_limit"}
    assert broken_by(judge(min_accelerators=2.1), **extra) == {"group_reaches_minimum"}


# ---- tolerance ------------------------------------------------------------------------------------------------------


def test_rows_hold_within_a_millionth_of_their_largest_term():
    judge = auditor(workloads__0__demand=[{"geography": "eu", "level": 4e4}])
    nearly = [Served("job", "eu", "gpu", "hall", t, b, 1 - 0.9e-6) for t in ALL for b in BLOCKS]
    found = judge.assess(DecisionSet(orders=(own(4e3),), dispatch=tuple(nearly)))
    assert found.passed
    assert found.largest_violation == pytest.approx(0.9e-6)
    off = [Served("job", "eu", "gpu", "hall", t, b, 1 - 1.1e-6) for t in ALL for b in BLOCKS]
    assert broken_by(judge, orders=[own(4e3)], dispatch=off) == {"demand_is_met"}


def test_rows_are_counted_by_family():
    judge = auditor()
    found = judge.assess(DecisionSet(orders=(own(4.0),), dispatch=tuple(serve())))
    assert found.rows_checked == sum(found.rows_by_family.values())
    assert found.rows_by_family["dispatch"] >= 12  # demand and load of three periods in two blocks
    assert found.tightness["supply"] == 0
    assert set(found.tightness) == set(found.rows_by_family)
