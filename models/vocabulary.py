"""The closed word lists of the domain; each word drives a rule named beside it."""

from __future__ import annotations

from typing import Literal

AcceleratorClass = Literal["gpu", "tpu", "trainium", "asic", "neuromorphic", "cpu", "managed"]
"""Purchasable classes; `trainium` stands for Trainium and Inferentia, `asic` for custom ASICs, `managed` for tokens
from a vendor's endpoint (`endpoints`), where no accelerator is one's own."""

CLASS_NAMES: dict[str, str] = {"gpu": "GPU", "tpu": "TPU", "trainium": "Trainium", "asic": "ASIC", "cpu": "CPU"}
"""Classes as they are written in sentences; the others are words as they are."""
SPECIALIZED_CLASSES: tuple[AcceleratorClass, ...] = ("tpu", "trainium", "asic", "neuromorphic")
"""Silicon made for this kind of work alone; a workload that goes over to it graduates."""

SiteKind = Literal["on_prem", "colo", "cloud", "edge"]
Mode = Literal["buy", "lease", "reserve", "dated", "on_demand", "spot"]
"""`dated`: a block of whole days inside a period, reserved beforehand and paid upfront (see `models.dated`)."""
FirmMode = Literal["buy", "lease", "reserve"]
FIRM_MODES: tuple[FirmMode, ...] = ("buy", "lease", "reserve")
"""Modes ordered in packs for a term of months."""
OrderedMode = Literal["buy", "lease", "reserve", "dated"]
ORDERED_MODES: tuple[OrderedMode, ...] = (*FIRM_MODES, "dated")
"""Modes ordered in packs; the others are rented by the hour."""

WorkloadClass = Literal[
    "foundation_training",
    "fine_tuning",
    "realtime_inference",
    "batch_scoring",
    "agent_orchestration",
    "multimodal_media",
    "simulation",
    "edge_inference",
]
LEVEL_CLASSES: tuple[WorkloadClass, ...] = ("foundation_training", "fine_tuning", "batch_scoring", "simulation")
"""Classes whose work can wait: exempt from headroom, and planned as level load where no `deferral` is given."""
TRAINING_CLASSES: tuple[WorkloadClass, ...] = ("foundation_training", "fine_tuning")
"""Classes that train: their data must carry the right `train`."""

TrafficShape = Literal["steady", "bursty", "interactive", "batch", "event_driven"]
"""Names the default load shape where a workload gives none: `steady` and `batch` are flat."""

Stage = Literal["exploratory", "production_critical", "high_volume"]
"""`exploratory` work may run on pilot-grade accelerators; the others may not."""

Criticality = Literal["internal", "customer_facing", "mission_critical"]
"""Selects the headroom ratio of the headroom policy."""

Sensitivity = Literal["public", "internal", "confidential", "regulated"]
"""Selects the site tags that the placement policy asks for."""

DataRight = Literal["train", "retrieve", "isolated"]
"""`train`: may train models; `retrieve`: may be read at inference; `isolated`: only on isolated sites."""

Lost = Literal["site", "vendor", "stack"]
"""What a rule of redundancy may take away."""

Metric = Literal["ttft", "tpot", "e2e"]
"""Latency metrics: time to first token, time per output token, end to end."""
