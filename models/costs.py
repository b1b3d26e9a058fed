"""The one register of cost terms: the objective, the audit and every table name them from here."""

from __future__ import annotations

from typing import Literal, NamedTuple

CostKind = Literal["capex", "opex"]


class CostTerm(NamedTuple):
    """A cost term: what drives it, in which unit, and in which book it is kept."""

    name: str
    driver: str
    unit: str
    kind: CostKind
    is_constant: bool = False


COST_TERMS: tuple[CostTerm, ...] = (
    CostTerm(
        "hardware_purchase", "packs bought, in the period they go into service, parts before", "USD/pack", "capex"
    ),
    CostTerm("contract_upfront", "packs leased or reserved, in the period they go into service", "USD/pack", "opex"),
    CostTerm("lease_payments", "packs leased, per month and hour in service", "USD/pack/month, USD/pack/h", "opex"),
    CostTerm("reserve_payments", "packs reserved, per month and hour in service", "USD/pack/month, USD/pack/h", "opex"),
    CostTerm(
        "ownership_payments",
        "packs bought, also at the end of a lease, per month and hour in service",
        "USD/pack/month, USD/pack/h",
        "opex",
    ),
    CostTerm("lease_buyouts", "packs bought at the end of their lease, then", "USD/pack", "capex"),
    CostTerm("exit_fees", "packs leased or reserved that leave early, then", "USD/pack", "opex"),
    CostTerm("usage_payments", "firm packs with a running price, per hour used", "USD/pack/h", "opex"),
    CostTerm("on_demand", "on-demand packs, per hour rented and not covered by a commitment", "USD/pack/h", "opex"),
    CostTerm("spot", "spot packs, per hour rented", "USD/pack/h", "opex"),
    CostTerm("managed_inference", "tokens of work served by endpoints", "USD/1,000,000 tokens", "opex"),
    CostTerm("commitment_upfront", "spend commitments, when they start: the part paid ahead", "USD per USD/h", "opex"),
    CostTerm("commitment_payments", "spend commitments, per hour in force, used or not", "USD per USD/h", "opex"),
    CostTerm("agreement_rebate", "discounts of enterprise agreements in force (negative)", "share of charges", "opex"),
    CostTerm("shortfall", "spend promised in a contract year and not drawn down, at its end", "USD/year", "opex"),
    CostTerm("support", "share of the purchase price per year in service", "share/year", "opex"),
    CostTerm("software", "accelerators in service, per year", "USD/accelerator/year", "opex"),
    CostTerm("fabric", "network of accelerators in service, per month", "USD/accelerator/month", "opex"),
    CostTerm("storage", "storage beside accelerators in service, per month", "USD/accelerator/month", "opex"),
    CostTerm("electricity", "idle power of units in service and the rest by use, x PUE", "USD/kWh", "opex"),
    CostTerm("space", "provisioned rack power of units in service", "USD/kW/month", "opex"),
    CostTerm("site_telemetry", "months in which anything stands or is rented at a site", "USD/month", "opex"),
    CostTerm("site_support", "months in which anything stands or is rented at a site", "USD/month", "opex"),
    CostTerm("site_expansion", "modules of sites, in the period they go into service", "USD/module", "capex"),
    CostTerm("site_expansion_upkeep", "modules of sites, per month in service", "USD/module/month", "opex"),
    CostTerm("egress", "data sent to users", "USD/GB", "opex"),
    CostTerm("porting", "ports of workloads to stacks, when they start", "USD/port", "opex"),
    CostTerm("upkeep", "changes carried onto ported stacks", "USD/change", "opex"),
    CostTerm("moving", "data sets copied to another site, when the move starts", "USD/TB", "opex"),
    *(
        CostTerm(name, f"{what}: lines of `policy.operating_costs`, by their driver", "USD by driver", "opex")
        for name, what in (
            ("memory", "memory beside accelerators"),
            ("orchestration", "schedulers and cluster software"),
            ("managed_services", "managed services beside accelerators"),
            ("observability", "metrics, logs and traces"),
            ("safety_checks", "safety and policy checks of work"),
            ("data_preparation", "preparing data"),
            ("prompt_management", "managing prompts and templates"),
            ("evaluation", "evaluating models and quality"),
            ("retraining", "retraining and fine-tuning"),
            ("compliance", "compliance and audits"),
            ("incident_response", "on-call and incidents"),
            ("duplicated_tooling", "tooling kept once more per stack"),
            ("cross_team_support", "support between teams"),
            ("contingency", "contingency of proprietary stacks"),
            ("downtime", "downtime"),
            ("failed_work", "failed and repeated work"),
            ("queue_time", "people who wait in queues"),
        )
    ),
    CostTerm("sla_penalty", "units not served: penalty and lost value", "USD/unit", "opex"),
    CostTerm("forgone_value", "work not launched yet, where it may be launched later: no payment", "USD/unit", "opex"),
    CostTerm("departure", "packs ordered otherwise than the previous plan said: no payment", "USD/pack", "opex"),
    CostTerm(
        "payments_past_horizon", "contract payments dated after the horizon (`charge_in_full` only)", "USD/pack", "opex"
    ),
    CostTerm("resale", "what bought packs are sold for, when they leave (negative)", "USD/pack", "capex"),
    CostTerm(
        "end_value", "value of bought units and modules at the end of the horizon (negative)", "USD/pack", "capex"
    ),
    CostTerm(
        "holdings",
        "today's fleet: payments, idle power, space and the sites it keeps in use",
        "USD/accelerator/month",
        "opex",
        is_constant=True,
    ),
    CostTerm(
        "holdings_purchase",
        "bought units on order, in the period they go into service",
        "USD/accelerator",
        "capex",
        is_constant=True,
    ),
    CostTerm(
        "holdings_end_value",
        "book value of bought holdings at the end of the horizon (negative)",
        "USD/accelerator",
        "capex",
        is_constant=True,
    ),
    CostTerm("fixed", "site and policy costs that no decision changes", "USD/month", "opex", is_constant=True),
)

TERM = {term.name: term for term in COST_TERMS}
"""Cost terms by name."""
