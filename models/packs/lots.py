"""Lots: what is asked of vendors, a line for everything that is ordered or rented, with the contents of its nodes."""

from __future__ import annotations

from typing import Annotated, Literal

from models.bands import Band
from models.base import Amount, Id, Model, Month, Text
from models.packs.marking import VENDOR
from models.vocabulary import AcceleratorClass, Mode, SiteKind

LotKind = Literal["firm", "on_signal", "rented"]
"""`firm`: ordered at its date whatever happens; `on_signal`: an option, called when its signal fires; `rented`: called
by the hour."""


class Contained(Model):
    """A part of a node."""

    part: Annotated[Text, VENDOR]
    """Which part: CPU, memory, network, ..."""
    content: Annotated[Text, VENDOR]
    """What is in the node."""


class Lot(Model):
    """A line of the bill of materials."""

    id: Annotated[Text, VENDOR]
    """Number of the lot, `L1`, `L2`, ..., by order-by month."""
    kind: Annotated[LotKind, VENDOR]
    """Firm, an option on a signal, or rented by the hour."""
    band: Annotated[Band | None, VENDOR]
    """Band of demand that it covers; null in a plan for one case."""
    mode: Annotated[Mode, VENDOR]
    """How it is to be had: buy, lease, reserve, a block of days, on demand, spot."""
    accelerator: Annotated[Text, VENDOR]
    """Accelerator of the plan by its name on paper."""
    accelerator_class: Annotated[AcceleratorClass, VENDOR]
    """Its class."""
    memory_gb: Annotated[Amount | None, VENDOR]
    """Memory per accelerator [GB]; null: not known."""
    nodes: Annotated[Amount, VENDOR]
    """Packs: nodes, slices or endpoints' units; of what is rented the most at once."""
    accelerators_per_node: Annotated[int, VENDOR]
    """Accelerators in a node."""
    accelerators: Annotated[Amount, VENDOR]
    """Accelerators in all."""
    accelerator_hours: Annotated[Amount | None, VENDOR]
    """Of what is rented: accelerator-hours over the horizon [h]; null: of what is ordered."""
    contents: Annotated[tuple[Contained, ...], VENDOR]
    """What a node holds besides its accelerators; empty: the vendor says."""
    term_months: Annotated[int | None, VENDOR]
    """Length of the contract [months]; null: bought, or rented by the hour."""
    days: Annotated[int | None, VENDOR]
    """Length of a dated block [days]; null: of no block."""
    site: Annotated[Text, VENDOR]
    """Where it is delivered or stands."""
    site_kind: Annotated[SiteKind, VENDOR]
    """On-prem, colo, cloud or edge."""
    jurisdiction: Annotated[Text, VENDOR]
    """Jurisdiction of the site."""
    order_by: Annotated[Month | None, VENDOR]
    """Month by which it is ordered; null: rented when needed."""
    in_service: Annotated[Month, VENDOR]
    """First month in service."""
    service_until: Annotated[Month | None, VENDOR]
    """First month no longer in service; null: no end is known."""
    vendor: Text
    """Who is paid in the plan."""
    vendor_id: Id
    """Id of who is paid in the plan."""
    offer: Id
    """Offer of the plan."""
    tranche: Text = ""
    """Tranche of the plan for all cases."""
    milestone: Text = ""
    """Milestone of the business that it waits for."""
    cost_usd: float
    """Payments inside the horizon as the plan states them [USD]: nominal of an order, discounted of a tranche."""
