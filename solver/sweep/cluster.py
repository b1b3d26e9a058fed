"""Points on the workers of a Dask cluster (extra `cluster`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from importlib import import_module
from itertools import islice
from typing import Any

from models.sweep import Entry
from solver.sweep.point import Job, VersionError, solve_point
from solver.sweep.pools import AHEAD, died

CONNECT_S = 15
"""How long to wait for the scheduler, and then for a first worker [s]."""


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message says why."""


class ClusterPool:
    """The workers of a Dask scheduler, those that join later included; each must have this program installed."""

    def __init__(self, address: str) -> None:
        try:
            self._dask: Any = import_module("distributed")
        except ImportError:
            raise ClusterError("--cluster needs Dask: pip install 'steelyard[cluster]'") from None
        try:
            self._client: Any = self._dask.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"--cluster {address}: no scheduler answers there: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError:
            self._client.close()
            raise ClusterError(f"--cluster {address}: the scheduler has no worker; start some: dask worker") from None

    @property
    def workers(self) -> int:
        """Number of workers at present; each solves one point at a time."""
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def solve(self, jobs: Iterable[Job]) -> Iterator[Entry]:
        """The entries of all jobs as they are finished; what a lost worker had is solved by another.

        ClusterError where the cluster is lost, or a worker computes with other versions.
        """
        left = iter(jobs)
        asked: dict[str, Job] = {}
        first = self._submitted(islice(left, AHEAD * self.workers), asked)
        futures = self._dask.as_completed(first, loop=self._client.loop)
        for future in futures:
            yield self._entry(future, asked.pop(future.key))
            for another in self._submitted(islice(left, max(1, AHEAD * self.workers - len(asked))), asked):
                futures.add(another)

    def close(self) -> None:
        """Leave the cluster; it runs on for others."""
        self._client.close()

    def _submitted(self, jobs: Iterable[Job], asked: dict[str, Job]) -> list[Any]:
        """Futures of jobs, noted by their keys; each forgets what an earlier client of the cluster has asked for."""
        futures = []
        for job in jobs:
            future = self._client.submit(solve_point, job, pure=False)
            asked[future.key] = job
            futures.append(future)
        return futures

    def _entry(self, future: Any, job: Job) -> Entry:
        try:
            entry: Entry = future.result()
        except self._dask.KilledWorker:
            return died(job)
        except VersionError as error:
            raise ClusterError(f"--cluster: {error}") from None
        except (OSError, CancelledError) as error:
            raise ClusterError(f"--cluster: the scheduler is gone: {error}; what is done is kept") from None
        return entry
