"""Enterprise agreements in a solution: what is signed, charged, taken off and missing, whose cost it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.agreement import MONTHS_PER_YEAR, AgreementYear
from models.calendar import month_text
from solver.program.books import counts
from solver.program.build import Program
from solver.program.entries import Entry
from solver.program.families.agreement import USD_PER_UNIT, agreements_of, charges, discounted_copies
from solver.program.instance import Instance
from solver.sizing.agreements import contract_years, is_too_long, not_begun_usd, signed_in

YES = 0.5
"""A decision above this is a yes."""


def idle_rents(program: Program) -> set[tuple[int, ...]]:
    """Rents that an agreement may draw on: idle ones cost what they spare of a shortfall, and look like need.

    None where a share of spend, or a budget that would pay the shortfall and not the rent, may ask for them.
    """
    x = program.instance
    if x.scenario.policy.vendor_shares:
        return set()
    found, missing = set(), {e.decision.index()[:2]: e for e in program.entries if e.term == "shortfall"}
    for name, a in agreements_of(x).items():
        copies, years = discounted_copies(x, name), contract_years(x.scenario, a)
        year_of = {t: missing[name, year.number] for year in years for t in year.periods}
        rents = (e for e in program.entries if e.copy in copies and e.term in ("on_demand", "spot"))
        found |= {e.decision.index() for e in rents if e.period in year_of and _is_free(x, e, year_of[e.period])}
    return found & set(program.model.rent)


def _is_free(x: Instance, rent: Entry, shortfall: Entry) -> bool:
    """Whether every budget that pays a shortfall would pay the rent instead."""
    return all(counts(x, budget, rent) or not counts(x, budget, shortfall) for budget in x.scenario.policy.budgets)


def settle_agreements(program: Program) -> None:
    """Set rebates and shortfalls to exactly what the terms say of what is charged; a search leaves dust."""
    m, x = program.model, program.instance
    by_period = charges(x, program.entries) if len(m.charged) else {}
    signed = {(name, k) for name, k in _cases(program) if _sign(program, name, k)}
    for sign in m.sign.values():
        sign.set_value(float(sign.value > YES), skip_validation=True)
    for key, charged in m.charged.items():
        usd = max(0.0, sum(usd * decision.value for usd, decision in by_period[key]))
        rebate = agreements_of(x)[key[0]].discount * usd if (key[0], key[2]) in signed else 0.0
        charged.set_value(usd, skip_validation=True)
        m.rebate[key].set_value(rebate, skip_validation=True)
    for name, a in agreements_of(x).items():
        for year in contract_years(x.scenario, a):
            for k in (k for other, k in _cases(program) if other == name):
                drawn = sum(m.charged[name, t, k].value - m.rebate[name, t, k].value for t in year.periods)
                missing = year.committed_usd / USD_PER_UNIT - drawn if (name, k) in signed else 0.0
                m.shortfall[name, year.number, k].set_value(max(0.0, missing), skip_validation=True)


def _cases(program: Program) -> list[tuple[str, int]]:
    x = program.instance
    return [(name, k) for name in agreements_of(x) for k in range(len(x.tree.cases))]


def _sign(program: Program, name: str, k: int = 0) -> bool:
    x = program.instance
    u = signed_in(x.scenario, agreements_of(x)[name]) or 0
    return bool(program.model.sign[name, u, x.tree.node(k, u)].value > YES)


def in_force(program: Program) -> list[str]:
    """Agreements that are signed, today or by the plan (one case)."""
    return [name for name in agreements_of(program.instance) if _sign(program, name)]


def newly_signed(program: Program) -> list[str]:
    """Of these those that the plan signs."""
    all_of = agreements_of(program.instance)
    return [name for name in in_force(program) if not all_of[name].is_signed]


def agreement_years(program: Program) -> tuple[AgreementYear, ...]:
    """Contract years of agreements in force; `load_values` comes first."""
    m, x, found = program.model, program.instance, []
    for name in in_force(program):
        a = agreements_of(x)[name]
        for year in contract_years(x.scenario, a):
            charged, rebate = (
                USD_PER_UNIT * sum(each[name, t, 0].value for t in year.periods) for each in (m.charged, m.rebate)
            )
            found.append(
                AgreementYear(
                    agreement=name,
                    vendor=a.vendor,
                    year=year.number + 1,
                    year_from=month_text(year.begins),
                    year_until=month_text(year.begins + MONTHS_PER_YEAR),
                    committed_usd=year.committed_usd,
                    charged_usd=charged,
                    rebate_usd=rebate,
                    drawn_usd=charged - rebate,
                    shortfall_usd=USD_PER_UNIT * m.shortfall[name, year.number, 0].value,
                )
            )
    return tuple(found)


def agreement_costs(program: Program) -> dict[tuple[str, int], float]:
    """By agreement and period: what is paid as missing, less what is taken off [USD], nominal."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for entry in program.entries:
        if entry.term in ("agreement_rebate", "shortfall") and entry.decision.value:
            found[entry.decision.index()[0], entry.period] += entry.usd * entry.decision.value
    return found


def agreed_parties(program: Program) -> dict[str, set[str]]:
    """Parties of agreements that the plan signs, by kind."""
    signed = newly_signed(program)
    vendors = {agreements_of(program.instance)[name].vendor for name in signed}
    return {"contracts": set(signed), "vendors": vendors, "sites": set()}


def promised_after_horizon(program: Program) -> float:
    """What agreements that the plan signs promise for the time after the horizon [USD]."""
    x = program.instance
    later = 0.0
    for name in newly_signed(program):
        a = agreements_of(x)[name]
        later += sum(year.later_usd for year in contract_years(x.scenario, a)) + not_begun_usd(x.scenario, a, x.T - 1)
    return later


def unused_agreements(x: Instance) -> Iterator[str]:
    """Agreements that can never be in force, or take nothing off."""
    for a in x.scenario.agreements:
        path = f"agreements.{a.id}"
        if signed_in(x.scenario, a) is None:
            is_long = is_too_long(x.scenario, a) and not a.is_signed
            why = "it is longer than policy.max_term_months" if is_long else "no period lies in its contract years"
            yield f"{path}: {why}"
        elif not discounted_copies(x, a.id):
            yield f"{path}: none of its offers can be used"
