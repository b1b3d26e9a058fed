"""Demand, shapes, cases and headroom (section 2 and the definition of headroom)."""

import pytest

from solver.proof.audit import Auditor, Held, Ordered
from tests.proof.audit_kit import BASE, auditor, broken_by, scenario, serve_all

BLOCKS = BASE["horizon"]["blocks"]


def means(judge, key=("job", "eu")):
    return judge.facts.demand[key].mean[::2]  # the day block of every period


def peaks(judge, key=("job", "eu")):
    return judge.facts.demand[key].peak[::2]


def test_growth_compounds_from_the_first_month():
    judge = auditor(
        horizon__months_per_period=6, workloads__0__demand=[{"geography": "eu", "level": 40.0, "growth_per_year": 0.21}]
    )
    first = sum(40.0 * 1.21 ** (m / 12) for m in range(6)) / 6
    assert means(judge) == pytest.approx([first, first * 1.1, first * 1.21])  # 1.21 ** 0.5 = 1.1
    assert peaks(judge) == pytest.approx([40.0 * 1.21 ** (m / 12) for m in (5, 11, 17)])


def test_a_path_is_linear_between_its_months_and_constant_outside():
    path = {"2027-02": 10.0, "2027-06": 50.0}
    judge = auditor(horizon__periods=8, workloads__0__demand=[{"geography": "eu", "path": path}])
    assert means(judge) == pytest.approx([10, 10, 20, 30, 40, 50, 50, 50])


def test_a_period_takes_the_mean_of_its_months_and_its_peak_the_highest():
    path = {"2027-01": 0.0, "2027-07": 60.0, "2027-08": 0.0}
    judge = auditor(horizon__months_per_period=3, workloads__0__demand=[{"geography": "eu", "path": path}])
    assert means(judge) == pytest.approx([10, 40, 20])  # 0 10 20, 30 40 50, 60 0 0
    assert peaks(judge) == pytest.approx([20, 50, 60])


def test_all_matching_changes_of_a_case_multiply():
    changes = [
        {"scale": 2.0},
        {"workload": "job", "geography": "eu", "growth_per_year": 0.21},
        {"geography": "us", "scale": 100.0},
    ]
    text = scenario(
        horizon__months_per_period=6,
        geographies=[{"id": "eu"}, {"id": "us"}],
        workloads__0__demand=[{"geography": "eu", "level": 40.0}, {"geography": "us", "level": 1.0}],
        cases=[{"id": "high", "demand": changes}],
    )
    judge = Auditor(text, "high")
    first = sum(80.0 * 1.21 ** (m / 12) for m in range(6)) / 6
    assert means(judge) == pytest.approx([first, first * 1.1, first * 1.21])
    assert means(judge, ("job", "us")) == pytest.approx([200.0, 200.0, 200.0])


def test_a_case_of_another_name_is_refused():
    with pytest.raises(KeyError):
        Auditor(scenario(), "no such case")


SHAPES = [
    {"id": "interactive", "blocks": {"day": {"mean": 1.5, "peak": 2.0}, "night": {"mean": 0.75}}},
    {"id": "own-shape", "blocks": {"day": {"mean": 3.0}, "night": {"mean": 0.0}}},
]


@pytest.mark.parametrize(
    ("work", "day_and_night"),
    [
        ({"class": "realtime_inference", "traffic": "interactive"}, [60.0, 30.0]),
        ({"class": "realtime_inference", "traffic": "interactive", "shape": "own-shape"}, [120.0, 0.0]),
        ({"class": "realtime_inference", "traffic": "bursty"}, [40.0, 40.0]),  # no shape of that name
        ({"class": "batch_scoring", "traffic": "interactive"}, [40.0, 40.0]),  # level load
    ],
)
def test_the_shape_is_the_own_one_or_that_of_the_traffic_or_flat(work, day_and_night):
    judge = auditor(shapes=SHAPES, **{f"workloads__0__{name}": value for name, value in work.items()})
    assert judge.facts.demand["job", "eu"].mean[:2] == pytest.approx(day_and_night)


