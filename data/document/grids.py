"""The grids and forms of a scenario: which rows they hold, and their columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_args

from data.document.columns import Column, column_of, columns_at, is_month
from data.document.composing import composed_of
from data.document.document import Document
from data.document.grid_list import FORMS, GRIDS, UNIT, UNNAMED_UNITS, Spec
from data.document.review_groups import GRID as REVIEWS
from data.document.review_groups import with_cases
from data.schema import field_at
from models.books import PAYERS
from models.calendar import month_number, month_text
from models.queue_laws import works
from models.references import REFERENCES
from models.scorecard import WORDS
from models.vocabulary import Sensitivity

MAX_MONTHS = 240
"""Most month columns."""
LATENCIES = tuple(f"{metric}_p{p}" for metric in ("ttft", "tpot", "e2e") for p in (50, 90, 95, 99))
WORKS = "works"
"""Workloads and their queues, as `workload/queue`."""
PROVEN = "accelerators, endpoints"
"""What work may be validated on."""
TARGETS = {
    ("demand", "geography"): "geographies",
    ("case_demand", "workload"): WORKS,
    ("case_demand", "geography"): "geographies",
    ("vendor_shares", "vendor"): "vendors",
    ("groups", "offers"): "offers",
    ("carbon", "sites"): "sites",
    ("vendor_reviews", "vendor"): "vendors",
    ("requests", "workload"): "workloads",
    ("tiers", "offer"): "offers",
    ("supplies", "vendor"): "vendors",
    ("supplies", "accelerators"): "accelerators",
    ("exports", "accelerators"): "accelerators",
    ("exports", "vendors"): "vendors",
    ("quotas", "vendors"): "vendors",
    ("operating_costs", "workloads"): "workloads",
    ("operating_costs", "sites"): "sites",
    ("operating_costs", "stacks"): "stacks",
    ("levers", "workloads"): "workloads",
    ("levers", "accelerators"): "accelerators",
    ("levers", "blocks"): "blocks",
    ("levers", "not_with"): "levers",
    ("quotas", "sites"): "sites",
    ("quotas", "accelerators"): "accelerators",
    ("workloads", "deferral.blocks"): "blocks",
    ("redundancy", "workloads"): WORKS,
    ("shape_blocks", "block"): "blocks",
    ("demand", "workload"): "workloads",
    ("demand_parts", "workload"): "workloads",
    ("demand_parts", "milestone"): "milestones",
    ("demand_months", "workload"): "workloads",
    ("targets", "workload"): "workloads",
    ("launch_windows", "workload"): "workloads",
    ("validations", "workload"): "workloads",
    ("gang_sizes", "workload"): "workloads",
    ("queues", "workload"): "workloads",
    ("queues", "shape"): "shapes",
    ("queues", "sites"): "sites",
    ("queues", "deferral.blocks"): "blocks",
    ("queue_targets", "workload"): "workloads",
    ("validations", "accelerator"): PROVEN,
    ("points", "benchmark"): "benchmarks",
    ("endpoint_profiles", "endpoint"): "endpoints",
    ("expansions", "site"): "sites",
    ("exits", "offer"): "offers",
    ("milestone_payments", "offer"): "offers",
    ("commitment_rates", "commitment"): "commitments",
    ("agreement_years", "agreement"): "agreements",
    ("commitment_rates", "offer"): "offers",
    ("shape_blocks", "shape"): "shapes",
    ("case_demand", "case"): "cases",
} | {(collection, field): target for collection, field, target in REFERENCES}
"""Grid and column -> the records whose ids a cell may hold."""
SUGGESTED = {
    ("workloads", "jurisdictions"): ("sites", "jurisdiction"),
    ("workloads", "required_tags"): ("sites", "tags"),
    ("queues", "jurisdictions"): ("sites", "jurisdiction"),
    ("queues", "required_tags"): ("sites", "tags"),
    ("redundancy", "only"): ("sites", "id"),
    ("exports", "jurisdictions"): ("sites", "jurisdiction"),
    ("capacity_shares", "names"): ("vendors", "id"),
    ("endpoint_profiles", "profile"): ("workloads", "profile"),
    ("workloads", "lane"): ("workloads", "lane"),
    ("holdings", "lane"): ("workloads", "lane"),
    ("lane_groups", "lanes"): ("workloads", "lane"),
    **{(kind, "bucket"): ("workloads", "bucket") for kind in PAYERS},
    ("budgets", "buckets"): ("workloads", "bucket"),
    **{("placement", word): ("sites", "tags") for word in get_args(Sensitivity)},
}
"""Grid and column -> collection and field whose words are offered; others may be typed."""
HEADERS = {
    ("holdings", "monthly_usd"): "Monthly [USD/accelerator/month]",
    ("holdings", "upfront_usd"): "Upfront [USD/accelerator]",
    ("holdings", "committed_usd_per_hour"): "Committed hour [USD/accelerator/h]",
    ("holdings", "beside_usd_per_month"): "Software, network, storage [USD/accelerator/month]",
    ("workloads", "headroom"): "Own headroom [ratio]",
    ("queues", "headroom"): "Own headroom [ratio]",
    ("queues", "share"): "Share [of the demand]",
    ("milestone_payments", "share"): "Part [share of upfront]",
    ("commitment_rates", "usd_per_hour"): "Rate [USD/pack/h]",
    ("commitments", "upfront_share"): "Paid ahead [share of the term]",
    ("commitments", "max_usd_per_hour"): "Most at once [USD/h]",
    ("commitments", "signed_usd_per_hour"): "In force today [USD/h]",
    ("commitments", "signed_until"): "In force until [month]",
    ("agreements", "discount"): "Discount [share of charges]",
    ("agreement_years", "commitment_usd"): "Promised [USD/contract year]",
    ("agreements", "drawn_usd"): "Drawn before the horizon [USD]",
    ("contract_mix", "min_share"): "At least [share of the orders]",
    ("contract_mix", "max_share"): "At most [share of the orders]",
    ("contract_mix", "min_term_months"): "Part: shortest term [months]",
    ("contract_mix", "max_term_months"): "Part: longest term [months]",
    ("contract_mix", "modes"): "Part: modes",
    ("contract_mix", "among"): "Among modes",
    ("supplies", "accelerators"): "Accelerators counted",
    ("exports", "accelerators"): "Accelerators counted",
    ("quotas", "accelerators"): "Accelerators counted",
    ("quotas", "max_accelerators"): "Most at once [accelerators]",
    ("supplies", "months"): "Stretch [months]",
    ("levers", "demand"): "Demand left [x]",
    ("levers", "throughput"): "Throughput [x]",
    ("levers", "blocks"): "Blocks [of the horizon]",
    ("levers", "within_months"): "May wait [months]",
    ("operating_costs", "usd"): "Rate [USD by driver]",
    ("operating_costs", "fte"): "People [FTE]",
    ("budgets", "falls"): "Counted at",
    ("vendor_reviews", "score"): "Points [0..5]",
    ("procurement", "note"): "Confidential note",
    ("requests", "input_tokens"): "Prompt: median [tokens]",
    ("requests", "input_tokens_p95"): "Prompt: p95 [tokens]",
    ("requests", "output_tokens"): "Answer: median [tokens]",
    ("requests", "output_tokens_p95"): "Answer: p95 [tokens]",
    ("requests", "concurrency"): "At once: mean [requests]",
    ("requests", "concurrency_p95"): "At once: p95 [requests]",
    **{("scorecard", f"weights.{name}"): f"Weight: {words} [ratio]" for name, words in WORDS.items()},
    ("exchange_rates", "first"): "From [month]",
    ("exchange_rates", "usd_per_unit"): "Rate [USD/unit of the currency]",
    ("expansions", "kw"): "Power [kW at the meter]",
    ("expansions", "racks"): "Racks [racks]",
    ("expansions", "m2"): "Floor [m2]",
    ("expansions", "upfront_usd"): "Price [USD/module]",
    ("expansions", "usd_per_month"): "Upkeep [USD/module/month]",
}
"""Headers that differ from other grids."""


@dataclass(frozen=True)
class Grid:
    """Rows of one kind with typed columns; a form has one row, a field a column.

    `pattern` leads to the rows: `*` stands for every item or key.
    """

    name: str
    title: str
    help: str
    columns: tuple[Column, ...]
    pattern: tuple[str, ...]
    is_form: bool = False
    can_add: bool = True
    """Whether rows may be added and deleted; of a form, whether the record may be deleted."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


