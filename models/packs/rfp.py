"""The request for proposal: what vendors are asked to quote, to measure and to fill in."""

from __future__ import annotations

from typing import Annotated

from models.bands import Band
from models.base import Amount, Id, Model, Month, Text
from models.packs.lots import Contained, Lot, LotKind
from models.packs.marking import VENDOR
from models.packs.stamp import Stamp
from models.vocabulary import AcceleratorClass


class DemandRange(Model):
    """Demand of a month over all cases."""

    month: Annotated[Month, VENDOR]
    """The month."""
    low: Annotated[Amount, VENDOR]
    """Mean demand in the case of least demand [unit of the workload]."""
    high: Annotated[Amount, VENDOR]
    """Mean demand in the case of most demand [unit of the workload]."""


class Work(Model):
    """A workload, or one queue of it, in terms that are no vendor's."""

    id: Annotated[Text, VENDOR]
    """Number of the workload in the request, `W1`, `W2`, ..."""
    kind: Annotated[Text, VENDOR]
    """Class of the work in words."""
    unit: Annotated[Text, VENDOR]
    """Unit of demand and throughput, such as `tokens/s`."""
    demand: Annotated[tuple[DemandRange, ...], VENDOR]
    """Demand of every month of the horizon, all places together."""
    yearly: Annotated[tuple[DemandRange, ...], VENDOR]
    """The same for the first month, every twelfth after it and the last."""
    peak: Annotated[Amount, VENDOR]
    """Highest sustained load over the mean of its month [times]."""
    traffic: Annotated[Text, VENDOR]
    """Kind of traffic in words."""
    targets: Annotated[tuple[Text, ...], VENDOR]
    """Service level, a sentence for every limit on latency [ms]."""
    requests: Annotated[tuple[Text, ...], VENDOR]
    """Lengths of prompts and answers [tokens] and requests at once [requests], a sentence each."""
    rules: Annotated[tuple[Text, ...], VENDOR]
    """Residency, sensitivity and rights of its data, a sentence each."""
    workload: Id
    """Id of the workload in the scenario."""
    name: Text
    """Its name in the scenario, which may tell what the buyer is up to."""


class BandQuantity(Model):
    """The lots of a band and a kind together."""

    band: Annotated[Band | None, VENDOR]
    """Band of demand; null in a plan for one case."""
    kind: Annotated[LotKind, VENDOR]
    """Firm, on a signal, or rented."""
    lots: Annotated[int, VENDOR]
    """Number of lots."""
    nodes: Annotated[Amount, VENDOR]
    """Nodes of all of them [nodes]."""
    accelerators: Annotated[Amount, VENDOR]
    """Accelerators of all of them [accelerators]."""
    first: Annotated[Month, VENDOR]
    """Earliest month in service."""
    last: Annotated[Month, VENDOR]
    """Latest first month in service."""


class NodeKind(Model):
    """A kind of node that lots ask for, with its contents: a bill of materials."""

    id: Annotated[Text, VENDOR]
    """Number of the kind, `N1`, `N2`, ..."""
    accelerator: Annotated[Text, VENDOR]
    """Accelerator by its name; in a request to all vendors as a reference, `or equal`."""
    accelerator_class: Annotated[AcceleratorClass, VENDOR]
    """Class of the accelerator."""
    accelerators: Annotated[int, VENDOR]
    """Accelerators in a node."""
    memory_gb: Annotated[Amount | None, VENDOR]
    """Memory per accelerator [GB]; null: not known."""
    contents: Annotated[tuple[Contained, ...], VENDOR]
    """What the node holds besides; empty: the vendor says."""
    nodes: Annotated[Amount, VENDOR]
    """Nodes of this kind in all lots [nodes]."""
    lots: Annotated[Text, VENDOR]
    """The lots that ask for it."""


class Ask(Lot):
    """A lot as it is asked for; its `site` is said in words alone where the name would name another vendor."""

    node: Annotated[Text, VENDOR]
    """Its kind of node."""
    lead_months: Annotated[int | None, VENDOR]
    """Time from order to service [months]; null: of what is rented when needed."""