def test_units_asked_for_are_counted_per_hour():
    judge = auditor(benchmarks__0__unit="requests/s", workloads__0__service_unit="requests/s")
    # 40 requests/s for 10 h and 20 h
    assert judge.facts.demand["job", "eu"].units[:2] == pytest.approx([40 * 3600 * 10, 40 * 3600 * 20])
    judge = auditor(benchmarks__0__unit="runs/month", workloads__0__service_unit="runs/month")
    assert judge.facts.demand["job", "eu"].units[0] == pytest.approx(40 / 730 * 10)


def required(**work):
    fields = {"class": "realtime_inference", "traffic": "interactive", **work}
    policy = {"headroom": {"internal": 0.1, "customer_facing": 0.3, "mission_critical": 0.5}}
    judge = auditor(shapes=SHAPES, policy=policy, offers=[], **{f"workloads__0__{n}": v for n, v in fields.items()})
    return judge.facts.demand["job", "eu"].required


def test_headroom_is_held_above_the_peak_in_peak_blocks_only():
    assert required() == pytest.approx([40 * 2.0 * 1.1, 0] * 3)


def test_headroom_follows_criticality_or_the_own_ratio():
    assert required(criticality="customer_facing")[0] == pytest.approx(80 * 1.3)
    assert required(criticality="customer_facing", headroom=0.25)[0] == pytest.approx(80 * 1.25)


def test_launch_windows_raise_headroom_but_never_lower_it():
    windows = [
        {"first": "2027-02", "until": "2027-03", "headroom": 0.4},
        {"first": "2027-02", "until": "2027-04", "headroom": 0.05},
    ]
    assert required(launch_windows=windows)[::2] == pytest.approx([88, 80 * 1.4, 88])


def test_headroom_is_held_above_the_highest_month():
    path = {"2027-11": 100.0, "2027-12": 400.0}
    judge = auditor(
        offers=[],
        horizon={"start": "2027-10", "periods": 1, "months_per_period": 3, "blocks": BLOCKS},
        workloads__0__class="realtime_inference",
        workloads__0__headroom=0.5,
        workloads__0__demand=[{"geography": "eu", "path": path}],
    )
    assert means(judge) == pytest.approx([200.0])
    assert judge.facts.demand["job", "eu"].required == pytest.approx([400 * 1.5, 0])


def december(accelerators, held):
    """Rows broken by so many units for a fourth quarter of 100, 100 and 400 requests/h, of which so many are held."""
    demand = [{"geography": "eu", "path": {"2027-11": 100.0, "2027-12": 400.0}}]
    judge = auditor(
        horizon={"start": "2027-10", "periods": 1, "months_per_period": 3, "blocks": BLOCKS},
        workloads__0__class="realtime_inference",
        workloads__0__headroom=0.0,
        workloads__0__demand=demand,
    )
    return broken_by(
        judge,
        orders=[Ordered("own", "2027-10", accelerators)],
        dispatch=serve_all(judge),
        headroom=[Held("job", "eu", "gpu", "hall", "2027-10", "day", held)],
    )


def test_a_plan_for_the_first_month_of_a_quarter_is_refused():
    """On average 200 requests/h, 20 accelerators; at the peak 400, 40 accelerators."""
    assert december(accelerators=10, held=10) == {"load_fits_pool", "headroom_is_held"}
    assert december(accelerators=20, held=20) == {"headroom_is_held"}
    assert december(accelerators=20, held=40) == {"hold_is_backed"}
    assert december(accelerators=40, held=40) == set()


def test_what_may_be_missed_needs_no_headroom():
    assert required(max_miss=0.25)[0] == pytest.approx(80 * 1.1 * 0.75)


def test_level_and_interruptible_work_needs_none():
    assert required(**{"class": "fine_tuning", "data_rights": ["train"]}) == [0] * 6
    assert required(is_interruptible=True) == [0] * 6
