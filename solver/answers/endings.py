"""Packs that end otherwise than with their term, in a solution: who leaves, who stays, what that costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.endings import Extension, Release
from models.offer import Offer
from solver.program.endings import RELEASES, Ending, may_renew, recurring_after, recurring_between, upfront_used
from solver.program.families.endings import ended
from solver.program.instance import Instance

ROUNDING = 2e-7
"""Parts of packs by which an order and all that leaves of it may differ, as the solver rounds."""
NOTHING = 1e-9
"""Packs below this are none."""
SAID = {"exit": "give back early", "resale": "resell", "buyout": "buy out of their lease", "renewal": "renew"}
"""What is done with packs, as the decision's sentence says it."""


def parts(m: pyo.ConcreteModel, x: Instance, o: int, u: int, packs: float) -> list[tuple[Ending | None, float]]:
    """Packs of an order by how they end, those that end with their term first (None); the decisions have values."""
    ways = [(way, decision.value) for way, decision in ended(m, x, o, u, 0) if decision.value]
    kept = packs - sum(number for _, number in ways)
    return [(None, kept if kept > NOTHING else 0.0), *ways]


def settle_endings(m: pyo.ConcreteModel, x: Instance) -> None:
    """Let all of an order leave where all but rounding does: parts of packs can be ordered."""
    for o, u in x.endings:
        ways = [decision for _, decision in ended(m, x, o, u, 0)]
        kept = m.order[o, u, 0].value - sum(decision.value for decision in ways)
        if ways and 0 < abs(kept) <= ROUNDING:
            most = max(ways, key=lambda decision: decision.value)
            most.set_value(max(0.0, most.value + kept), skip_validation=True)


def until(x: Instance, o: int, u: int, way: Ending | None) -> int:
    """First of PERIODS in which packs of an order are no longer in service; possibly beyond the horizon."""
    return x.copies[o].windows[u][1] if way is None else way.until


def releases(m: pyo.ConcreteModel, x: Instance) -> tuple[Release, ...]:
    """Packs that leave before their end."""
    return tuple(_release(x, key, v.value) for key, v in m.release.items() if v.value)


def extensions(m: pyo.ConcreteModel, x: Instance) -> tuple[Extension, ...]:
    """Packs that stay when their term ends."""
    return tuple(_extension(x, key, v.value) for key, v in m.extend.items() if v.value)


def _release(x: Instance, key: tuple[int, int, int, int], packs: float) -> Release:
    o, u, f, _ = key
    way, offer, (s, e) = x.endings[o, u][f], x.copies[o].offer, x.copies[o].windows[u]
    saved = range(way.period, min(e, x.T))
    unused = 0.0 if offer.mode == "buy" else offer.upfront_usd * (1 - upfront_used(x, s, e))
    spared = recurring_between(x, offer, saved.start, saved.stop) + len(saved) * _beside_usd(x, offer, way)
    return Release(
        **_of_order(x, o, u),
        kind="resale" if way.kind == "resale" else "exit",
        period=x.scenario.horizon.label(way.period),
        packs=packs,
        accelerators=packs * x.copies[o].units,
        fee_usd=packs * max(way.usd, 0.0),
        resale_usd=packs * max(-way.usd, 0.0),
        cost_usd=packs * (way.usd + unused - spared),
    )


def _extension(x: Instance, key: tuple[int, int, int, int], packs: float) -> Extension:
    o, u, f, _ = key
    way, offer = x.endings[o, u][f], x.copies[o].offer
    stays = range(way.period, min(way.until, x.T))
    paid = sum(recurring_after(x, offer, way, t) + _beside_usd(x, offer, way) for t in stays)
    return Extension(
        **_of_order(x, o, u),
        kind="buyout" if way.kind == "buyout" else "renewal",
        period=x.scenario.horizon.label(way.period),
        ends=x.scenario.horizon.month_of(way.until),
        packs=packs,
        accelerators=packs * x.copies[o].units,
        cost_usd=packs * (way.usd + paid),
    )