class Tokens(Model):
    """Managed inference that is asked for: tokens of an endpoint."""

    id: Annotated[Text, VENDOR]
    """Number, `T1`, `T2`, ..."""
    input_tokens: Annotated[Amount, VENDOR]
    """Input over the horizon [tokens]."""
    output_tokens: Annotated[Amount, VENDOR]
    """Output over the horizon [tokens]."""
    tokens_per_minute: Annotated[Amount, VENDOR]
    """Most at once, called for or set aside [tokens/min]."""
    first: Annotated[Month, VENDOR]
    """First month."""
    jurisdiction: Annotated[Text, VENDOR]
    """Jurisdiction of the place that serves them."""
    endpoint: Id
    """Endpoint of the plan."""
    vendor_id: Id
    """Id of who is paid in the plan."""


class Measurement(Model):
    """A measurement that is required of vendors."""

    id: Annotated[Text, VENDOR]
    """Number of the measurement, `M1`, `M2`, ..."""
    what: Annotated[Text, VENDOR]
    """What is measured."""
    unit: Annotated[Text, VENDOR]
    """Unit of the result."""
    how: Annotated[Text, VENDOR]
    """How it is measured, with lengths and concurrency where they are known."""
    works: Annotated[Text, VENDOR]
    """Workloads for which it is measured."""


class Weighed(Model):
    """A criterion of the choice."""

    criterion: Annotated[Text, VENDOR]
    """What responses are scored on; more points are better."""
    percent: Annotated[Amount, VENDOR]
    """Its weight [%]; all weights sum to 100."""


class Dated(Model):
    """A day of the tender."""

    what: Annotated[Text, VENDOR]
    """What happens on it."""
    day: Annotated[Text, VENDOR]
    """The day, as precise as it is known."""


class Rfp(Model):
    """The request as a whole."""

    stamp: Annotated[Stamp, VENDOR]
    """The plan that the request comes from."""
    buyer: Annotated[Text, VENDOR]
    """Who buys; empty: not stated, as vendors need not know what a scenario is called."""
    contact: Annotated[Text, VENDOR]
    """Whom to write to: name and address; empty: not stated."""
    vendor: Annotated[Text, VENDOR]
    """To whom it goes, by name; empty: to all vendors."""
    issued: Annotated[Text, VENDOR]
    """Day of issue; empty: not set yet."""
    start: Annotated[Month, VENDOR]
    """First month that it covers."""
    end: Annotated[Month, VENDOR]
    """Last month that it covers."""
    purpose: Annotated[Text, VENDOR]
    """What the capacity is for."""
    works: Annotated[tuple[Work, ...], VENDOR]
    """The workloads."""
    bands: Annotated[tuple[BandQuantity, ...], VENDOR]
    """Quantities by band and kind of lot."""
    nodes: Annotated[tuple[NodeKind, ...], VENDOR]
    """Kinds of nodes with their contents."""
    lots: Annotated[tuple[Ask, ...], VENDOR]
    """Every lot; with a vendor its lots alone."""
    tokens: Annotated[tuple[Tokens, ...], VENDOR]
    """Managed inference; with a vendor its endpoints alone."""
    measurements: Annotated[tuple[Measurement, ...], VENDOR]
    """What vendors measure."""
    acceptance: Annotated[tuple[Text, ...], VENDOR]
    """How capacity is accepted, a sentence each."""
    terms: Annotated[tuple[Text, ...], VENDOR]
    """Terms to negotiate: the usual ones, then those of the scenario."""
    security: Annotated[tuple[Text, ...], VENDOR]
    """Requirements of security and compliance, a sentence each."""
    certifications: Annotated[tuple[Text, ...], VENDOR]
    """Certifications and properties that vendors and sites must hold."""
    scoring: Annotated[tuple[Weighed, ...], VENDOR]
    """How responses are weighed."""
    assumptions: Annotated[tuple[Text, ...], VENDOR]
    """What the request assumes, a sentence each."""
    change_log: Annotated[tuple[Text, ...], VENDOR]
    """What changed against earlier versions."""
    timetable: Annotated[tuple[Dated, ...], VENDOR]
    """Days of the tender, as far as they are known."""
    is_undated: Annotated[bool, VENDOR]
    """Whether no day of the tender is known yet."""
    gap_percent: Annotated[float, VENDOR]
    """How far the plan can be from the best one, of the cost that decisions change [%]; proven."""
    budget_cycle: Annotated[Text, VENDOR]
    """How the days lie to the buyer's budget cycle; empty: not stated."""
    note: Text
    """Confidential note of the buyer."""
