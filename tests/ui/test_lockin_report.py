"""Lock-in in the terminal and on the page: bound payments, shares, mix and portability; nothing where there is none."""

from __future__ import annotations

from functools import cache

from rich.console import Console, RenderableType

from models.plan import Plan
from tests.answers.kit import planned
from tests.program.kit import offer, scenario
from tests.program.test_contract_mix import LONG_CONTRACTS, SHORT_LEASES, mixed
from tests.program.test_exit_ramp import FEW, READY, leaving
from ui.backup_report import backups
from ui.charts.exposure import NOTHING, UNKNOWN, commitment_exposure
from ui.lockin_report import contract_mix, due_sentence, exposure, exposure_sentence, portability, shares
from ui.report import plan_report


def _lines(report: RenderableType | None) -> list[str]:
    console = Console(width=110, force_terminal=False)
    with console.capture() as capture:
        console.print(report)
    return [" ".join(line.split()) for line in capture.get().splitlines()]


@cache
def plan() -> Plan:
    """Two leases of a year at 50 USD, two of three years at 40; half of the work may run on a proprietary stack."""
    rules = [
        {**SHORT_LEASES, "min_share": 0.5},
        {**LONG_CONTRACTS, "id": "long", "per": "fiscal_year", "max_share": 0.9},
    ]
    share = {"id": "cap", "of": "proprietary", "max_share": 1.0, "first": "2027-02"}
    scored = {"id": "cuda", "is_proprietary": True, "portability": {"runtime": 0.25, "serving": 0.5}}
    return planned(mixed(rules[0], policy__contract_mix=rules, policy__capacity_shares=[share], stacks=[scored]))


def test_bound_payments_are_told_by_payee_and_year() -> None:
    """At the end of January 11 months of 100 USD and 35 of 80; of March 9 and 33."""
    said = exposure_sentence(plan())
    assert said == (
        "Most is bound at the end of 2027-01: 3,900 USD of payments that can no longer be avoided, 100 % of it to acme."
    )
    shown = _lines(exposure(plan()))
    assert "acme 3,540" in shown
    assert "total 3,540" in shown
    rented = planned(scenario(offers=[offer("od", "on_demand", usd_per_hour=1.0)]))
    assert exposure(rented) is None
    assert commitment_exposure(rented).sentence == NOTHING
    assert commitment_exposure(rented.model_copy(update={"schema_version": "1.0"})).sentence == UNKNOWN


def test_what_is_due_after_the_horizon_says_what_of_it_is_bound() -> None:
    made = plan()
    (last, *_) = reversed(made.periods)
    bound = [row.model_copy(update={"period": last.period, "usd": 40.0}) for row in made.exposure[:1]]
    due = made.model_copy(update={"due_after_horizon_usd": 100.0, "exposure": tuple(bound)})
    said = "Signed contracts ask for 100 USD more after the horizon, nominal, not counted here"
    assert due_sentence(due) == f"{said}; at its end 40 USD can no longer be avoided."
    assert due_sentence(due.model_copy(update={"exposure": ()})) == f"{said}."
    assert due_sentence(due.model_copy(update={"due_after_horizon_usd": 0.0})) is None


def test_shares_mixes_and_scores_are_told() -> None:
    assert "cap 100.0 100" in _lines(shares(plan()))
    mix = _lines(contract_mix(plan()))
    assert "mix horizon 2 4 accelerators 50.0 at least 50" in mix
    assert "long fiscal year 2027 2 4 accelerators 50.0 at most 90" in mix
    assert "job 0.25 0.50 not scored 100.0" in _lines(portability(plan()))
    report = _lines(plan_report(plan()))
    for part in (exposure, shares, contract_mix, portability):
        assert set(_lines(part(plan()))) <= set(report)
    plain = planned(scenario(offers=[offer("own", "buy", upfront_usd=1.0)]))
    assert [part(plain) for part in (exposure, shares, contract_mix, portability)] == [None] * 4


def test_a_fail_over_names_the_stack_and_the_time() -> None:
    made = planned(leaving({"keep": 1.0}, offers=FEW, **READY))
    assert any(line.startswith("stack cuda within 3 months job@eu") for line in _lines(backups(made)))


def test_the_chart_adds_up_to_what_is_bound() -> None:
    figure = commitment_exposure(plan())
    assert figure.sentence == exposure_sentence(plan())
    assert list(figure.table.iloc[:, 2]) == [3900.0, 3720.0, 3540.0]