def _of_order(x: Instance, o: int, u: int) -> dict[str, Any]:
    """Fields that name the order."""
    offer = x.copies[o].offer
    return {
        **{name: getattr(offer, name) for name in ("accelerator", "site", "mode")},
        "offer": offer.id,
        "dedicated_to": x.pools[x.copies[o].pool].owner or None,
        "order_period": x.scenario.horizon.label(u),
    }


def _beside_usd(x: Instance, offer: Offer, way: Ending) -> float:
    """Support, software, network and storage of a pack in a period [USD/pack]."""
    support = offer.support_share_per_year * offer.upfront_usd if way.kind == "resale" else 0.0
    yearly = support + offer.software_usd_per_year * offer.pack
    return yearly * x.M / 12 + sum(offer.beside_usd_per_month.values()) * offer.pack * x.M


def due_after_usd(x: Instance, o: int, u: int, way: Ending | None) -> float:
    """Payments that a contract asks for after the horizon, by how the pack ends [USD/pack]."""
    offer = x.copies[o].offer
    if offer.mode == "buy" or (way and way.kind != "renewal"):
        return 0.0
    if way is None:
        return recurring_between(x, offer, x.T, x.copies[o].windows[u][1])
    return sum(recurring_after(x, offer, way, t) for t in range(x.T, way.until))


def renewed_months(m: pyo.ConcreteModel, x: Instance) -> list[int]:
    """Lengths of the renewals that packs take [months]."""
    taken = {(o, x.endings[o, u][f].kind) for (o, u, f, _), packs in m.extend.items() if packs.value}
    renewals = (x.copies[o].offer.renewal for o, kind in taken if kind == "renewal")
    return [renewal.term_months for renewal in renewals if renewal]


def said(made: tuple[Release | Extension, ...]) -> Iterator[tuple[str, dict[str, float]]]:
    """What is done, and with how many accelerators by kind."""
    sums: dict[str, dict[str, float]] = {}
    for kind, words in SAID.items():
        for row in made:
            if row.kind == kind:
                sums.setdefault(words, defaultdict(float))[row.accelerator] += row.accelerators
    yield from sums.items()


def unused_endings(x: Instance) -> Iterator[str]:
    """Exits, buy-outs, renewals and refresh ages that nothing can meet inside the horizon."""
    ways: dict[str, set[str]] = defaultdict(set)
    ages: dict[str, set[int]] = defaultdict(set)
    for (o, u), found in x.endings.items():
        name = x.copies[o].offer.id
        ways[name].update(way.kind for way in found)
        ages[name].update(x.M * (way.period - x.copies[o].windows[u][0]) for way in found if way.kind in RELEASES)
    values = x.scenario.policy.finance.end_value
    for offer in x.scenario.offers:
        path = f"offers.{offer.id}"
        for n, way in enumerate(offer.exits):
            if way.after_months not in ages[offer.id] and not (offer.mode == "buy" and values == "resale_curve"):
                yield f"{path}.exits.{n}: no pack is {way.after_months} months in service before the horizon ends"
        if offer.buyout and "buyout" not in ways[offer.id]:
            yield f"{path}.buyout: no lease ends before the horizon does, or support ends with it"
        if offer.renewal and "renewal" not in ways[offer.id]:
            why = "no contract ends before the horizon does, or support ends before the renewal"
            too_long = f"longer than policy.max_term_months ({x.scenario.policy.max_term_months})"
            yield f"{path}.renewal: {why if may_renew(x, offer) else too_long}"
        starts = [s for c in x.copies if c.offer.id == offer.id for s, _ in c.windows.values()]
        if offer.refresh_months and starts and offer.refresh_months >= (x.T - min(starts)) * x.M:
            yield f"{path}.refresh_months: no pack is so old before the horizon ends"
        if offer.life_months and values == "resale_curve":
            yield f"{path}.life_months: bought units are worth what they are sold for (finance.end_value)"
