"""The table of contents of the editor: every grid and form of a scenario."""

from __future__ import annotations

from typing import NamedTuple

from data.document.columns import Column


class Spec(NamedTuple):
    """What a grid shows: where its rows are, columns before the fields, fields hidden or alone shown."""

    name: str
    title: str
    help: str
    pattern: tuple[str, ...]
    heading: tuple[Column, ...] = ()
    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    is_form: bool = False
    can_add: bool = True
    unit_after: str = ""
    """Column beside which the unit of each row stands, unless it is the same in all of them."""


UNNAMED_UNITS = ("[service unit]", "[benchmark's unit]")
"""How headers and descriptions of the models call a unit that each record has of its own."""


def _parent(name: str, header: str, is_editable: bool = True) -> Column:
    words = f"The {name} that the row belongs to."
    return Column(name, (), header, words, "choice", is_required=True, is_editable=is_editable, role="parent")


def _own(name: str, header: str, words: str) -> Column:
    """A column of a field that is shown but not edited here."""
    return Column(name, (name,), header, words, "text", is_required=True, is_editable=False)


_BLOCK = Column(
    "block", (), "Block", "Block of the horizon.", "choice", is_required=True, is_editable=False, role="key"
)
_QUEUE = Column("queue", (), "Queue", "Queue of the workload.", "text", is_editable=False, role="key")
_PLACE = Column("place", (), "Geography", "Where the users are.", "text", is_editable=False, role="key")
UNIT = Column("unit", (), "Unit", "What the figures of the row are counted in.", "text", is_editable=False, role="key")
_GIVEN = Column(
    "given",
    (),
    "Given as",
    "Which months are typed; the others follow from them, or from a level and its growth.",
    "text",
    is_editable=False,
    role="key",
)
_FORM = Column(
    "form",
    (),
    "Form",
    "Level with yearly growth, a path of months with straight lines between, or parts. A change converts the figures.",
    "choice",
    ("level", "path", "parts"),
    role="key",
)

