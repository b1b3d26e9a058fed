"""The auditor: judges decisions against a scenario it has read by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from models.cases import in_case
from models.scenario import Scenario
from solver.proof.audit.agreement_money import price_agreements
from solver.proof.audit.agreement_rows import check_agreements, read_agreements
from solver.proof.audit.bill import Bill, Entry
from solver.proof.audit.books import check_budgets
from solver.proof.audit.carbon import check_carbon
from solver.proof.audit.commitment_rows import check_commitments, read_commitments
from solver.proof.audit.contract_mix import check_contract_mix
from solver.proof.audit.decisions import Decisions
from solver.proof.audit.deferrable import check_deferrable
from solver.proof.audit.edge_rows import check_heat
from solver.proof.audit.ending_rows import check_endings
from solver.proof.audit.engineers import check_engineers
from solver.proof.audit.expansion_rows import check_modules, read_expansions
from solver.proof.audit.facts import Facts
from solver.proof.audit.gang_rows import check_gangs
from solver.proof.audit.launching import check_launches, since_launch
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.limit_rows import check_limits
from solver.proof.audit.lockin import check_lock_in
from solver.proof.audit.maturity_rows import check_maturity
from solver.proof.audit.money import price
from solver.proof.audit.moving import check_moving
from solver.proof.audit.pricing import price_orders
from solver.proof.audit.queueing import check_queueing
from solver.proof.audit.quota_rows import check_quotas
from solver.proof.audit.reading import read
from solver.proof.audit.redundancy_rows import check_redundancy
from solver.proof.audit.replica_rows import check_replicas
from solver.proof.audit.service_rows import check_adequacy, check_adoption, check_dispatch, check_fleet
from solver.proof.audit.simplicity import check_simplicity
from solver.proof.audit.start_rows import check_start_up
from solver.proof.audit.state import State
from solver.proof.audit.supply_rows import check_supplies_and_exports

PRECISION = 34
"""Decimal digits of money."""


@dataclass(frozen=True)
class Assessment:
    """What the audit finds in a set of decisions; money in USD, by (term, first month of the period or None)."""

    failures: tuple[str, ...]
    """A sentence for each broken row: family, row, place, period, by how much, unit."""
    largest_violation: float
    """Largest violation of a row / max(1, its largest absolute term); 0 when all hold exactly."""
    rows_checked: int
    rows_by_family: Mapping[str, int]
    tightness: Mapping[str, int]
    """Rows that hold with equality and have a nonzero term, by family; equality rows always do."""
    tight_rows: Mapping[str, int]
    """The same by row name."""
    nominal: Mapping[Entry, Decimal]
    discounted: Mapping[Entry, Decimal]
    total_nominal: Decimal
    total_discounted: Decimal
    """The objective."""
    constant: Decimal
    """Discounted part that no decision changes."""
    constant_lines: Decimal
    """Of it, lines of operating cost."""

    @property
    def passed(self) -> bool:
        """Whether no row fails."""
        return not self.failures


class Examination(NamedTuple):
    """All that comes out of reading decisions: tables, money, rows."""

    state: State
    bill: Bill
    ledger: Ledger


class Auditor:
    """Reads a scenario in one case once, then judges any number of decisions.

    What the case changes of the scenario is laid in. Raises KeyError when the scenario has no such case.
    """

    def __init__(self, scenario: Scenario, case_id: str) -> None:
        with localcontext(prec=PRECISION):
            self.facts = Facts(in_case(scenario, case_id), case_id)

    def assess(self, decisions: Decisions) -> Assessment:
        """Rows and money of decisions, all derived from the scenario."""
        return assessment_of(self.examine(decisions))

    def examine(self, decisions: Decisions) -> Examination:
        """Reads decisions, prices them and checks every row."""
        with localcontext(prec=PRECISION):
            ledger = Ledger()
            state = read(since_launch(self.facts, decisions.launches), decisions, ledger)
            read_expansions(state, decisions.expansions, ledger)
            read_commitments(state, decisions.commitments, ledger)
            read_agreements(state, decisions.agreements, ledger)
            price_orders(state)
            bill = price(state)
            price_agreements(state, bill)
            check_launches(state, decisions.launches, ledger)
            check_fleet(state, ledger)
            check_endings(state, ledger)
            check_dispatch(state, ledger)
            check_deferrable(state, ledger)
            check_adequacy(state, ledger)
            check_queueing(state, ledger)
            check_adoption(state, ledger)
            check_maturity(state, ledger)
            check_engineers(state, ledger)
            check_moving(state, ledger)
            check_limits(state, bill, ledger)
            check_budgets(state, bill, ledger)
            check_lock_in(state, ledger)
            check_contract_mix(state, ledger)
            check_supplies_and_exports(state, ledger)
            check_quotas(state, ledger)
            check_heat(state, ledger)
            check_modules(state, ledger)
            check_commitments(state, ledger)
            check_agreements(state, ledger)
            check_carbon(state, ledger)
            check_gangs(state, ledger)
            check_redundancy(state, ledger)
            check_replicas(state, ledger)
            check_start_up(state, ledger)
            check_simplicity(state, ledger)
            return Examination(state, bill, ledger)


def assessment_of(found: Examination) -> Assessment:
    """The findings of an examination as values."""
    ledger, bill = found.ledger, found.bill
    with localcontext(prec=PRECISION):
        nominal, discounted, constant = bill.totals()
    return Assessment(
        failures=tuple(ledger.failures),
        largest_violation=ledger.largest,
        rows_checked=sum(ledger.rows.values()),
        rows_by_family=ledger.by_family(ledger.rows),
        tightness=ledger.by_family(ledger.tight),
        tight_rows=dict(ledger.tight),
        nominal=bill.nominal,
        discounted=bill.discounted,
        total_nominal=nominal,
        total_discounted=discounted,
        constant=constant,
        constant_lines=bill.constant_lines,
    )