def grids(document: Document) -> tuple[Grid, ...]:
    """All grids and forms of a scenario, in the order of its file; choices are the ids that the document knows."""
    content = composed_of(document).composed.document
    choices = {target: _ids(content, target) for target in set(TARGETS.values())}
    return tuple(_grid(spec, content, choices) for spec in (*FORMS, *GRIDS))


def grid_of(document: Document, name: str) -> Grid:
    """The grid of that name; KeyError where there is none."""
    return {grid.name: grid for grid in grids(document)}[name]


def _ids(content: Any, target: str) -> tuple[str, ...]:
    if target == WORKS:
        return tuple(works(content))
    if target == PROVEN:
        return tuple(known for part in ("accelerators", "endpoints") for known in _ids(content, part))
    owner = content.get("horizon") if target == "blocks" else content
    found = owner.get(target) if isinstance(owner, dict) else None
    rows = found if isinstance(found, list) else []
    names = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return tuple(dict.fromkeys(names)) or (("all",) if target == "blocks" else ())


def _grid(spec: Spec, content: Any, choices: dict[str, tuple[str, ...]]) -> Grid:
    own = (*spec.heading, *_fields(spec, content))
    is_cut = spec.name == "demand_months" and len(own) >= MAX_MONTHS
    words = f"{spec.help} Only the first {MAX_MONTHS} months are shown." if is_cut else spec.help
    columns = tuple(_chosen(spec.name, column, content, choices) for column in own)
    if spec.unit_after:
        columns, words = _with_unit(spec, columns, words, content)
    return Grid(spec.name, spec.title, words, columns, spec.pattern, spec.is_form, spec.can_add)


