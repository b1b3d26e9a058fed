"""Lock-in as a plan states it: use of the limits, and limits without effect."""

from __future__ import annotations

from collections.abc import Iterator

from models.bill import LimitUse
from models.hardware import Holding
from models.offer import Offer
from solver.answers.agreements import newly_signed
from solver.answers.endings import renewed_months
from solver.program.build import Program
from solver.program.families.agreement import agreements_of
from solver.program.families.capacity_share import belongs, bound, counts
from solver.program.families.commitment import commitments_of
from solver.program.families.term import too_long
from solver.program.instance import Instance
from solver.sizing.commitments import is_too_long

LEAST = 1e-6
"""Packs up to this are rounding."""


def term_uses(program: Program) -> Iterator[LimitUse]:
    """The longest contract signed, where there is a longest term; `load_values` comes first."""
    x, most = program.instance, program.instance.scenario.policy.max_term_months
    if most is None:
        return
    signed = [x.copies[o].offer for (o, _, _), packs in program.model.order.items() if packs.value > LEAST]
    terms = [offer.term_months or 0 for offer in signed if offer.mode in ("lease", "reserve")]
    all_of = commitments_of(x)
    terms += [all_of[c].term_months for (c, _, _), commit in program.model.commit.items() if commit.value > LEAST]
    terms += [agreements_of(x)[name].term_months for name in newly_signed(program)]
    longest = max([*terms, *renewed_months(program.model, x)], default=0)
    yield LimitUse(
        limit="longest term of a contract",
        kind="term",
        period=None,
        used=float(longest),
        allowed=float(most),
        unit="months",
        is_binding=longest == most,
    )


def unused_lock_in(x: Instance) -> Iterator[str]:
    """Shares nothing there could exceed, a longest term no offer exceeds, mixes of what is all alike, and scores."""
    holders: tuple[Offer | Holding, ...] = (*x.scenario.offers, *x.scenario.holdings)
    for rule in x.scenario.policy.capacity_shares:
        path, counted = f"policy.capacity_shares.{rule.id}", [h for h in holders if counts(x, rule, h)]
        if not bound(x, rule):
            yield f"{path}: no period starts in {rule.first} or later"
        elif rule.max_share == 1:
            yield f"{path}: a share of 1 limits nothing"
        elif not any(belongs(x, rule, h) for h in counted):
            yield f"{path}: no offer and no holding that counts belongs to it"
    yield from _unused_mixes(x)
    scored = (stack.id for stack in x.scenario.stacks if stack.portability is not None)
    yield from (f"stacks.{name}.portability: reported by workload, not used for the plan" for name in scored)
    if (
        (most := x.scenario.policy.max_term_months) is not None
        and not too_long(x)
        and not any(offer.renewal and offer.renewal.term_months > most for offer in x.scenario.offers)
        and not any(is_too_long(x.scenario, c) for c in x.scenario.commitments)
        and not any(a.term_months > most for a in x.scenario.agreements)
    ):
        yield f"policy.max_term_months: no lease, reserve, commitment or agreement is longer than {most} months"


def _unused_mixes(x: Instance) -> Iterator[str]:
    """Limits on a mix that every order keeps, or none could."""
    firm = [offer for offer in x.scenario.offers if offer.is_firm]
    for rule in x.scenario.policy.contract_mix:
        path, counted = f"policy.contract_mix.{rule.id}", [offer for offer in firm if rule.counts(offer)]
        part = sum(map(rule.is_of_part, counted))
        is_least, is_most = bool(rule.min_share), rule.max_share is not None and rule.max_share < 1
        if not is_least and not is_most:
            yield f"{path}: a share of at least 0 or at most 1 limits nothing"
        elif not counted:
            yield f"{path}: no offer that is ordered counts"
        elif not part and not is_least:
            yield f"{path}: no offer that counts is of the part"
        elif part == len(counted) and not is_most:
            yield f"{path}: every offer that counts is of the part"
