"""Rows about losses as the audit checks them; every kind of wrong fail-over is found and named.

The job asks for 40 requests/h, 10 an accelerator: 4 serve, 6 are held. 4 stand in the hall, 2 in the annex.
"""

from __future__ import annotations

from typing import Any

import pytest

from solver.proof.audit import Auditor, BackedUp, DecisionSet, Held, Ordered, Ported, Served
from tests.proof.audit_kit import BASE, Document, auditor, broken_by, offer

HALL: Document = BASE["sites"][0]
OWN = offer("own", "buy")
OTHER: Document = {**OWN, "id": "other", "site": "annex", "vendor": "volt"}
MONTHS = ("2027-01", "2027-02", "2027-03")


def judge(rule: Document | None = None, **changes: Any) -> Auditor:
    given = {
        "sites": [HALL, {**HALL, "id": "annex"}],
        "offers": [OWN, OTHER],
        "workloads__0__class": "realtime_inference",
        "workloads__0__headroom": 0.5,
        "policy__redundancy": [{"id": "r", "lose": "site", "keep": 0.5, "workloads": ["job"], **(rule or {})}],
    }
    return auditor(**{**given, **changes})


def decisions(chip: str = "gpu", **counts: float) -> dict[str, list[Any]]:
    """4 units serve in the hall, 6 are held in both places; orders by offer."""
    packs = {"own": 4.0, "other": 2.0, **counts}
    return {
        "orders": [Ordered(name, "2027-01", n) for name, n in packs.items() if n],
        "dispatch": [Served("job", "eu", "gpu", "hall", t, b, 1.0) for t in MONTHS for b in ("day", "night")],
        "headroom": [
            Held("job", "eu", a, site, t, "day", n)
            for t in MONTHS
            for a, site, n in (("gpu", "hall", 4.0), (chip, "annex", 2.0))
        ],
    }


def backed(lost: str, site: str, accelerators: float, lose: str = "site", **changes: Any) -> list[BackedUp]:
    """Accelerators that stand in, in all months."""
    row = BackedUp(lose, lost, "job", "eu", "gpu", site, MONTHS[0], "day", accelerators)._replace(**changes)
    return [row._replace(period=t) for t in MONTHS]


SAFE = [*backed("hall", "annex", 2.0), *backed("annex", "hall", 2.0)]


def test_a_fail_over_passes() -> None:
    assert not broken_by(judge(), **decisions(), backups=SAFE)
    more = [*backed("hall", "annex", 2.0), *backed("annex", "hall", 4.0)]  # up to all that stands there
    assert not broken_by(judge(), **decisions(), backups=more)


