"""Headers of columns: a field's name in words, and its unit in brackets."""

from __future__ import annotations

import re

_UNIT = re.compile(r"\[([^\]]+)\]")
_SUFFIXES = (
    "_usd_per_kw_month", "_usd_per_kwh", "_usd_per_gb", "_usd_per_hour", "_usd_per_month", "_usd_per_year",
    "_usd_per_unit", "_per_unit_usd", "_kg_per_kwh", "_usd", "_kw", "_gb", "_ms", "_months",
)  # fmt: skip
"""Unit at the end of a name: in a header it stands in brackets."""

HEADERS = {
    "id": "Id",
    "class": "Class",
    "usd_per_hour": "Used hour [USD/pack/h]",
    "committed_usd_per_hour": "Committed hour [USD/pack/h]",
    "monthly_usd": "Monthly [USD/pack/month]",
    "upfront_usd": "Upfront [USD/pack]",
    "pack": "Pack [accelerators]",
    "support_share_per_year": "Support [share of upfront/year]",
    "software_usd_per_year": "Software [USD/accelerator/year]",
    "availability": "Availability [share of time]",
    "capacity_credit": "Capacity credit [share]",
    "max_packs_per_period": "Most per period [packs]",
    "max_packs": "Most in all [packs]",
    "quota_packs": "Quota [packs at once]",
    "idle_kw": "Idle power [kW]",
    "busy_kw": "Busy power [kW]",
    "rack_kw": "Rack power [kW]",
    "racks": "Racks [racks/accelerator]",
    "rack_cap": "Rack cap [racks]",
    "pue": "PUE",
    "uptime": "Uptime [share of time]",
    "heat_cap_kw": "Heat cap [kW at the rack]",
    "port_usd": "Port [USD/workload]",
    "port_months": "Port [months]",
    "port_engineer_months": "Port effort [engineer-months]",
    "change_engineer_months": "Change effort [engineer-months]",
    "learning": "Learning [factor on further ports]",
    "engineer_months_per_quarter": "Engineers [engineer-months/quarter]",
    "usd_per_engineer_month": "Pay [USD/engineer-month]",
    "data_tb": "Data set [TB]",
    "max_vendors": "Most vendors [count]",
    "max_sites": "Most sites [count]",
    "max_contracts": "Most contracts [count]",
    "max_pools_per_workload": "Most pools of a workload [count]",
    "min_share": "Least share in a pool [share]",
    "min_order_packs": "Least order [packs]",
    "usd_per_tb": "Transfer [USD/TB]",
    "double_running_weeks": "Double running [weeks]",
    "lead_months": "Lead [months]",
    "change_usd": "Change [USD/change]",
    "accelerators": "Accelerators [count]",
    "accelerators_per_replica": "Accelerators per replica [count]",
    "start_minutes": "Start of a replica [minutes]",
    "min_replicas": "Least replicas at peaks [count]",
    "ramp_minutes": "Peak builds up in [minutes]",
    "load": "Load [requests or share]",
    "throughput": "Throughput [benchmark's unit]",
    "failed_share": "Failed [share of work]",
    "level": "Level [service unit]",
    "path": "By month [service unit]",
    "growth_per_year": "Growth [1/year]",
    "headroom": "Headroom [ratio]",
    "waiting.probability": "Allowed waiting [probability]",
    "waiting.dispersion": "Arrivals: dispersion [variance/mean]",
    "concurrency": "In service at once [requests]",
    "max_miss": "Most unserved [share]",
    "changes_per_quarter": "Changes [1/quarter]",
    "changes_from": "Later changes [1/quarter from month]",
    "value_per_unit_usd": "Value [USD/unit]",
    "miss_penalty_usd_per_unit": "Penalty [USD/unit unserved]",
    "gb_per_unit": "Data [GB/unit]",
    "limit_ms": "Limit [ms]",
    "share": "Share [of the hours]",
    "hours": "Hours [h/period]",
    "mean": "Mean [x mean of period]",
    "peak": "Peak [x mean of period]",
    "probability": "Probability [0..1]",
    "scale": "Scale [factor]",
    "periods": "Periods [count]",
    "months_per_period": "Length of a period [months]",
    "discount_rate": "Discount rate [1/year]",
    "fiscal_year_start": "Fiscal year starts in [month 1..12]",
    "internal": "Internal [ratio]",
    "customer_facing": "Customer facing [ratio]",
    "mission_critical": "Mission critical [ratio]",
    "max_usd": "Limit [USD]",
    "traffic_share": "Traffic [share]",
    "least_traffic_share": "Least traffic of an own benchmark [share]",
    "unvalidated_share": "Most on a vendor or class not validated [share]",
    "max_share": "Limit [share]",
    "min_accelerators": "At least [accelerators]",
    "max_accelerators": "At most [accelerators]",
    "usd_per_month": "Cost [USD/month]",
    "max_stacks_per_workload": "Stacks per workload [most]",
    "porting_every_months": "Ports start every [months]",
    "as_of": "Prices as of",
    "evidence.low": "Evidence: low [unit of the figure]",
    "evidence.high": "Evidence: high [unit of the figure]",
    "electricity_by_block": "Electricity by block [USD/kWh]",
    "deferral.within_months": "May wait [months]",
    "deferral.blocks": "Allowed hours [blocks]",
    "gang.run_units": "Work of a run [counted thing]",
    "gang.deadline_hours": "Time to train, at most [h]",
    "gang.checkpoint_minutes": "Checkpoint takes [min]",
    "gang.checkpoint_every_hours": "Checkpoint every [h]",
    "gang.restart_minutes": "Restart takes [min]",
    "gang.fabric_gbps": "Needs fabric [GB/s/accelerator]",
    "gang.storage_gbps": "Needs storage [GB/s/accelerator]",
    "efficiency": "Efficiency [share of linear]",
    "domain": "Interconnect domain [accelerators]",
    "mtbf_hours": "Mean time between failures [h]",
    "fabric_gbps": "Fabric [GB/s/accelerator]",
    "storage_gbps": "Storage [GB/s/accelerator]",
    "fabric_usd_per_month": "Fabric [USD/accelerator/month]",
    "storage_usd_per_month": "Storage [USD/accelerator/month]",
    "storage_cap_gbps": "Storage cap [GB/s]",
    "contents.cpu": "Node: CPU",
    "contents.nic": "Node: NIC",
}
"""Headers that the name alone would make too long or unclear."""


def header(path: tuple[str, ...], description: str) -> str:
    """The header of a field: `Upfront [USD/pack]`."""
    name = ".".join(path)
    if name in HEADERS:
        return HEADERS[name]
    prefix = {"evidence": "Evidence: ", "contents": "Node: "}.get(path[0], "") if len(path) > 1 else ""
    last = path[-1].removeprefix("is_")
    words = next((last.removesuffix(end) for end in _SUFFIXES if last.endswith(end) and last != end[1:]), last)
    text = words.replace("_", " ")
    unit = _UNIT.search(description)
    return prefix + (text if prefix else text[:1].upper() + text[1:]) + (f" [{unit[1]}]" if unit else "")
