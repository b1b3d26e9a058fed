"""What each version of `plan.json` added, so that earlier plans are read and hashed as they were."""

from __future__ import annotations

from typing import Any

SINCE_1_1: dict[str, Any] = {
    **dict.fromkeys(("sites", "pools", "service", "unassigned", "queueing"), True),
    "case_changes": True,
    "launches": True,
    "expansions": True,
    "releases": True,
    "extensions": True,
    **dict.fromkeys(("previous", "changes"), True),
    **dict.fromkeys(("commitments", "covered", "commitment_use"), True),
    "agreements": True,
    "volumes": True,
    "backups": True,
    "counted_on": True,
    "gangs": True,
    "endpoints": True,
    "headroom": {"__all__": {"peak_share", "replicas", "on_call"}},
    "deferrable": True,
    "books": True,
    "display_currency": True,
    "spending": True,
    "separation": True,
    "hedge": True,
    "simplicity": True,
    "carbon": True,
    **dict.fromkeys(("operating_costs", "unit_economics", "rules", "findings"), True),
    **dict.fromkeys(("roi", "shadow_prices", "break_even", "alternatives", "why"), True),
    **dict.fromkeys(("matrix", "scorecard", "scorecard_weights"), True),
    **dict.fromkeys(("exposure", "capacity_shares", "contract_mix", "portability"), True),
    "queues": True,
    "lifecycle": True,
    "limits": {"__all__": {"is_minimum"}},
    "orders": {"__all__": {"ends", "price_share", "days"}},
    "dispatch": {"__all__": {"dated"}},
    "fleet": {"__all__": {"days"}},
    "ports": {"__all__": {"engineer_months"}},
    **dict.fromkeys(("engineers", "moves", "double_running", "milestones"), True),
    "capacities": {
        "__all__": {"units_served", "share_served", "offer_usd_per_unit", "not_served", "why", "opens"}
        | {"accelerators_per_replica", "on_call_share"}
    },
}
"""Fields that version 1.1 added, as pydantic takes them to leave them out."""
