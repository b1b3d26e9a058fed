"""Names on paper of the records that a plan speaks of by their ids."""

from __future__ import annotations

from models.base import Model
from models.dated import OF_DAYS, lane_of_days, offer_of_days
from models.lanes import OF_LANE
from models.vocabulary import Lost


class Names(Model):
    """Name on paper by id, none twice in a collection; a record without a name is not listed: its id names it."""

    accelerators: dict[str, str] = {}
    """Names of accelerators."""
    sites: dict[str, str] = {}
    """Names of sites."""
    offers: dict[str, str] = {}
    """Names of offers."""
    workloads: dict[str, str] = {}
    """Names of workloads."""
    geographies: dict[str, str] = {}
    """Names of geographies of users."""
    stacks: dict[str, str] = {}
    """Names of software stacks."""
    vendors: dict[str, str] = {}
    """Names of vendors."""

    def accelerator(self, known: str) -> str:
        """Name of an accelerator by its id."""
        return self.accelerators.get(known, known)

    def site(self, known: str) -> str:
        """Name of a site by its id."""
        return self.sites.get(known, known)

    def offer(self, known: str) -> str:
        """Name of an offer by its id; holdings have none but their id."""
        return self.offers.get(known, known)

    def workload(self, known: str) -> str:
        """Name of a workload by its id."""
        return self.workloads.get(known, known)

    def geography(self, known: str) -> str:
        """Name of a geography by its id."""
        return self.geographies.get(known, known)

    def vendor(self, known: str) -> str:
        """Name of a vendor by its id."""
        return self.vendors.get(known, known)

    def stack(self, known: str) -> str:
        """Name of a software stack by its id."""
        return self.stacks.get(known, known)

    def lost(self, lose: Lost, known: str) -> str:
        """Name of a site, a vendor or a stack that is lost, by its id."""
        return {"site": self.site, "vendor": self.vendor, "stack": self.stack}[lose](known)

    def pool(self, accelerator: str, site: str) -> str:
        """A pool in words: `NVIDIA B200 180 GB at Own hall, Ohio`."""
        return f"{self.accelerator(accelerator)} at {self.site(site)}"

    def work(self, workload: str, geography: str) -> str:
        """A workload with the place of its users in words."""
        return f"{self.workload(workload)}, users in {self.geography(geography)}"

    def owner(self, dedicated_to: str) -> str:
        """`workload@geography`, a lane or a dated block in words."""
        if dedicated_to.startswith(OF_DAYS):
            lane = lane_of_days(dedicated_to)
            return f"dated block {self.offer(offer_of_days(dedicated_to))}" + (f" of lane {lane}" if lane else "")
        if dedicated_to.startswith(OF_LANE):
            return f"lane {dedicated_to.removeprefix(OF_LANE)}"
        return self.work(*dedicated_to.split("@", 1)) if "@" in dedicated_to else self.workload(dedicated_to)
