"""Which figures of a record its evidence vouches for: where they are replaced, the evidence no longer holds."""

from __future__ import annotations

PRICES = ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "usd_per_hour")
"""Prices of an offer."""
FIGURES: dict[str, tuple[str, ...]] = {
    "offers": PRICES,
    "holdings": ("upfront_usd", "monthly_usd", "committed_usd_per_hour", "beside_usd_per_month"),
    "endpoints": ("usd_per_million_input_tokens", "usd_per_million_output_tokens"),
    "commitments": ("rates",),
    "agreements": ("discount",),
    "benchmarks": ("points", "failed_share", "memory_gb"),
    "stacks": ("port_usd", "port_months", "change_usd"),
    "accelerators": ("memory_gb", "idle_kw", "busy_kw", "rack_kw"),
    "sites": (
        "electricity_usd_per_kwh",
        "electricity_by_block",
        "carbon_kg_per_kwh",
        "space_usd_per_kw_month",
        "egress_usd_per_gb",
        "telemetry_usd_per_month",
        "support_usd_per_month",
    ),
}
"""Collection -> figures that the evidence of its records vouches for."""
