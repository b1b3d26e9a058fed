"""Managed inference: what endpoints serve, take and cost, and what of them has no effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from models.endpoint import UNIT_TOKENS, EndpointUse
from solver.answers.use import Use
from solver.program.build import Program
from solver.program.instance import Instance


def endpoint_uses(program: Program, use: Use) -> tuple[EndpointUse, ...]:
    """One row per period in which an endpoint serves work or holds headroom, all lanes together."""
    x, usd = use.x, _paid(program)
    rows = []
    for name, endpoint in x.endpoints.items():
        pools = [j for j, pool in enumerate(x.pools) if pool.accelerator.id == name]
        for t in range(x.T):
            called = [sum(use.rented[j][t][b] for j in pools) for b in range(len(x.blocks))]
            held = max(sum(use.pool_held[j][t][b] for j in pools) for b in range(len(x.blocks)))
            if not (any(called) or held):
                continue
            b = called.index(max(called))
            quota = endpoint.quota_tokens_per_minute
            inward, outward = _tokens(use, pools, t)
            rows.append(
                EndpointUse(
                    endpoint=name,
                    site=endpoint.site,
                    period=x.scenario.horizon.label(t),
                    block=x.blocks[b].id,
                    tokens_per_minute=UNIT_TOKENS * called[b],
                    set_aside_tokens_per_minute=UNIT_TOKENS * held,
                    quota_tokens_per_minute=quota,
                    quota_share=UNIT_TOKENS * called[b] / quota if quota else None,
                    input_tokens=inward,
                    output_tokens=outward,
                    cost_usd=usd[name, t],
                )
            )
    return tuple(rows)


def _tokens(use: Use, pools: list[int], t: int) -> tuple[float, float]:
    """Input and output tokens of the work that pools serve or run double in a period."""
    inward = outward = 0.0
    for r, (_, j, arc) in enumerate(use.x.arcs):
        if j in pools:
            served = use.x.endpoints[arc.accelerator.id].profile(arc.workload.profile)
            tokens = 60 * UNIT_TOKENS * use.hours[r][t]
            inward += tokens * served.input_tokens / served.tokens
            outward += tokens * served.output_tokens / served.tokens
    return inward, outward


def _paid(program: Program) -> dict[tuple[str, int], float]:
    """What the tokens of an endpoint cost in a period, nominal [USD]."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for entry in program.entries:
        if entry.term == "managed_inference" and entry.copy is not None:
            found[program.instance.copies[entry.copy].offer.id, entry.period] += entry.usd * entry.decision.value
    return found


def by_endpoint(x: Instance, said: Iterable[str]) -> Iterator[str]:
    """Sentences about inputs without effect, each with the path at which the scenario states an endpoint's part."""
    paths = {f"offers.{name}": f"endpoints.{name}" for name in x.endpoints}
    for name, endpoint in x.endpoints.items():
        for served in endpoint.serves:
            paths[f"benchmarks.{name}/{served.profile}"] = f"endpoints.{name}.serves.{served.profile}"
    for sentence in said:
        path, colon, why = sentence.partition(":")
        own = next((known for known in paths if path == known or path.startswith(f"{known}.")), None)
        yield paths[own] + path.removeprefix(own) + colon + why if own else sentence
