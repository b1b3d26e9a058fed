"""Lock-in as a plan states it: use of the limits, and limits without effect."""

from __future__ import annotations

from collections.abc import Iterator

from models.bill import LimitUse
from models.hardware import Holding
from models.offer import Offer
from solver.answers.endings import renewed_months
from solver.program.build import Program
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
    signed = {x.copies[o].offer for (o, _, _), packs in program.model.order.items() if packs.value > LEAST}
    terms = [offer.term_months or 0 for offer in signed if offer.mode in ("lease", "reserve")]
    all_of = commitments_of(x)
    terms += [all_of[c].term_months for (c, _, _), commit in program.model.commit.items() if commit.value > LEAST]
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
    """Shares that nothing there could exceed, and a longest term that no offer exceeds."""
    holders: tuple[Offer | Holding, ...] = (*x.scenario.offers, *x.scenario.holdings)
    for rule in x.scenario.policy.capacity_shares:
        path, counted = f"policy.capacity_shares.{rule.id}", [h for h in holders if counts(x, rule, h)]
        if not bound(x, rule):
            yield f"{path}: no period starts in {rule.first} or later"
        elif rule.max_share == 1:
            yield f"{path}: a share of 1 limits nothing"
        elif not any(belongs(x, rule, h) for h in counted):
            yield f"{path}: no offer and no holding that counts belongs to it"
    if (
        (most := x.scenario.policy.max_term_months) is not None
        and not too_long(x)
        and not any(offer.renewal and offer.renewal.term_months > most for offer in x.scenario.offers)
        and not any(is_too_long(x.scenario, c) for c in x.scenario.commitments)
    ):
        yield f"policy.max_term_months: no lease, reserve or commitment is longer than {most} months"