def _with_unit(spec: Spec, columns: tuple[Column, ...], words: str, content: Any) -> tuple[tuple[Column, ...], str]:
    """Columns and help with the unit that all records share; where they differ, with a column of the units."""
    field = "service_unit" if spec.pattern[0] == "workloads" else "unit"
    typed = (record.get(field) for record in _dicts(content.get(spec.pattern[0])))
    units = {unit if isinstance(unit, str) else None for unit in typed}
    known = [unit for unit in units if unit is not None]
    name = f"[{known[0]}]" if len(units) == len(known) == 1 else "[see Unit]"

    def said(text: str) -> str:
        for unnamed in UNNAMED_UNITS:
            text = text.replace(unnamed, name)
        return text

    named = [replace(column, header=said(column.header), help=said(column.help)) for column in columns]
    if len(units) != 1:
        place = next(n for n, column in enumerate(named) if column.name == spec.unit_after)
        named.insert(place + 1, UNIT)
    return tuple(named), said(words)


def _chosen(grid: str, column: Column, content: Any, choices: dict[str, tuple[str, ...]]) -> Column:
    """The column with the ids it refers to, or the words used elsewhere, as choices; and the header of its grid."""
    if words := HEADERS.get((grid, column.name)):
        column = replace(column, header=words)
    if target := TARGETS.get((grid, column.name)):
        return replace(column, kind=column.kind if column.kind == "list" else "choice", choices=choices[target])
    if suggested := SUGGESTED.get((grid, column.name)):
        return replace(column, choices=_words(content, *suggested), is_open=True)
    return replace(column, is_open=True) if column.kind == "list" and not column.choices else column


