"""Which records rows are about: every row that has words has them, and they are the right ones."""

from __future__ import annotations

import pytest

from solver.program.about import PARTS, About, about
from solver.program.words import LIMITS, SERVICE
from tests.program.kit import offer, program, scenario

OWN = offer("own", "buy", upfront_usd=100.0)


def test_every_row_with_words_says_what_it_is_about() -> None:
    assert set(PARTS) == {*LIMITS, *SERVICE}


@pytest.mark.parametrize(
    ("row", "key", "found"),
    [
        ("power_fits_site", ("hall", 0, 0), About(site="hall")),
        ("modules_fit_site", ("hall", "feed", 0), About(record="feed", site="hall")),
        ("spend_fits_budget", ("cap", 0), About(record="cap")),
        ("demand_is_met", (0, 0, 0, 0), About(workload="job", geography="eu")),
        ("unproven_class_is_capped", (0, "tpu", 0, 0), About(record="tpu", workload="job", geography="eu")),
        ("stacks_are_few", ("job",), About(workload="job")),
        ("share_is_worthwhile", (0, 0, 0), About("gpu", "hall", "job", "eu")),
        ("commitment_is_bounded", (0, 0), About()),
    ],
)
def test_the_parts_of_an_index_name_records(row: str, key: tuple[object, ...], found: About) -> None:
    assert about(program(scenario(offers=[OWN])).instance, row, key) == found
