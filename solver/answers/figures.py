"""Figures that follow from the decisions: sites, pools, service with its cost and bottleneck, placements."""

from __future__ import annotations

from typing import Any

from models.bill import Costs
from solver.answers.books import books
from solver.answers.carbon import carbon_uses
from solver.answers.charging import charges, pack_costs, pack_terms
from solver.answers.commitments import commitment_uses
from solver.answers.lifecycle import lifecycle
from solver.answers.lockin_figures import lock_in_figures
from solver.answers.managed import endpoint_uses
from solver.answers.matrix import matrix
from solver.answers.milestones import milestones
from solver.answers.operating import operating_uses
from solver.answers.placements import Book, capacities, removed_arcs
from solver.answers.places import pool_uses, site_uses
from solver.answers.queueing import queueing_uses
from solver.answers.queues import queue_uses
from solver.answers.scorecard import scorecard
from solver.answers.service import service_uses
from solver.answers.trust import spending
from solver.answers.unit_economics import unit_economics, worth_of
from solver.answers.use import Use
from solver.answers.ways import ways
from solver.program.build import Program


def derived_figures(program: Program, case_id: str, costs: Costs) -> dict[str, Any]:
    """Fields of the plan by name; `load_values` comes first."""
    use, by_term = Use(program), pack_terms(program)
    packs = pack_costs(by_term)
    charged = charges(program, use, by_term, costs.total_nominal_usd)
    service = service_uses(use, case_id, charged.by_workload)
    book = Book(program, use, packs)
    pairs, sites, found = capacities(book), site_uses(use), ways(book)
    return {
        "sites": sites,
        "carbon": carbon_uses(program.instance, sites),
        "pools": pool_uses(use),
        "endpoints": endpoint_uses(program, use),
        "service": service,
        "queues": queue_uses(use, service),
        "milestones": milestones(program, use, pairs),
        "unassigned": charged.unassigned,
        "operating_costs": operating_uses(program),
        "unit_economics": unit_economics(charged, service, program.instance.scenario.horizon.label, worth_of(use)),
        "books": books(program),
        "display_currency": program.instance.scenario.policy.finance.display_currency,
        "spending": spending(program),
        "removed_arcs": removed_arcs(program.instance),
        "queueing": queueing_uses(program),
        "commitment_use": commitment_uses(program),
        "capacities": pairs,
        "matrix": matrix(program, book, found, by_term),
        **scorecard(book, found),
        "lifecycle": lifecycle(program, book, by_term),
        **lock_in_figures(program, pairs),
    }
