"""The pages that document `plan.json` and what else is written in JSON, made from the models."""

from __future__ import annotations

from typing import Any

from models.bakeoff import BAKEOFF_VERSION, Bakeoff
from models.conflict import CONFLICTS_VERSION, NothingFits
from models.lever_report import LEVERS_VERSION, Levers
from models.plan import SCHEMA_VERSION, Plan
from models.roi import SCHEMA_VERSION as ROI_VERSION
from models.roi import RoiReport

Schema = dict[str, Any]

RECURRING = {
    "accelerator": "Id of the accelerator.",
    "accelerator_class": "Class of the accelerator.",
    "accelerators": "Accelerators: packs x accelerators per pack, or what is busy or set aside.",
    "agreement": "Id of the enterprise agreement.",
    "allowed": "Limit, in `unit`.",
    "allowed_unit": "Unit of `allowed`; `share` where the limit is one.",
    "as_of": "Date at which prices were read.",
    "audit": "Result of the independent audit.",
    "backups": "Who carries what at peaks while a site, a vendor or a stack is lost.",
    "benchmark": "Id of the benchmark record used.",
    "block": "Id of the demand block.",
    "by_grade": "Money by grade.",
    "capacities": "Throughput of every placement that is possible.",
    "case": "Demand case planned.",
    "commitment": "Id of the spend commitment.",
    "commitments": "Spend commitments to sign.",
    "cost_usd": "Nominal cost [USD].",
    "costs": "Money of the plan.",
    "created": "When the plan was made; null keeps repeated runs identical.",
    "counted_on": "What headroom, and what stands in for a loss, counts on of rentable offers under quotas.",
    "dedicated": "Whether it is served from units dedicated to this workload.",
    "dedicated_to": "Who alone uses the units: `workload@geography`, or `lane:` and the lane where lanes are kept "
    "apart; null: all. Of dated blocks `dated:` and the offer, with `:` and the lane where lanes are kept apart.",
    "detail": "The reason in a sentence, with its figures.",
    "discounted_usd": "Amount discounted to the start of the horizon [USD].",
    "dispatch": "Which pool serves which share of which demand.",
    "endpoint": "Id of the endpoint.",
    "evidence": "On what the plan's money and capacity rest.",
    "volumes": "Packs ordered of offers with volume tiers, and the tier that they reach.",
    "expansions": "Modules ordered to enlarge sites.",
    "failures": "What the audit found wrong; empty in a plan that was written.",
    "fleet": "Units in service by period.",
    "gangs": "Runs that take many accelerators of one pool at once, by the period in which they start.",
    "geography": "Id of the users' geography.",
    "grade": "Grade of evidence.",
    "headroom": "Accelerators set aside at peaks; at an endpoint units of 1,000 tokens a minute.",
    "is_binding": "Whether it is used up where it is tightest, or leaves no room for one more pack of anything; "
    "firm capacity for headroom, and the least part of contracts, also where a pack fewer would not do.",
    "kind": "Kind of limit, or the book (capex, opex) of a cost.",
    "limits": "Use of every limit where it is tightest.",
    "lines": "Amount by term and period.",
    "misses": "Demand not served.",
    "mode": "Mode of the offer.",
    "nominal_usd": "Amount as paid [USD].",
    "offer": "Id of the offer.",
    "options": "Options of the search.",
    "orders": "What to order.",
    "packs": "Packs of the offer.",
    "passed": "Whether every row holds and every cost agrees.",
    "period": "First month of the period; null: the whole horizon, or beyond it.",
    "ports": "Workloads to port to stacks.",
    "provenance": "From what and with what the plan was made.",
    "ready_period": "First month of the period from which the stack may serve.",
    "removed_arcs": "Placements that cannot be, and why.",
    "rent": "On-demand and spot capacity by block.",
    "rows_checked": "Rows that the audit recomputed.",
    "run": "Use of firm packs with a running price.",
    "scenario": "Name of the scenario.",
    "scenario_hash": "SHA-256 of the merged scenario document.",
    "schema_version": "Version of this format; another first number needs another reader.",
    "sentence": "The evidence in one sentence.",
    "share": "Share [0..1].",
    "site": "Id of the site.",
    "stack": "Id of the software stack.",
    "start_period": "First month of the period in which the port starts.",
    "status": "`optimal_within_gap`: the asked gap is proven; `stopped_at_limit`: a limit ended the search first; "
    "`hedged`: part of one plan for all cases, see `hedge`.",
    "term": "Cost term.",
    "total_discounted_usd": "Sum of all lines, discounted [USD].",
    "total_nominal_usd": "Sum of all lines, nominal [USD].",
    "unit": "Unit of the figures beside it.",
    "unused_inputs": "Inputs that have no effect on this plan.",
    "usd": "Nominal money [USD].",
    "used": "Use of the limit, in `unit`.",
    "vendor": "Id of the vendor that is paid.",
    "versions": "Versions of this program and its libraries.",
    "workload": "Id of the workload.",
}
"""Meaning of fields that the models do not describe because their name says it."""
PLAIN_TYPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
}
HEAD = f"""# plan.json

Written by `steelyard plan FILE --out DIR`, version {SCHEMA_VERSION}. This page is made from the models by
`steelyard schema plan --markdown`; `steelyard schema plan` prints the same as JSON Schema. Money is USD, months are
`YYYY-MM`, a period is named by its first month, shares lie in 0..1.
"""
CONFLICTS_HEAD = f"""# conflicts.json

Why nothing fits: written by `steelyard plan FILE --out DIR` and printed by `--json` where no plan can meet all limits
(exit code 3), version {CONFLICTS_VERSION}; `batch` gives it for every such case. The app keeps it with the run. This
page is made from the models by `steelyard schema conflicts --markdown`; `steelyard schema conflicts` prints the same as
JSON Schema. Months are `YYYY-MM`, a period is named by its first month, shares lie in 0..1.

Limits rank by the least that a plan then costs, with everything else kept and the limit raised in all its periods by
exactly what it must give. It is the bound of the relaxation, so a plan may cost more, and two limits whose amounts lie
close together may change places. What it costs to give is not in it, and what must be served does not rank: serving
less makes every plan cheaper, and what unserved work is worth is for you to say.
"""

