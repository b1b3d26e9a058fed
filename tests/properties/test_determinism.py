"""The same scenario and options give the same `plan.json`, byte for byte but for timings."""

from __future__ import annotations

import subprocess

from solver.search.child import command, environment
from tests.properties.repeated import RUNS, SCENARIOS

HASH_SEEDS = ("0", "1", "4294967295")


def test_plans_repeat_in_and_across_processes_of_different_hash_seeds() -> None:
    """Three runs in each of three processes, at the usual options: two threads, gap 0.5 %."""
    children = [
        subprocess.Popen(
            command("tests.properties.repeated"),
            env=environment(PYTHONHASHSEED=seed),
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in HASH_SEEDS
    ]
    told = [child.communicate()[0].split("\n")[:-1] for child in children]
    assert [child.returncode for child in children] == [0] * len(HASH_SEEDS)
    assert [len(lines) for lines in told] == [RUNS * len(SCENARIOS)] * len(HASH_SEEDS)
    assert len({line for lines in told for line in lines}) == len(SCENARIOS), told
