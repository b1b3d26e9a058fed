"""The 90-day plan in three dated blocks, each with its deliverable, its owner and what is known already."""

from __future__ import annotations

from datetime import date

from models.packs.paper import Paper, Section
from models.packs.roadmap import Block, blocks_from
from models.scenario import Scenario
from ui.figures import clean
from ui.packs.roadmap_benchmarks import benchmarks
from ui.packs.roadmap_inventory import inventory
from ui.packs.roadmap_plan import buy_plan
from ui.packs.setting import foot, provenance, section
from ui.packs.source import Source

TITLES = (
    "Inventory of demand, baseline of cost",
    "Benchmarks and shortlist",
    "Bands, cadence and lifecycle",
)
DELIVERABLES = (
    (
        "one signed-off list of all AI workloads with measured demand, latency, utilization, failures, queue depth, "
        "and what they cost today by team; no hardware is bought in this block"
    ),
    (
        "a scorecard of the candidates below on at least two accelerator classes, measured with own prompts on the "
        "deployment stack, and a shortlist that finance has seen"
    ),
    (
        "a phased buy plan of baseline, growth and surge, each band with a milestone and a signal; a calendar of "
        "reviews and benchmarks; a policy for hardware that ends"
    ),
)


def roadmap_paper(source: Source) -> Paper:
    """The plan of 90 days."""
    roadmap = source.scenario.procurement.roadmap
    owners = (roadmap.inventory_owner, roadmap.benchmark_owner, roadmap.plan_owner)
    blocks = blocks_from(start_of(source), owners)
    known = (inventory(source), benchmarks(source), buy_plan(source, blocks[-1].last))
    sections = [part for block, parts in zip(blocks, known, strict=True) for part in (_head(block), *parts)]
    return Paper(
        title="90-day plan to a defensible buy plan",
        about=clean(f"{_buyer(source.scenario)}, {blocks[0].first} to {blocks[-1].last}"),
        decision=clean(_decision(blocks)),
        sections=(*sections, provenance(source.stamp, source.plan.hedge.gap if source.plan.hedge else None)),
        stamp=foot(source.stamp),
    )


def start_of(source: Source) -> date:
    """First day: that of the roadmap, else the pricing date, else that of the horizon."""
    scenario = source.scenario
    told = scenario.procurement.roadmap.start or scenario.as_of or scenario.horizon.start
    year, month, day = (*map(int, told.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _buyer(scenario: Scenario) -> str:
    return scenario.procurement.buyer or scenario.name


def _decision(blocks: tuple[Block, ...]) -> str:
    first, second, third = blocks
    return (
        f"By {first.last} all demand is on one list; by {second.last} at least two accelerator classes are measured "
        f"with own prompts; by {third.last} the buy plan stands, with bands, reviews and ends of support."
    )


def _head(block: Block) -> Section:
    days = f"Days {30 * block.number - 29} to {30 * block.number}, {block.first} to {block.last}"
    owner = f"Owner: {block.owner}." if block.owner else "Owner: to be named before the first day; nobody is yet."
    return section(f"{days}: {TITLES[block.number - 1]}", [f"Deliverable: {DELIVERABLES[block.number - 1]}.", owner])