WRONG: dict[str, tuple[list[BackedUp], set[str]]] = {
    "nothing": ([], {"loss_is_covered"}),
    "too little": ([*backed("hall", "annex", 1.9), *SAFE[3:]], {"loss_is_covered"}),
    "one loss is forgotten": (SAFE[:3], {"loss_is_covered"}),
    "one month is forgotten": (SAFE[:-1], {"loss_is_covered"}),
    "more than stands there": ([*backed("hall", "annex", 2.1), *SAFE[3:]], {"backup_is_backed"}),
    "what is lost": ([*backed("hall", "hall", 2.0), *SAFE[3:]], {"backed_up_where_allowed", "backup_is_backed"}),
    "no such loss": ([*SAFE, *backed("moon", "hall", 1.0)], {"backed_up_where_allowed"}),
    "no rule about vendors": ([*SAFE, *backed("acme", "annex", 1.0, "vendor")], {"backed_up_where_allowed"}),
    "no peak": ([*SAFE, *backed("hall", "annex", 1.0, block="night")], {"backed_up_where_allowed"}),
    "no such block": ([*SAFE, *backed("hall", "annex", 1.0, block="noon")], {"backed_up_where_allowed"}),
    "no such work": ([*SAFE, *backed("hall", "annex", 1.0, workload="play")], {"backed_up_where_allowed"}),
    "no such units": ([*SAFE, *backed("hall", "annex", 1.0, dedicated=True)], {"backed_up_where_allowed"}),
    "twice": ([*SAFE, SAFE[0]], {"backed_up_where_allowed"}),
    "negative": ([*SAFE[1:], SAFE[0]._replace(accelerators=-1.0)], {"backed_up_where_allowed", "loss_is_covered"}),
    "no number": ([*SAFE[1:], SAFE[0]._replace(accelerators=float("nan"))], {"backed_up_where_allowed"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fail_over_is_found(name: str) -> None:
    backups, rows = WRONG[name]
    found = broken_by(judge(), **decisions(), backups=backups)
    assert found - {"loss_is_covered"} == rows - {"loss_is_covered"}
    assert found >= rows


def test_a_loss_is_told_with_place_time_and_unit() -> None:
    rows = {name: tuple(found) for name, found in decisions().items()}
    found = judge().assess(DecisionSet(**rows, backups=(*backed("hall", "annex", 1.5), *SAFE[3:])))
    assert found.failures[0] == (
        "redundancy: loss_is_covered [without site hall, job@eu, 2027-01, day]: "
        "15 requests/h falls short of 20 requests/h by 5 requests/h"
    )
    assert found.rows_by_family["redundancy"] == 6 + 6 + 6  # backups read, losses covered, pools that back them


def test_the_losses_named_alone_count() -> None:
    assert not broken_by(judge({"only": ["hall"]}), **decisions(), backups=SAFE[:3])
    assert broken_by(judge({"only": ["hall"]}), **decisions(), backups=SAFE) == {"backed_up_where_allowed"}


def test_a_rule_holds_from_its_first_month() -> None:
    late = judge({"first": "2027-03"})
    assert not broken_by(late, **decisions(), backups=[SAFE[2], SAFE[5]])
    assert broken_by(late, **decisions(), backups=SAFE[1:]) == {"backed_up_where_allowed"}


def test_a_rule_holds_until_its_last_month() -> None:
    soon = judge({"until": "2027-02"})
    assert not broken_by(soon, **decisions(), backups=[SAFE[0], SAFE[3]])
    assert broken_by(soon, **decisions(), backups=[SAFE[0], SAFE[3], SAFE[4]]) == {"backed_up_where_allowed"}
    assert broken_by(soon, **decisions(), backups=[]) == {"loss_is_covered"}


def test_critical_work_is_kept_where_none_is_listed() -> None:
    assert not broken_by(judge({"workloads": []}), **decisions())
    critical = judge({"workloads": []}, workloads__0__criticality="mission_critical")
    assert broken_by(critical, **decisions()) == {"loss_is_covered"}
    assert not broken_by(critical, **decisions(), backups=SAFE)


def test_the_rule_that_asks_most_counts() -> None:
    rule = {"lose": "site", "workloads": ["job"]}
    rules = [{**rule, "id": "a", "keep": 0.25}, {**rule, "id": "b", "keep": 0.6, "only": ["hall"]}]
    assert broken_by(judge(policy__redundancy=rules), **decisions(), backups=SAFE) == {"loss_is_covered"}
    lower = judge(policy__redundancy=[rules[0], {**rules[1], "keep": 0.5}])
    assert not broken_by(lower, **decisions(), backups=SAFE)


def test_a_lost_vendor_leaves_what_others_are_paid_for() -> None:
    here = {"offers": [OWN, {**OTHER, "site": "hall"}]}
    held = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "volt", "accelerators": 1.0}
    rows = decisions()
    rows["headroom"] = [Held("job", "eu", "gpu", "hall", t, "day", 6.0) for t in MONTHS]
    for holdings, stands in (([], 2.0), ([held], 3.0)):
        vendors = judge({"lose": "vendor"}, **here, holdings=holdings)
        most = [*backed("acme", "hall", stands, "vendor"), *backed("volt", "hall", 4.0, "vendor")]
        assert not broken_by(vendors, **rows, backups=most)
        over = [*backed("acme", "hall", stands + 0.1, "vendor"), *backed("volt", "hall", 4.0, "vendor")]
        assert broken_by(vendors, **rows, backups=over) == {"backup_is_backed"}


def test_callable_capacity_backs_by_credit_and_quota() -> None:
    od = {**OTHER, "id": "od", "mode": "on_demand", "quota_packs": 2.0}
    with_quota = judge(offers=[OWN, OTHER, od])
    rows = decisions(other=0.0, own=6.0)
    rows["headroom"] = [Held("job", "eu", "gpu", "hall", t, "day", 6.0) for t in MONTHS]
    short = [*backed("hall", "annex", 1.4), *backed("annex", "hall", 2.0)]
    assert broken_by(with_quota, **rows, backups=short) == {"loss_is_covered"}
    assert broken_by(with_quota, **rows, backups=SAFE) == {"backup_is_backed"}
    endless = judge(offers=[OWN, OTHER, {**od, "quota_packs": None}])
    assert not broken_by(endless, **rows, backups=SAFE)


def test_nothing_stands_in_on_a_stack_before_it_is_ready() -> None:
    chips = [BASE["accelerators"][0], {"id": "tpu", "class": "tpu", "vendor": "volt", "stack": "rocm"}]
    benchmarks = [{**BASE["benchmarks"][0], "id": f"b-{a['id']}", "accelerator": a["id"]} for a in chips]
    ported = judge(
        accelerators=chips,
        benchmarks=benchmarks,
        stacks=[{"id": "cuda"}, {"id": "rocm", "port_usd": 5.0, "port_months": 1}],
        offers=[OWN, {**OTHER, "accelerator": "tpu"}],
        policy__porting_every_months=1,
    )
    rows = decisions("tpu")
    backups = [*backed("hall", "annex", 2.0, accelerator="tpu"), *SAFE[3:]]
    port = [Ported("job", "rocm", "2027-01")]
    assert broken_by(ported, **rows, backups=backups) == {"ported_before_held", "backup_is_ported"}
    found = broken_by(ported, **rows, backups=backups, ports=port)  # ready in February, not yet in January
    assert found == {"ported_before_held", "backup_is_ported"}
    rows["headroom"] = [Held("job", "eu", "gpu", "hall", t, "day", 6.0) for t in MONTHS]
    rows["orders"] = [Ordered("own", "2027-01", 6.0), Ordered("other", "2027-01", 2.0)]
    assert broken_by(ported, **rows, backups=backups, ports=port) == {"backup_is_ported"}
