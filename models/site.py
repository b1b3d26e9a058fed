"""Places where accelerators stand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from models.base import Amount, Id, Model, Text
from models.evidence import Evidence
from models.expansion import Expansion
from models.vocabulary import SiteKind


class Geography(Model):
    """Where users are."""

    id: Id
    name: Text = ""


class Site(Model):
    """A hall, cage, cloud region or edge location."""

    id: Id
    name: Text = ""
    kind: SiteKind
    """Kind of place."""
    jurisdiction: Id
    """Legal area whose law applies to data held there, e.g. `eu`, `us`."""
    tags: tuple[Id, ...] = ()
    """Compliance and tenancy tags: `isolated`, `iso27001`, `hipaa`, ..."""
    pue: Annotated[float, Field(ge=1, le=3)] = 1.0
    """Power usage effectiveness: facility power per rack power."""
    power_cap_kw: Amount | None = None
    """Limit on provisioned power at the meter (rack power x PUE) [kW]."""
    rack_cap: Amount | None = None
    """Limit on racks [racks]."""
    electricity_usd_per_kwh: Amount | None = None
    """Price of electricity [USD/kWh]; none where prices of offers include power."""
    electricity_by_block: dict[str, Amount] = {}
    """Price of electricity in demand blocks where it differs, such as off-peak power at night [USD/kWh]."""
    carbon_kg_per_kwh: Amount = 0.0
    """Location-based grid carbon [kg CO2e/kWh]."""
    bucket: Id | None = None
    """Team bucket that pays for its electricity, space, modules, telemetry and support."""
    space_usd_per_kw_month: Amount = 0.0
    """Space, cooling and remote hands per provisioned rack kW [USD/kW/month]."""
    fixed_usd_per_month: Amount = 0.0
    """Fixed cost of the site that no decision changes [USD/month]; shown as a constant."""
    rtt_ms: dict[str, Amount] = {}
    """Network round trip to each geography [ms]; for the geography on the site itself 0."""
    egress_usd_per_gb: Amount = 0.0
    """Price of data sent to users [USD/GB]."""
    serves: tuple[Id, ...] = ()
    """Geographies whose work may run there; empty: any. An edge site must name its own: it shares with no other."""
    uptime: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of time the site is up; lowers availability and capacity credit of everything that stands there."""
    heat_cap_kw: Amount | None = None
    """Limit on cooling: the heat of what stands there, busy or not [kW at the rack, without PUE]."""
    telemetry_usd_per_month: Amount = 0.0
    """Telemetry in every month in which anything stands or is rented there [USD/month]."""
    support_usd_per_month: Amount = 0.0
    """Support of the site in every month in which anything stands or is rented there [USD/month]."""
    storage_cap_gbps: Amount | None = None
    """Bandwidth of storage that all gangs running at the site may use together [GB/s]."""
    floor_cap_m2: Amount | None = None
    """Limit on floor: racks occupied x `m2_per_rack` [m2]."""
    m2_per_rack: Amount = 0.0
    """Floor that a rack takes, its share of aisles included [m2/rack]; needed with `floor_cap_m2`."""
    expansions: tuple[Expansion, ...] = ()
    """Modules by which the site can be enlarged."""
    evidence: Evidence = Evidence()

    @model_validator(mode="after")
    def _knows_the_floor_of_a_rack(self) -> Site:
        if self.floor_cap_m2 is not None and not self.m2_per_rack:
            raise ValueError("`floor_cap_m2` needs `m2_per_rack`: the floor that a rack takes")
        return self

    @property
    def in_use_usd_per_month(self) -> float:
        """What the site costs in a month in which anything stands or is rented there [USD/month]."""
        return self.telemetry_usd_per_month + self.support_usd_per_month

    def electricity_in(self, block: str) -> float:
        """Price of electricity in a block [USD/kWh]; 0 where prices of offers include power."""
        return self.electricity_by_block.get(block, self.electricity_usd_per_kwh or 0.0)
