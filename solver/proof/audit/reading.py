"""Reads decisions into tables; what breaks the domain it is defined on goes into the ledger and is left out."""

from __future__ import annotations

from solver.proof.audit.adoption_reading import AdoptionReader
from solver.proof.audit.contract_reading import ContractReader
from solver.proof.audit.decisions import Decisions
from solver.proof.audit.ending_rows import EndingReader
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.managed import read_calls
from solver.proof.audit.quota_rows import QuotaReader
from solver.proof.audit.state import State
from solver.proof.audit.work_reading import WorkReader

READERS = (ContractReader, WorkReader, AdoptionReader)


def read(facts: Facts, decisions: Decisions, ledger: Ledger) -> State:
    """The tables of decisions; broken domains go into the ledger."""
    state = State(facts)
    for reader in READERS:
        reader(state, ledger).read(decisions)
    read_calls(state, ledger)
    EndingReader(state, ledger).read(decisions.releases, decisions.extensions)
    QuotaReader(state, ledger).read_counted(decisions.counted_on)
    state.previous = decisions.previous
    state.add_up()
    return state
