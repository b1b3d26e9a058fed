"""What kind of charge, how often, and which kind of service each cost term is in the words of FOCUS."""

from __future__ import annotations

from typing import NamedTuple

from models.packs.focus import ChargeCategory, ChargeFrequency, ServiceCategory


class Kind(NamedTuple):
    """How FOCUS calls the payments of a cost term."""

    category: ChargeCategory
    frequency: ChargeFrequency
    service: ServiceCategory = "Compute"


def _once(service: ServiceCategory = "Compute") -> Kind:
    return Kind("Purchase", "One-Time", service)


def _recurring(service: ServiceCategory = "Compute") -> Kind:
    return Kind("Usage", "Recurring", service)


def _used(service: ServiceCategory = "Compute") -> Kind:
    return Kind("Usage", "Usage-Based", service)


KINDS: dict[str, Kind] = {
    **{name: _once() for name in ("hardware_purchase", "contract_upfront", "commitment_upfront", "lease_buyouts")},
    **{name: _once() for name in ("exit_fees", "shortfall", "holdings_purchase")},
    **{name: _recurring() for name in ("lease_payments", "reserve_payments", "ownership_payments", "holdings")},
    **{name: _recurring() for name in ("commitment_payments", "support", "software", "memory")},
    **{name: _used() for name in ("usage_payments", "on_demand", "spot")},
    "managed_inference": _used("AI and Machine Learning"),
    "agreement_rebate": Kind("Credit", "Recurring"),
    "fabric": _recurring("Networking"),
    "egress": _used("Networking"),
    "storage": _recurring("Storage"),
    "electricity": _used("Other"),
    "space": _recurring("Other"),
    "site_expansion": _once("Other"),
    "site_expansion_upkeep": _recurring("Other"),
    "fixed": _recurring("Other"),
    "site_telemetry": _recurring("Management and Governance"),
    "site_support": _recurring("Management and Governance"),
    "porting": _once("Migration"),
    "upkeep": _recurring("Migration"),
    "moving": _once("Migration"),
    **{name: _recurring("AI and Machine Learning") for name in ("evaluation", "retraining", "prompt_management")},
    "data_preparation": _recurring("AI and Machine Learning"),
    **{name: _recurring("Security") for name in ("safety_checks", "compliance")},
    **{
        name: _recurring("Management and Governance")
        for name in (
            *("orchestration", "managed_services", "observability", "incident_response", "duplicated_tooling"),
            *("cross_team_support", "contingency", "downtime", "failed_work", "queue_time"),
        )
    },
}
"""By cost term; terms that are no payments inside the horizon are not among them."""
OWN = frozenset(("software", "fabric", "storage"))
"""Terms of offers that their vendor is not paid for."""
