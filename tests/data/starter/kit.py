"""Answers for tests, and Hypothesis strategies for any answers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from data.document import Document, check_document
from data.load import Loaded
from data.starter.answers import Answers
from data.starter.answers_file import parse_answers
from data.starter.places import accelerators_at, geographies, is_own, jurisdictions, sites
from data.starter.templates import TEMPLATES
from data.starter.usage import Rate

WAYS = ("buy", "lease", "reserve", "on_demand", "spot")


def answered(*templates: str, **more: Any) -> Answers:
    """Answers for some templates: users in the eastern United States, one cloud region, all ways."""
    values = {
        "name": "First plan",
        "start": "2027-01",
        "geographies": ["us-east"],
        "sites": ["aws-us-east-1"],
        "workloads": list(templates or ("chat-assistant",)),
    }
    return parse_answers(values | more)


def loaded(text: str, variant: str | None = None) -> Loaded:
    """The scenario of a text, which must have no problem."""
    checked = check_document(Document.read(text, "starter.yaml"), variant)
    assert checked.loaded, checked.problems
    return checked.loaded


def rate(throughput: float = 1000.0) -> Rate:
    """What one accelerator serves, for tests in which only the arithmetic counts."""
    return Rate("h100-sxm", throughput, "tokens/s", "some-benchmark", "third_party_measurement")


def _usage() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"accelerator": st.sampled_from(["h100-sxm", "l4"]), "hours_per_month": st.floats(1, 1e6)},
        optional={"utilization": st.floats(0.01, 1)},
    )


def _workload() -> st.SearchStrategy[dict[str, Any]]:
    names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
    told = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"level": st.floats(1e-3, 1e6)}),
        st.fixed_dictionaries({"usage": _usage()}),
    )
    rest = st.fixed_dictionaries(
        {"template": st.sampled_from(list(TEMPLATES))},
        optional={
            "name": names,
            "growth_per_year": st.floats(-0.5, 2),
            "headroom": st.floats(0, 2),
            "targets": st.just([]),
            "jurisdictions": st.lists(st.sampled_from(jurisdictions()), unique=True, max_size=2),
        },
    )
    return st.builds(lambda one, other: one | other, rest, told)


def _site() -> st.SearchStrategy[dict[str, Any]]:
    own = st.fixed_dictionaries(
        {"site": st.sampled_from([site for site in sites() if is_own(site)])},
        optional={"power_cap_kw": st.floats(1, 1e5), "electricity_usd_per_kwh": st.floats(0, 1)},
    )
    priced = own.map(lambda site: site | ({"price_date": "2026-10-01"} if "electricity_usd_per_kwh" in site else {}))
    cloud = st.sampled_from([site for site in sites() if not is_own(site)])
    return st.one_of(own, priced, cloud.map(lambda site: {"site": site}))


def _fleet() -> st.SearchStrategy[dict[str, Any]]:
    pairs = [(site, name) for site in ("aws-us-east-1", "onprem-germany") for name in accelerators_at(site)]
    return st.builds(
        lambda pair, rest: {"site": pair[0], "accelerator": pair[1], **rest},
        st.sampled_from(pairs),
        st.fixed_dictionaries(
            {"accelerators": st.integers(1, 1000).map(float)},
            optional={
                "until": st.sampled_from(["2027-04", "2028-06"]),
                "monthly_usd": st.floats(0, 1e4),
                "price_date": st.just("2026-09-30"),
            },
        ),
    )


def _budget() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"kind": st.sampled_from(["capex", "opex", "total"]), "max_usd": st.floats(0, 1e9)},
        optional={"fiscal_year": st.just(2027)},
    )


def any_answers() -> st.SearchStrategy[Answers]:
    """Answers of every kind that the guided start accepts."""
    return st.fixed_dictionaries(
        {
            "name": st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=80),
            "start": st.sampled_from(["2027-01", "2027-11"]),
            "months": st.sampled_from([3, 12, 18, 36]),
            "geographies": st.dictionaries(
                st.sampled_from(list(geographies())), st.floats(0.1, 100), min_size=1, max_size=3
            ),
            "workloads": st.lists(_workload(), min_size=1, max_size=3),
            "sites": st.lists(_site(), min_size=1, max_size=4, unique_by=lambda site: site["site"]),
            "ways": st.lists(st.sampled_from(WAYS), min_size=1, unique=True),
        },
        optional={
            "quota": st.integers(1, 10_000),
            "as_of": st.just("2026-11-22"),
            "stacks": st.lists(st.sampled_from(["cuda", "rocm", "neuron", "cpu"]), unique=True),
            "fleet": st.lists(_fleet(), max_size=2),
            "budgets": st.lists(_budget(), max_size=3, unique_by=lambda b: (b["kind"], b.get("fiscal_year"))),
        },
    ).map(parse_answers)
