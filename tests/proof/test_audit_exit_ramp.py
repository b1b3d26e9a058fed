"""Exit ramps as the audit reads them: what is left of a stack, ports in time, one order in time.

The job asks for 40 requests/h at its peak, 10 an accelerator: 4 serve, 6 gpus (cuda) are held in the hall. Without cuda
2 accelerators must stand in: tpus (rocm) in the annex.
"""

from __future__ import annotations

from typing import Any

import pytest

from solver.proof.audit import Auditor, BackedUp, Held, Ordered, Ported, Served, audit_plan
from tests.answers.kit import planned
from tests.program.kit import Document
from tests.program.test_exit_ramp import FEW, OWN, READY, TPUS, leaving
from tests.proof.audit_kit import broken_by

MONTHS = ("2027-01", "2027-02", "2027-03")


def judge(rule: Document | None = None, port_months: int = 0, **changes: Any) -> Auditor:
    return Auditor(leaving(rule, port_months, **changes), "expected")


def decisions(tpus: dict[str, float] | None = None, port: str | None = None) -> dict[str, list[Any]]:
    """6 gpus do it all; tpus ordered by month."""
    return {
        "orders": [Ordered("own", MONTHS[0], 6.0), *(Ordered("other", t, n) for t, n in (tpus or {}).items())],
        "dispatch": [Served("job", "eu", "gpu", "hall", t, b, 1.0) for t in MONTHS for b in ("day", "night")],
        "headroom": [Held("job", "eu", "gpu", "hall", t, "day", 6.0) for t in MONTHS],
        "ports": [Ported("job", "rocm", port)] if port else [],
    }


def backed(
    accelerators: float = 2.0, *, within: int | None = 3, chip: str = "tpu", months: tuple[str, ...] = MONTHS
) -> Any:
    place = {"tpu": "annex", "gpu": "hall"}[chip]
    return [
        BackedUp("stack", "cuda", "job", "eu", chip, place, t, "day", accelerators, within_months=within)
        for t in months
    ]


def test_what_can_be_ordered_and_ported_in_time_counts() -> None:
    assert not broken_by(judge(), **decisions(), backups=backed())
    assert not broken_by(judge(port_months=3), **decisions(), backups=backed())
    assert broken_by(judge(port_months=4), **decisions(), backups=backed()) == {"backup_is_ported"}
    assert broken_by(judge(), **decisions(), backups=backed(1.9)) == {"loss_is_covered"}
    assert broken_by(judge(), **decisions()) == {"loss_is_covered"}


WRONG: dict[str, tuple[Any, set[str]]] = {
    "at once": (backed(within=None), {"backed_up_where_allowed", "loss_is_covered"}),
    "another time": (backed(within=4), {"backed_up_where_allowed", "loss_is_covered"}),
    "what is lost": (backed(chip="gpu"), {"backed_up_where_allowed", "backup_is_backed"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fail_over_is_found(name: str) -> None:
    backups, rows = WRONG[name]
    assert broken_by(judge(), **decisions(), backups=backups) == rows


def test_at_once_only_what_is_there_counts() -> None:
    now = judge({"within_months": None})
    two = {MONTHS[0]: 2.0}
    backups = backed(within=None)
    assert not broken_by(now, **decisions(two, MONTHS[0]), backups=backups)
    assert broken_by(now, **decisions(two), backups=backups) == {"backup_is_ported"}
    assert broken_by(now, **decisions(None, MONTHS[0]), backups=backups) == {"backup_is_backed"}


def test_a_port_counts_as_many_months_early() -> None:
    """Of 5 months, three given: begun in January it counts from March on."""
    late = {"first": MONTHS[2]}
    begun = decisions(port=MONTHS[0])
    reviewed = {"policy__porting_every_months": 1}
    assert not broken_by(judge(late, 5, **reviewed), **begun, backups=backed(months=MONTHS[2:]))
    again = decisions(port=MONTHS[1])
    found = broken_by(judge(late, 5, **reviewed), **again, backups=backed(months=MONTHS[2:]))
    assert found == {"backup_is_ported"}


@pytest.mark.parametrize(
    ("changes", "tpus", "broken"),
    [
        ({"max_packs_per_period": 1.0}, {}, True),
        ({"max_packs_per_period": 1.0}, {MONTHS[0]: 1.0}, False),
        ({"max_packs": 2.0}, {MONTHS[0]: 1.0}, False),  # one stands there, one is left
        ({"max_packs": 1.0}, {MONTHS[0]: 1.0}, True),
        ({"max_packs": 2.0, "pack": 2}, {}, False),
        ({"lead_months": 3}, {}, False),
        ({"lead_months": 4}, {}, True),
        ({"order_until": "2027-03"}, {}, True),
        ({"order_from": "2027-02"}, {}, True),
        ({"is_dedicated": True}, {}, True),
        ({"capacity_credit": 0.0}, {}, True),
        ({"mode": "lease", "upfront_usd": 0.0, "term_months": 12}, {}, False),
        ({"mode": "lease", "upfront_usd": 0.0, "term_months": 13}, {}, True),
        ({"mode": "on_demand", "upfront_usd": 0.0, "quota_packs": 2.0, "capacity_credit": 1.0}, {}, False),
    ],
)
def test_one_order_counts_as_far_as_it_can_be_had(changes: Document, tpus: dict[str, float], broken: bool) -> None:
    judged = judge(offers=[OWN, {**TPUS, **changes}], policy__max_term_months=12)
    is_dedicated = bool(changes.get("is_dedicated"))
    rows = [row._replace(dedicated=is_dedicated) for row in backed()]
    found = broken_by(judged, **decisions(tpus), backups=rows)
    assert found == ({"backup_is_backed"} if broken else set())


def test_plans_state_the_ramp_and_its_use() -> None:
    given = leaving({"keep": 1.0}, offers=FEW, **READY)
    plan = planned(given)
    (use,) = (use for use in plan.limits if use.kind == "redundancy")
    assert use.limit == "redundancy r0: without stack cuda within 3 months, peak of job in eu kept"
    assert (use.used, use.allowed, use.is_binding) == (pytest.approx(1.0), 1.0, True)
    assert {(row.lose, row.lost, row.within_months, row.accelerator) for row in plan.backups} == {
        ("stack", "cuda", 3, "tpu")
    }
    later = tuple(row.model_copy(update={"within_months": 6}) for row in plan.backups)
    failures = audit_plan(given, "expected", plan.model_copy(update={"backups": later})).failures
    assert any("no rule of redundancy asks for it" in failure for failure in failures)
