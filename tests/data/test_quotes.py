"""Quotes are read as offers that the scenario has not; what is wrong is said where it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.problems import ScenarioError
from data.quotes import name_of, read_quotes
from models.bakeoff import Quote
from models.scenario import Scenario
from tests.proof.audit_kit import offer, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
QUOTE = {"grade": "quote", "source": "=Q-1", "date": "2026-11-01", "expires": "2027-01-31", "confidential": True}
NEW = offer("new", "reserve", committed_usd_per_hour=0.5, term_months=3, evidence=QUOTE)


def base() -> Scenario:
    """A scenario with one offer."""
    return scenario(offers=[OD])


def quotes(folder: Path, **documents: Any) -> tuple[Quote, ...]:
    """Quotes of documents, each in a file of its name."""
    paths = [folder / f"{name}.yaml" for name in documents]
    for path, document in zip(paths, documents.values(), strict=True):
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return read_quotes(paths, base())


def test_a_quote_is_its_offers_with_their_list_prices(tmp_path: Path) -> None:
    bought = offer(
        "own", "buy", pack=8, upfront_usd=345000.0, support_share_per_year=0.05, life_months=60, evidence=QUOTE
    )
    endless = offer("endless", "buy", upfront_usd=10.0, evidence=QUOTE)
    (quote,) = quotes(tmp_path, acme={"offers": [NEW, bought, endless]})
    assert (quote.id, quote.file, [each.id for each in quote.offers]) == (
        "acme",
        "acme.yaml",
        ["new", "own", "endless"],
    )
    assert quote.offers[0].evidence.confidential
    per_hour = 345000 / 8 / (60 * 730) + 345000 * 0.05 / 8 / 8760
    assert quote.list_prices == {"new": 0.5, "own": pytest.approx(per_hour, abs=1e-6), "endless": None}


def test_a_vendor_that_is_new_comes_along_and_may_stand_in_two_quotes(tmp_path: Path) -> None:
    vendors = [{"id": "rhine"}]
    found = quotes(
        tmp_path,
        a={"vendors": vendors, "offers": [{**NEW, "vendor": "rhine"}]},
        b={"vendors": vendors, "offers": [{**NEW, "id": "newer", "vendor": "rhine"}]},
    )
    assert [[vendor.id for vendor in quote.vendors] for quote in found] == [["rhine"], ["rhine"]]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            {"offers": [{**NEW, "vendor": "nobody"}]},
            "a.yaml:1:.*new..vendor.*'nobody' is not one of the vendors",
        ),
        ({"offers": [{**NEW, "upfront_usd": -1}]}, "offers.new..upfront_usd.*at least 0"),
        ({"offers": [{**NEW, "price": 1}]}, "offers.new..price.*unknown field"),
        ({"offers": [{**NEW, "id": "od"}]}, "offers.od..id.*in the scenario already"),
        ({"offers": [{"id": "od", "remove": True}]}, "offers.od..id.*in the scenario already"),
        ({"vendors": [{"id": "acme"}], "offers": [NEW]}, "vendors.acme..id.*in the scenario already"),
        ({"offers": [NEW, NEW]}, "duplicate id 'new'"),
        ({"offers": [{**NEW, "evidence": {"grade": "estimate", "low": 0, "high": 1, "method": "m"}}]}, "is estimate"),
        ({"offers": []}, "at least one offer"),
        ({"policy": {"headroom": {}}, "offers": [NEW]}, "policy: a quote holds offers and vendors alone"),
        ({"offers": [{"from": "no-such-record"}]}, "no-such-record"),
        ({"offers": [{"from": "nebius-eu-north1-h200-reserve-1y", "evidence": QUOTE}]}, "brings .* list them"),
        ("- just a list", "not a mapping"),
        ("offers: &a []", "anchors"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(tmp_path: Path, document: Any, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        quotes(tmp_path, a=document)


def test_quotes_must_be_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"'new' is in a\.yaml too"):
        quotes(tmp_path, a={"offers": [NEW]}, b={"offers": [NEW]})
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.yaml").write_text(json.dumps({"offers": [{**NEW, "id": "other"}]}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="2 quotes are called 'a'"):
        read_quotes([tmp_path / "a.yaml", tmp_path / "x" / "a.yaml"], base())
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_quotes([tmp_path / "none.yaml"], base())


@pytest.mark.parametrize(
    ("name", "found"), [("Q 1 (Acme).yaml", "Q-1-Acme"), ("=1+1.yaml", "1+1"), ("--.yaml", "quote")]
)
def test_a_quote_is_called_by_its_file_in_letters_of_an_id(name: str, found: str) -> None:
    assert name_of(Path(name)) == found
