"""What to know before talking to vendors, of a loaded scenario, as value and as files."""

from __future__ import annotations

import re

from models.negotiation import Negotiation, Stake
from solver.reasons.negotiate import make_negotiation
from solver.search.options import Listener, SearchOptions
from ui.exits import Exit, SteelyardError
from ui.planning import plan_of
from ui.scenario_file import ScenarioFile


def negotiation_of(
    source: ScenarioFile, case: str, options: SearchOptions, listener: Listener | None = None
) -> Negotiation:
    """What each vendor is worth in the plan of a case; SteelyardError where there is no plan."""
    loaded = source.loaded
    found = make_negotiation(loaded.scenario, case, options, document_hash=loaded.document_hash, on_progress=listener)
    if isinstance(found, Negotiation):
        return found
    plan_of(found, case, source)
    raise SteelyardError(Exit.FAILED, [f"case {case}: there is a plan, but no program to weigh vendors by"])


def negotiation_json(found: Negotiation) -> str:
    """The text of `negotiation.json`."""
    return found.model_dump_json(indent=1) + "\n"


def negotiation_files(found: Negotiation) -> dict[str, bytes]:
    """`negotiation.json`, walk-away prices as CSV, and a page in Markdown for every vendor."""
    from ui.negotiation_report import pages
    from ui.reasoning import table_of

    stakes = [row for page in found.vendors for row in page.stakes]
    names = {vendor: re.sub(r"[^A-Za-z0-9.-]", "_", vendor) for vendor in pages(found)}
    texts = {f"INTERNAL-{n}-{names[v]}.md": text.encode() for n, (v, text) in enumerate(pages(found).items(), start=1)}
    return {
        "negotiation.json": negotiation_json(found).encode(),
        "walk_away.csv": table_of("walk_away", Stake, stakes),
        **texts,
    }