FORMS = (
    Spec(
        "scenario", "Scenario", "Name, and the date at which prices are read.", (), shown=("name", "as_of"),
        is_form=True, can_add=False,
    ),
    Spec("horizon", "Horizon", "The planned time.", ("horizon",), is_form=True, can_add=False),
    Spec("finance", "Finance", "How money is counted.", ("policy", "finance"), is_form=True),
    Spec("headroom", "Headroom", "Capacity above the peak, by criticality.", ("policy", "headroom"), is_form=True),
    Spec("placement", "Placement", "Site tags that sensitive data needs.", ("policy", "placement"), is_form=True),
    Spec("maturity", "Maturity", "How far silicon without own benchmark may go.", ("policy", "maturity"), is_form=True),
    Spec(
        "simplicity", "Simplicity", "Most vendors, sites, contracts and pools, and what is too little to be worth it.",
        ("policy", "simplicity"), is_form=True,
    ),
    Spec("exposure", "Exposure", "Limit on outstanding commitment.", ("policy", "exposure"), is_form=True),
    Spec(
        "moving", "Moving", "What it takes to serve work away from its home site.", ("policy", "moving"), is_form=True,
    ),
    Spec(
        "engineers", "Porting engineers", "Effort there is for ports and their upkeep, and what it costs.",
        ("policy", "engineers"), is_form=True,
    ),
    Spec(
        "uncertainty", "One plan for all cases",
        "What is minimized over all cases, when cases can be told apart, and what falling short costs.",
        ("policy", "uncertainty"), hidden=("reviews", "stresses"), is_form=True,
    ),
    Spec(
        "lifecycle", "Lifecycle",
        "When units are retired and reviewed, how they change hands, what spare ones cost; no effect on the plan.",
        ("policy", "lifecycle"), is_form=True,
    ),
    Spec(
        "switches", "Objective, porting and terms",
        "What a plan is chosen by; how many stacks, when ports may start, how long a contract may bind, what departing"
        " from a plan must save.",
        ("policy",),
        shown=(
            *("objective", "max_stacks_per_workload", "porting_every_months", "max_term_months"),
            "departure_usd_per_pack",
        ),
        is_form=True, can_add=False,
    ),
    Spec(
        "scorecard", "Scorecard", "How workloads, accelerators and vendors are compared; no effect on the plan.",
        ("scorecard",), is_form=True,
    ),
    Spec(
        "procurement", "Procurement",
        "What the documents of a plan say besides: who buys, for what, when, on which terms; no effect on the plan.",
        ("procurement",), is_form=True,
    ),
)  # fmt: skip
GRIDS = (
    Spec("workloads", "Workloads", "What is to be served.", ("workloads", "*")),
    Spec(
        "demand", "Demand", "Mean demand per workload and geography.", ("workloads", "*", "demand", "*"),
        heading=(_parent("workload", "Workload"), _FORM), hidden=("path",), unit_after="level",
    ),
    Spec(
        "demand_months", "Demand by month",
        "Mean demand of every month [service unit]. \"Given as\" says what is typed; the other months follow: a level"
        " grows, a path runs straight between typed months. Typing into a level makes it a path of every month.",
        ("workloads", "*", "demand", "*"), can_add=False, unit_after="geography",
        heading=(
            _parent("workload", "Workload", is_editable=False),
            _own("geography", "Geography", "The geography."),
            _GIVEN,
        ),
    ),
    Spec(
        "demand_parts", "Parts of demand",
        "Demand by what drives it; a demand of the form parts gets more of them in the text of the scenario.",
        ("workloads", "*", "demand", "*", "parts", "*"), can_add=False, hidden=("path",), unit_after="level",
        heading=(_parent("workload", "Workload", is_editable=False), _PLACE),
    ),
    Spec(
        "targets", "Service targets", "Latency limits of workloads.", ("workloads", "*", "targets", "*"),
        heading=(_parent("workload", "Workload"),),
    ),
    Spec(
        "launch_windows", "Launch windows", "Months in which more headroom is asked for.",
        ("workloads", "*", "launch_windows", "*"), heading=(_parent("workload", "Workload"),),
    ),
    Spec(
        "validations", "Validations", "Own benchmarks of workloads on accelerators, at the service level.",
        ("workloads", "*", "validations", "*"), heading=(_parent("workload", "Workload"),),
    ),
    Spec(
        "gang_sizes", "Sizes of gangs", "Numbers of accelerators that a run of a gang may take together.",
        ("workloads", "*", "gang", "sizes", "*"), heading=(_parent("workload", "Workload"),),
    ),
    Spec(
        "queues", "Queues", "Parts of a workload with a service level, price and places of their own.",
        ("workloads", "*", "queues", "*"), heading=(_parent("workload", "Workload"),),
    ),
    Spec(
        "queue_targets", "Service targets of queues",
        "Latency limits of queues that have their own; a queue gets its first in the text of the scenario.",
        ("workloads", "*", "queues", "*", "targets", "*"), can_add=False,
        heading=(_parent("workload", "Workload", is_editable=False), _QUEUE),
    ),
    Spec("geographies", "Geographies", "Where users are.", ("geographies", "*")),
    Spec("sites", "Sites", "Where accelerators stand.", ("sites", "*"), hidden=("rtt_ms",)),
    Spec(
        "expansions", "Site expansions", "Modules by which a site can be enlarged: power, racks, floor, cooling.",
        ("sites", "*", "expansions", "*"), heading=(_parent("site", "Site"),),
    ),
    Spec(
        "round_trips", "Round trips", "Network round trip of every site to every geography.", ("sites", "*"),
        heading=(_own("id", "Site", "The site."),), can_add=False,
    ),
    Spec("offers", "Offers", "Ways to get capacity: a price per pack of an accelerator at a site.", ("offers", "*")),
    Spec(
        "exits", "Early exits and resale", "When packs of an offer may leave early: for a fee, bought ones by resale.",
        ("offers", "*", "exits", "*"), heading=(_parent("offer", "Offer"),),
    ),
    Spec(
        "milestone_payments", "Payments before service", "Deposits and milestones: parts of the upfront payment.",
        ("offers", "*", "milestone_payments", "*"), heading=(_parent("offer", "Offer"),),
    ),
    Spec(
        "commitments", "Spend commitments", "USD per hour promised for a term, for lower rates of on-demand offers.",
        ("commitments", "*"),
    ),
    Spec(
        "commitment_rates", "Rates of commitments", "What an hour of an on-demand offer counts against a commitment.",
        ("commitments", "*", "rates", "*"), heading=(_parent("commitment", "Commitment"),),
    ),
    Spec(
        "agreements", "Enterprise agreements", "Spend promised for every contract year, for a discount on offers.",
        ("agreements", "*"),
    ),
    Spec(
        "agreement_years", "Contract years of agreements", "Spend promised for each contract year, in their order.",
        ("agreements", "*", "years", "*"), heading=(_parent("agreement", "Agreement"),),
    ),
    Spec(
        "tiers", "Volume tiers", "From how many packs of an offer which share is taken off its prices.",
        ("offers", "*", "tiers", "*"), heading=(_parent("offer", "Offer"),),
    ),
    Spec("holdings", "Holdings", "Today's fleet, and what is on order.", ("holdings", "*")),
    Spec("accelerators", "Accelerators", "Purchasable classes.", ("accelerators", "*")),
    Spec("stacks", "Stacks", "Software platforms and the cost of porting to them.", ("stacks", "*")),
    Spec("vendors", "Vendors", "Who is paid, and who makes the silicon.", ("vendors", "*")),
    Spec("benchmarks", "Benchmarks", "Measured performance of a profile on an accelerator.", ("benchmarks", "*")),
    Spec(
        "points", "Operating points", "Throughput and latency by load.", ("benchmarks", "*", "points", "*"),
        heading=(_parent("benchmark", "Benchmark"),), unit_after="throughput",
    ),
    Spec(
        "endpoints", "Managed inference", "Tokens from vendors' endpoints: prices, quota, terms.", ("endpoints", "*"),
    ),
    Spec(
        "endpoint_profiles", "Profiles of endpoints", "What work takes of an endpoint, and how fast it answers.",
        ("endpoints", "*", "serves", "*"), heading=(_parent("endpoint", "Endpoint"),),
    ),
    Spec("blocks", "Demand blocks", "Parts of every period.", ("horizon", "blocks", "*")),
    Spec("shapes", "Load shapes", "How demand spreads over the blocks of a period.", ("shapes", "*")),
    Spec(
        "shape_blocks", "Factors of load shapes", "Demand of a block relative to the mean of the period.",
        ("shapes", "*", "blocks", "*"), heading=(_parent("shape", "Shape"), _BLOCK),
    ),
    Spec("milestones", "Milestones", "Events that parts of demand hang on, by case.", ("milestones", "*")),
    Spec("cases", "Demand cases", "Cases with probabilities.", ("cases", "*")),
    Spec(
        "case_demand", "Changes by case", "How a case changes the demand of workloads.", ("cases", "*", "demand", "*"),
        heading=(_parent("case", "Case"),),
    ),
    Spec(
        "alternatives", "Alternatives", "Other ways to procure, which the plan is held against.", ("alternatives", "*"),
    ),
    Spec(
        "levers", "Levers", "What could be done about the work itself; `levers` says what each saves.", ("levers", "*"),
    ),
    Spec("budgets", "Budgets", "Limits on payments.", ("policy", "budgets", "*")),
    Spec(
        "exchange_rates", "Exchange rates", "Dated rates of the currency in which finance reads payments.",
        ("policy", "exchange_rates", "*"),
    ),
    Spec("vendor_shares", "Vendor shares", "Limits on one vendor's share.", ("policy", "vendor_shares", "*")),
    Spec(
        "capacity_shares", "Capacity shares",
        "Limits on what part of all work or accelerators is one party's, one stack's or one class's.",
        ("policy", "capacity_shares", "*"),
    ),
    Spec(
        "contract_mix", "Contract mix", "Limits on what part of all orders is of certain modes and terms.",
        ("policy", "contract_mix", "*"),
    ),
    Spec("groups", "Groups of offers", "Limits on accelerators over several offers.", ("policy", "groups", "*")),
    Spec(
        "redundancy", "Redundancy", "What is left of the peak of critical work when something is lost.",
        ("policy", "redundancy", "*"),
    ),
    Spec(
        "lane_groups", "Lane groups", "Lanes that share units and headroom; a lane in no group shares with none.",
        ("policy", "lane_groups", "*"),
    ),
    Spec(
        "carbon", "Carbon limits", "Limits on the location-based carbon of the energy drawn at sites.",
        ("policy", "carbon", "*"),
    ),
    Spec(
        "supplies", "Supply limits",
        "Most accelerators that can be ordered of a vendor or a kind in a stretch of months.",
        ("policy", "supplies", "*"),
    ),
    Spec(
        "exports", "Export limits", "Most accelerators of a kind that may stand under a jurisdiction.",
        ("policy", "exports", "*"),
    ),
    Spec(
        "reviews", "Reviews",
        "Months from which on cases can be told apart; those with the same letter still look alike from then on.",
        ("policy", "uncertainty", "reviews", "*"),
    ),
    Spec(
        "stresses", "Stresses", "Stresses with numbers of their own, beside the usual ones or in their place.",
        ("policy", "uncertainty", "stresses", "*"),
    ),
    Spec(
        "quotas", "Quotas", "Most accelerators rented at once of all offers of a region, a vendor or a class together.",
        ("policy", "quotas", "*"),
    ),
    Spec(
        "operating_costs", "Operating costs",
        "Lines of cost by what drives them: accelerators, replicas, units served, workloads, sites, ported stacks,"
        " model families on stacks, people.",
        ("policy", "operating_costs", "*"),
    ),
    Spec(
        "vendor_reviews", "Reviews of vendors",
        "Points that named people give; they stand in place of computed ones, and what nobody judges stays blank.",
        ("scorecard", "reviews", "*"),
    ),
    Spec(
        "requests", "Requests",
        "Lengths and concurrency of requests, at which vendors are to measure; no effect on the plan.",
        ("procurement", "requests", "*"),
    ),
    Spec("fixed_costs", "Fixed costs", "Costs that no decision changes.", ("policy", "fixed_costs", "*")),
)  # fmt: skip
