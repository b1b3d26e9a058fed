"""Words about runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.run import Approval, Run
from ui.parts.words import approved, asked, described, duration, money, quotes_expired, share, when

AT = "2026-11-22T18:41:07.250Z"


def _run(**more: object) -> Run:
    return Run.model_validate(
        {
            "id": "0" * 16, "owner": "ann@example.com", "created": AT, "started": None, "ended": None,
            "scenario_name": "Chat", "draft": None, "input_hash": "", "case": "expected", "variant": None,
            "options": {"gap": 0.005, "time_limit_s": 300.0}, "versions": {}, "status": "done", "stage": "",
            "seconds": 1.0, "incumbent_usd": None, "bound_usd": None, "gap": None, "heartbeat": None, "pid": None,
            "host": None, "message": "", "name": "", "note": "", "is_pinned": False, "visibility": "private",
            "team": None, "approval": None, "wants_cancel": False, "accepted_gap": None, **more,
        }
    )  # fmt: skip


def _approval(days: int) -> Approval:
    expiry = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    return Approval(by="bea@example.com", at=AT, note="", quotes_expire=expiry)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (3600, "1 h"), (3900, "1 h 5 min")],
)
def test_wall_clock_times_read_like_times(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_what_is_not_known_is_a_dash() -> None:
    assert (money(None), share(None)) == ("-", "-")
    assert (money(1234.5), share(0.0123)) == ("1,234 USD", "1.23 %")


def test_moments_are_shown_with_their_zone() -> None:
    assert when(AT) == "2026-11-22 18:41 UTC"


def test_what_was_asked_names_case_variant_gap_and_limit() -> None:
    assert asked(_run(variant="restless")) == ("case expected, variant restless, asked gap 0.5 %, time limit 5 min")
    assert asked(_run(options={})) == "case expected"


def test_the_scenario_is_named_only_where_the_title_does_not() -> None:
    assert described(_run()).startswith("Case expected, ")
    assert described(_run(name="Board paper")).startswith("Chat: case expected, ")


def test_a_frozen_plan_says_until_when_its_quotes_hold() -> None:
    assert approved(_run()) is None
    assert "quotes hold until" in str(approved(_run(approval=_approval(3))))
    assert "quotes expired" in str(approved(_run(approval=_approval(-3))))
    assert not quotes_expired(_run(approval=_approval(0)))