ROI_HEAD = f"""# roi.json

A plan held against its alternatives: written by `steelyard roi FILE --out DIR` and printed by `--json`, version
{ROI_VERSION}; [roi.md](roi.md) says what the figures mean. This page is made from the models by
`steelyard schema roi --markdown`; `steelyard schema roi` prints the same as JSON Schema. Money is USD, months are
`YYYY-MM` or counted from the start of the horizon, shares lie in 0..1 unless they are returns.
"""

LEVERS_HEAD = f"""# levers.json

What a scenario's levers save: written by `steelyard levers FILE --out DIR` and printed by `--json`, version
{LEVERS_VERSION}; [levers.md](levers.md) says what the figures mean. This page is made from the models by
`steelyard schema levers --markdown`; `steelyard schema levers` prints the same as JSON Schema. Money is USD, discounted
unless said otherwise, months are `YYYY-MM`.
"""

BAKEOFF_HEAD = f"""# bakeoff.json

What quotes are worth to the plan: written by `steelyard bakeoff FILE --quote QUOTE --out DIR` and printed by `--json`,
version {BAKEOFF_VERSION}; [bakeoff.md](bakeoff.md) says what the figures mean. This page is made from the models by
`steelyard schema bakeoff --markdown`; `steelyard schema bakeoff` prints the same as JSON Schema. Money is USD,
discounted over the horizon unless said otherwise, months are `YYYY-MM`, days `YYYY-MM-DD` or less precise.
"""


def plan_page() -> str:
    """The page about `plan.json` in Markdown: the plan first, then its parts in order of appearance."""
    return _page(HEAD, "Plan", Plan.model_json_schema())


def conflicts_page() -> str:
    """The page about `conflicts.json` in Markdown, in the same form."""
    return _page(CONFLICTS_HEAD, "NothingFits", NothingFits.model_json_schema())


def roi_page() -> str:
    """The page about `roi.json` in Markdown, in the same form."""
    return _page(ROI_HEAD, "RoiReport", RoiReport.model_json_schema())


def levers_page() -> str:
    """The page about `levers.json` in Markdown, in the same form."""
    return _page(LEVERS_HEAD, "Levers", Levers.model_json_schema())


def bakeoff_page() -> str:
    """The page about `bakeoff.json` in Markdown, in the same form."""
    return _page(BAKEOFF_HEAD, "Bakeoff", Bakeoff.model_json_schema())


def _page(head: str, title: str, schema: Schema) -> str:
    parts = {name: part for name, part in schema["$defs"].items() if "properties" in part}
    ordered = sorted(parts, key=list(_mentions(schema, parts)).index)
    sections = [_section(title, schema), *(_section(name, parts[name]) for name in ordered)]
    return "\n".join([head, *sections])


def _mentions(schema: Schema, parts: dict[str, Schema]) -> list[str]:
    """Names of the parts, depth first."""
    names: list[str] = []
    for field in schema["properties"].values():
        for name in _references(field):
            if name in parts:
                names += [name, *_mentions(parts[name], parts)]
    return names


def _references(field: Any) -> list[str]:
    if isinstance(field, list):
        return [name for item in field for name in _references(item)]
    if not isinstance(field, dict):
        return []
    own = [field["$ref"].rsplit("/", 1)[1]] if "$ref" in field else []
    return own + [name for item in field.values() for name in _references(item)]


def _section(name: str, schema: Schema) -> str:
    rows = [
        f"| `{field}` | {_type(about)} | {_meaning(field, about)} |" for field, about in schema["properties"].items()
    ]
    return "\n".join(
        [f"## {name}", "", schema.get("description", ""), "", "| field | type | meaning |", "|---|---|---|", *rows, ""]
    )


def _meaning(field: str, about: Schema) -> str:
    return " ".join((about.get("description") or RECURRING[field]).split()).replace("|", "\\|")


def _type(about: Schema) -> str:
    if "$ref" in about:
        return f"{about['$ref'].rsplit('/', 1)[1]}"
    if "anyOf" in about:
        return " or ".join(_type(option) for option in about["anyOf"])
    if "enum" in about or "const" in about:
        return ", ".join(f"`{value}`" for value in about.get("enum", [about.get("const")]))
    if about.get("type") == "array":
        return f"list of {_type(about['items'])}"
    if about.get("type") == "object":
        inner = about.get("additionalProperties") or next(iter(about["patternProperties"].values()))
        return f"text -> {_type(inner)}"
    return PLAIN_TYPES[about["type"]]
