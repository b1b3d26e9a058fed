"""Which records a row is about: the ids behind the words of `words.py`, by the parts of the row's index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.program.instance import Instance

Key = tuple[Any, ...]


@dataclass(frozen=True)
class About:
    """Ids of records that a limit is about; None where it is about none of that kind."""

    record: str | None = None
    """The rule, offer, commitment or module that states it, or the vendor, stack or class that it is about."""
    site: str | None = None
    workload: str | None = None
    geography: str | None = None


SITE, RECORD, WORK = ("site",), ("record",), ("work",)
PARTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("power_fits_site", "racks_fit_site", "heat_fits_site", "floor_fits_site"), SITE),
    "storage_fits_site": SITE,
    "modules_fit_site": ("site", "record"),
    **dict.fromkeys(
        ("spend_fits_budget", "vendor_share_is_kept", "capacity_share_is_kept", "carbon_fits_limit"), RECORD
    ),
    **dict.fromkeys(("contract_mix_fits_limit", "contract_mix_reaches_minimum"), RECORD),
    **dict.fromkeys(("group_fits_limit", "group_reaches_minimum", "term_fits_limit"), RECORD),
    **dict.fromkeys(("orders_fit_supply", "orders_fit_total", "rent_fits_quota", "order_is_worthwhile"), RECORD),
    **dict.fromkeys(("commitments_fit_limit", "commitment_term_fits_limit"), RECORD),
    **dict.fromkeys(("supply_fits_window", "export_fits_limit", "rent_keeps_quota", "calls_keep_quota"), RECORD),
    "commitment_is_bounded": (),
    "ports_fit_engineers": (),
    **dict.fromkeys(("vendors_are_few", "sites_are_few", "contracts_are_few"), ()),
    "stacks_are_few": ("workload",),
    "share_is_worthwhile": ("arc",),
    **dict.fromkeys(("deadline_is_kept", "runs_start_in_time", "replicas_are_enough", "pools_are_few"), WORK),
    **dict.fromkeys(("unproven_vendor_is_capped", "unproven_class_is_capped"), ("work", "record")),
    **dict.fromkeys(("unproven_vendor_hold_is_capped", "unproven_class_hold_is_capped"), ("work", "record")),
    **dict.fromkeys(("demand_is_met", "work_is_done", "runs_are_started", "headroom_is_held"), WORK),
    **dict.fromkeys(("peak_is_carried", "peak_takes_replicas"), WORK),
    "loss_is_covered": ("loss", "work"),
}
"""What the first parts of the index of every row of `words.LIMITS` and `words.SERVICE` say: an id, or the number of a
work, an arc or a loss."""


def about(x: Instance, row: str, key: Key) -> About:
    """The records that a row is about."""
    given = dict(zip(PARTS[row], key, strict=False))
    if "arc" in given:
        i, _, arc = x.arcs[given["arc"]]
        work = x.works[i]
        return About(arc.accelerator.id, arc.site.id, work.workload.id, work.geography)
    if "work" in given:
        work = x.works[given["work"]]
        record, site = given.get("record"), None
        if "loss" in given:
            loss = x.contingencies[given["loss"]]
            record, site = (None, loss.lost) if loss.lose == "site" else (loss.lost, None)
        return About(record, site, work.workload.id, work.geography)
    return About(given.get("record"), given.get("site"), given.get("workload"))