def _words(content: Any, collection: str, field: str) -> tuple[str, ...]:
    """The words that the records of a collection use in a field."""
    found: dict[str, None] = {}
    for record in _dicts(content.get(collection)):
        value = record.get(field)
        words = value if isinstance(value, list) else [value]
        found.update(dict.fromkeys(word for word in words if isinstance(word, str)))
    return tuple(sorted(found))


def _fields(spec: Spec, content: Any) -> tuple[Column, ...]:
    """The columns of the fields: those of the model, or one for every month, geography, statistic or sensitivity."""
    location = tuple(0 if step == "*" else step for step in spec.pattern)
    if spec.name == "shape_blocks":
        location = (*location[:-1], "x")
    if spec.name == "demand_months":
        schema = field_at((*location, "path", "2027-01"))
        return tuple(_month_column(month, schema) for month in _months(content))
    if spec.name == REVIEWS:
        return with_cases(columns_at(location), content)
    if spec.name == "round_trips":
        words = "Network round trip from the site to this geography."
        schema = {**field_at((*location, "rtt_ms", "x")), "description": words}
        names = _ids(content, "geographies")
        return tuple(_named(column_of(("rtt_ms", name), schema, "number"), name, f"{name} [ms]") for name in names)
    if spec.name in ("points", "endpoint_profiles"):
        words = f"Measured latency {'at this load' if spec.name == 'points' else 'at the endpoint'} [ms]."
        schema = {**field_at((*location, "latency_ms", "ttft_p99")), "description": words}
        latencies = (column_of(("latency_ms", key), schema, "number") for key in LATENCIES)
        named = tuple(_named(column, column.path[1], f"{_statistic(column.path[1])} [ms]") for column in latencies)
        return (*columns_at(location, {"latency_ms"}), *named)
    if spec.name == "placement":
        schema = {**field_at((*location, "required_tags", "public")), "description": "Site tags that such data needs."}
        words = field_at((*location, "required_tags")).get("propertyNames", {}).get("enum", ())
        return tuple(
            _named(column_of(("required_tags", word), schema, "list"), word, f"{word.capitalize()} data")
            for word in words
        )
    return tuple(c for c in columns_at(location, spec.hidden) if not spec.shown or c.name in spec.shown)


def _named(column: Column, name: str, header: str) -> Column:
    return replace(column, name=name, header=header)


def _statistic(key: str) -> str:
    metric, percentile = key.split("_")
    return f"{metric.upper() if metric != 'e2e' else 'End to end'} {percentile}"


def _month_column(month: str, schema: dict[str, Any]) -> Column:
    words = {
        **schema,
        "description": "Mean demand in this month. Emptied, a typed month follows the others.",
    }
    return _named(column_of(("path", month), words, "number"), month, month)


def _months(content: Any) -> list[str]:
    """The months of the horizon, and any others that a path gives."""
    found = set(_horizon_months(content.get("horizon")))
    for workload in _dicts(content.get("workloads")):
        for demand in _dicts(workload.get("demand")):
            path = demand.get("path")
            found.update(month for month in path if is_month(month)) if isinstance(path, dict) else None
    return sorted(found)[:MAX_MONTHS]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _horizon_months(horizon: Any) -> list[str]:
    if not isinstance(horizon, dict) or not is_month(horizon.get("start")):
        return []
    periods, step = horizon.get("periods", 1), horizon.get("months_per_period", 1)
    if type(periods) is not int or type(step) is not int or periods < 1 or step < 1:
        return []
    first = month_number(horizon["start"])
    every = 1 if periods * step <= MAX_MONTHS else step
    return [month_text(first + n) for n in range(0, min(periods * step, MAX_MONTHS * every), every)]
