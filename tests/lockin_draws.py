"""Limits on lock-in for random scenarios, drawn apart from all else."""

from __future__ import annotations

from random import Random
from typing import Any

from models.contract_mix import ContractMix
from models.lockin import CapacityShare
from models.offer import Offer
from models.policy import GroupLimit, Redundancy
from models.scenario import Scenario


def with_lock_in(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a capacity share, a longest term or both, and sometimes a limit on the total capacity."""
    stacks = tuple(s.model_copy(update={"is_proprietary": rng.random() < 0.5}) for s in given.stacks)
    terms = [o.term_months for o in given.offers if o.mode in ("lease", "reserve") and o.term_months]
    rules: dict[str, object] = {}
    if terms and rng.random() < 0.5:
        rules["max_term_months"] = max(1, rng.choice(terms) - 1)
    if not rules or rng.random() < 0.2:
        rules["capacity_shares"] = (_share(given, rng),)
    if rng.random() < 0.1:
        rules["groups"] = (*given.policy.groups, GroupLimit(id="total", min_accelerators=float(rng.randint(1, 4))))
    return given.model_copy(update={"policy": given.policy.model_copy(update=rules), "stacks": stacks})


def _share(given: Scenario, rng: Random) -> CapacityShare:
    """Of a part that not all that is offered or held belongs to, where there is one."""
    chips = {a.id: a for a in given.accelerators}
    holders = [(holder, chips[holder.accelerator]) for holder in (*given.offers, *given.holdings)]
    names = {
        "payee": sorted({holder.vendor for holder, _ in holders}),
        "silicon": sorted({chip.vendor for _, chip in holders}),
        "stack": sorted({chip.stack for _, chip in holders}),
        "class": sorted({chip.accelerator_class for _, chip in holders}),
    }
    mixed = [part for part, found in names.items() if len(found) > 1]
    has_miss = any(w.max_miss for w in given.workloads)  # to miss work is one more way to keep a share of it
    of = rng.choice([*mixed, *mixed, "proprietary"])
    document = {
        "id": "part",
        "of": of,
        "measure": "in_service" if has_miss else rng.choice(("in_service", "served")),
        "names": () if of == "proprietary" else (rng.choice(names[of]),),
        "among": tuple(names["class"][1:]) if rng.random() < 0.1 else (),
        "max_share": rng.choice((0.25, 0.34, 0.5, 0.5, 0.67, 0.75, 0.8)),
        "first": given.horizon.label(rng.randrange(given.horizon.periods)) if rng.random() < 0.3 else None,
    }
    return CapacityShare.model_validate(document)


def with_contract_mix(given: Scenario, rng: Random) -> Scenario:
    """The scenario with one or two limits on the mix of what it orders; itself where all it orders is alike."""
    firm = [offer for offer in given.offers if offer.is_firm]
    parts = [part for part in _parts(firm) if 0 < sum(map(part.is_of_part, firm)) < sum(map(part.counts, firm))]
    if not parts:
        return given
    rules = tuple(_mix(rng.choice(parts), f"mix-{n}", rng) for n in range(rng.choice((1, 1, 1, 2))))
    return given.model_copy(update={"policy": given.policy.model_copy(update={"contract_mix": rules})})


def _parts(firm: list[Offer]) -> list[ContractMix]:
    """What an order may be of: a mode, or terms on one side of each that is offered."""
    modes = dict.fromkeys(offer.mode for offer in firm)
    terms = sorted({offer.term_months for offer in firm if offer.mode != "buy" and offer.term_months})
    found: list[Any] = [{"modes": (mode,)} for mode in modes]
    for term in terms:
        found += [{"max_term_months": term}, {"max_term_months": term, "among": ("lease", "reserve")}]
        found += [{"min_term_months": term + 1}, {"min_term_months": term, "modes": ("lease", "reserve")}]
    return [ContractMix.model_validate({"id": "mix", "max_share": 1.0, **part}) for part in found]


def _mix(part: ContractMix, name: str, rng: Random) -> ContractMix:
    side, share = rng.choice(("min_share", "max_share")), rng.choice((0.2, 0.25, 0.34, 0.5, 0.5, 0.6, 0.67, 0.75))
    choices = {"measure": rng.choice(("accelerators", "value")), "per": rng.choice(("horizon", "fiscal_year"))}
    return part.model_copy(update={"id": name, "min_share": None, "max_share": None, side: share, **choices})


def with_exit_ramp(given: Scenario, rng: Random) -> Scenario:
    """The scenario with a rule about leaving a stack; itself where no work has a peak, or there is one stack alone."""
    works = tuple(w.id for w in given.workloads if w.has_headroom)
    chips = {a.id: a for a in given.accelerators}
    stacks = sorted({chips[holder.accelerator].stack for holder in (*given.offers, *given.holdings)})
    if not works or len(stacks) < 2:
        return given
    step = given.horizon.months_per_period
    slow = tuple(s.model_copy(update={"port_months": rng.choice((0, 0, step, 2 * step))}) for s in given.stacks)
    rule = Redundancy(
        id="leave",
        lose="stack",
        only=(chips[given.offers[-1].accelerator].stack,) if rng.random() < 0.85 else (),  # of what serves nearly all
        within_months=rng.choice((None, None, 1, step, 2 * step)),
        keep=rng.choice((0.2, 0.3, 0.5, 0.8, 1.0)),
        workloads=works,
        first=given.horizon.label(rng.randrange(given.horizon.periods)) if rng.random() < 0.6 else None,
    )
    few = tuple(_supplied(offer, rng) for offer in given.offers)
    policy = given.policy.model_copy(update={"redundancy": (rule,), "porting_every_months": step})
    return given.model_copy(update={"policy": policy, "stacks": slow, "offers": few})


def _supplied(offer: Offer, rng: Random) -> Offer:
    """A firm offer, mostly with an end of supply: what can be ordered without end would make every ramp easy."""
    if not offer.is_firm or rng.random() < 0.2:
        return offer
    limit = rng.choice(("max_packs", "max_packs_per_period"))
    return offer.model_copy(update={limit: float(rng.randint(2, 4))})
