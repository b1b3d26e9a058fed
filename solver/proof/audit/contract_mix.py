"""The mix of contracts: what part of the orders of a fiscal year, or of the horizon, is of certain modes and terms."""

from __future__ import annotations

from typing import NamedTuple

from models.contract_mix import ContractMix
from models.offer import Offer
from models.plan import Plan
from solver.proof.audit.facts import Facts
from solver.proof.audit.ledger import Ledger
from solver.proof.audit.limit_rows import outstanding
from solver.proof.audit.notes import Notes
from solver.proof.audit.state import State
from solver.proof.audit.timeline import fiscal_year

NOTHING = 1e-9
"""Amounts up to this are rounding: nothing is ordered."""


class Mix(NamedTuple):
    """What counts of the orders of a span [accelerators, USD]."""

    part: list[float]
    others: list[float]

    @property
    def share(self) -> float | None:
        """The part of all; None where nothing is ordered."""
        in_all = sum(self.part) + sum(self.others)
        return sum(self.part) / in_all if in_all > NOTHING else None


def check_contract_mix(state: State, ledger: Ledger) -> None:
    """Every limit in every fiscal year that is in the horizon, or over all of it."""
    for rule in state.facts.policy.contract_mix:
        for year, mix in mixes(state, rule).items():
            _check(rule, year, mix, ledger)


def _check(rule: ContractMix, year: int | None, mix: Mix, ledger: Ledger) -> None:
    span = "horizon" if year is None else f"fiscal year {year}"
    where, unit = (f"contract mix {rule.id}", span), "USD" if rule.measure == "value" else "accelerators"
    counted, about, always = [*mix.part, *mix.others], f"{rule.id} in {span}", frozenset((None,))
    if rule.max_share is not None:
        row = "contract_mix_fits_limit"
        ledger.at_most(row, where, mix.part, [rule.max_share * each for each in counted], unit)
        ledger.limit(row, about, always, mix.share or 0.0, rule.max_share)
    if rule.min_share is not None:
        row = "contract_mix_reaches_minimum"
        ledger.at_least(row, where, mix.part, [rule.min_share * each for each in counted], unit)
        if mix.share is not None:  # of nothing no part is too small
            ledger.limit(row, about, always, mix.share, rule.min_share)


def mixes(state: State, rule: ContractMix) -> dict[int | None, Mix]:
    """Amounts of all orders that count, by the fiscal year of the first month of their period; None: the horizon."""
    facts = state.facts
    found = {year: Mix([], []) for year in _years(facts, rule)}
    for copy in state.copies.values():
        offer = copy.terms.offer
        if offer.mode not in (rule.among or ("buy", "lease", "reserve")):
            continue
        for u, packs in copy.ordered.items():
            each = float(outstanding(copy.terms, u) * copy.price_share[u]) if rule.measure == "value" else offer.pack
            mix = found[_year(facts, rule, u)]
            (mix.part if _is_of_part(rule, offer) else mix.others).append(each * packs)
    return found


def _years(facts: Facts, rule: ContractMix) -> list[int | None]:
    return list(dict.fromkeys(_year(facts, rule, t) for t in range(facts.time.periods)))


def _year(facts: Facts, rule: ContractMix, period: int) -> int | None:
    is_yearly = rule.per == "fiscal_year"
    return fiscal_year(facts.time.starts[period], facts.policy.finance.fiscal_year_start) if is_yearly else None


def _is_of_part(rule: ContractMix, offer: Offer) -> bool:
    """Whether mode and term are those of the part; a purchase has no term."""
    if rule.modes and offer.mode not in rule.modes:
        return False
    if rule.min_term_months is None and rule.max_term_months is None:
        return True
    term = offer.term_months if offer.mode in ("lease", "reserve") else None
    if term is None:
        return False
    is_long = rule.min_term_months is None or term >= rule.min_term_months
    return is_long and (rule.max_term_months is None or term <= rule.max_term_months)


def check_mix_figures(plan: Plan, state: State, notes: Notes) -> None:
    """Every limit in every fiscal year in which a period starts, or over the horizon, once."""
    rules = state.facts.policy.contract_mix
    own = {(rule.id, year): (rule, mix) for rule in rules for year, mix in mixes(state, rule).items()}
    missing = dict.fromkeys(own)
    for row in plan.contract_mix:
        key, where = (row.limit, row.fiscal_year), f"contract_mix ({row.limit}, {row.fiscal_year or 'horizon'})"
        if key not in missing:
            notes.sentences.append(f"{where}: there is no such limit and time, or it is listed before")
            continue
        del missing[key]
        rule, mix = own[key]
        for field, value in (("measure", rule.measure), ("min_share", rule.min_share), ("max_share", rule.max_share)):
            notes.same(where, field, getattr(row, field), value)
        notes.figure(where, "amount", row.amount, sum(mix.part))
        notes.figure(where, "amount_in_all", row.amount_in_all, sum(mix.part) + sum(mix.others))
        notes.figure(where, "share", row.share, mix.share)
    for limit, year in missing:
        notes.sentences.append(f"contract_mix ({limit}, {year or 'horizon'}): the row is missing")
