"""Quotes of vendors, each a YAML file with offers that the scenario has not: `offers: [...]`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from data.catalog_list import effective_usd_per_hour
from data.load import compose, validated
from data.merge import merge, spelled_out
from data.problems import Place, Problem, ScenarioError, listing
from data.tree import Node, planted, records
from data.yaml_source import parse_tree, read_tree
from models.bakeoff import Quote, QuoteText
from models.offer import Offer
from models.scenario import Scenario

BROUGHT = ("offers", "vendors")
"""What a quote may hold: offers, and those who are paid where the scenario does not know them."""


Reader = Callable[[list[Problem]], Node | None]
"""Reads the tree of a quote; adds what is wrong with it."""


def read_quotes(paths: Sequence[Path], scenario: Scenario) -> tuple[Quote, ...]:
    """Read quotes, each laid over the scenario by itself.

    Parameters
    ----------
    paths : YAML files; a quote is called by the name of its file.
    scenario : what is there without them, in whatever variant.

    Raises
    ------
    ScenarioError
        with everything that is wrong: what a scenario file may not hold, offers that are there already or are no
        quotes, quotes of one name, offers of one id in two of them.
    """
    return _held([(path, partial(read_tree, path, str(path))) for path in paths], scenario)


def quotes_in(texts: Sequence[QuoteText], scenario: Scenario) -> tuple[Quote, ...]:
    """The same of texts, which name no file that is here; ScenarioError as `read_quotes`."""
    return _held([(Path(each.file), partial(parse_tree, each.text, each.file)) for each in texts], scenario)


def _held(readers: Sequence[tuple[Path, Reader]], scenario: Scenario) -> tuple[Quote, ...]:
    problems: list[Problem] = []
    found = [quote for path, reader in readers if (quote := _read(path, reader, scenario, problems))]
    problems += _clashes([path for path, _ in readers], found)
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _read(path: Path, reader: Reader, scenario: Scenario, problems: list[Problem]) -> Quote | None:
    own: list[Problem] = []
    tree = reader(own)
    if tree is None:
        problems += own
        return None
    own += _misplaced(spelled_out(tree), scenario)
    if tree.entries.keys() - {*BROUGHT}:  # such as `tables`, which would be read
        problems += own
        return None
    document = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    composed = compose(merge(planted(document, Place(str(path), 1, 1)), tree), None, own)
    laid = validated(composed, own)
    if laid is not None and not own:
        own += _brought_besides(tree, scenario, laid)
    problems += own
    return None if own or laid is None else _quote(path, scenario, laid)


def _misplaced(tree: Node, scenario: Scenario) -> Iterator[Problem]:
    """What is no part of a quote, and records that are there without it."""
    for field, entry in tree.entries.items():
        if field not in BROUGHT:
            yield Problem.at(entry.where(of_key=True), field, f"a quote holds {' and '.join(BROUGHT)} alone")
    if not records(tree, "offers"):
        yield Problem.at(tree.where(), "offers", "a quote needs at least one offer: `offers: [{id: ..., ...}]`")
    for collection in BROUGHT:
        known = {row.id for row in getattr(scenario, collection)}
        for item in records(tree, collection):
            if (name := item.text("id") or item.text("from")) in known:
                said = "is in the scenario already: a quote adds to it; give what is quoted an id of its own"
                yield Problem.at(item.where(), f"{collection}[{name}].id", f"{name!r} {said}")


def _brought_besides(tree: Node, scenario: Scenario, laid: Scenario) -> Iterator[Problem]:
    """What records of the catalog brought that the scenario has not, and offers that are not graded as quotes."""
    for name in type(scenario).model_fields:
        if name not in BROUGHT and getattr(laid, name) != getattr(scenario, name):
            rows: Any = getattr(laid, name)
            new = [row.id for row in rows if row not in getattr(scenario, name)]
            said = f"the quote brings {name} that the scenario has not: {listing(new)}; list them in the scenario"
            yield Problem.at(tree.where(), name, said)
    known = {offer.id for offer in scenario.offers}
    for offer in laid.offers:
        if offer.id not in known and offer.evidence.grade != "quote":
            at = f"offers[{offer.id}].evidence.grade"
            yield Problem.at(tree.where(), at, f"is {offer.evidence.grade}; what a vendor quotes has the grade `quote`")


def _quote(path: Path, scenario: Scenario, laid: Scenario) -> Quote:
    offers = tuple(offer for offer in laid.offers if offer not in scenario.offers)
    vendors = tuple(vendor for vendor in laid.vendors if vendor not in scenario.vendors)
    prices = {offer.id: _list_price(offer) for offer in offers}
    return Quote(id=name_of(path), file=path.name, offers=offers, vendors=vendors, list_prices=prices)


def name_of(path: Path) -> str:
    """What a quote is called: the name of its file as an id."""
    return re.sub(r"[^A-Za-z0-9_.+-]+", "-", path.stem).strip("-._+")[:80] or "quote"


def _list_price(offer: Offer) -> float | None:
    price = effective_usd_per_hour(offer.model_dump(exclude_none=True))
    return None if price is None else round(price, 6)


def _clashes(paths: Sequence[Path], found: Sequence[Quote]) -> Iterator[Problem]:
    """Two quotes of one name, one offer in two of them, one vendor described in two ways."""
    for name, times in Counter(map(name_of, paths)).items():
        if times > 1:
            yield Problem.at(Place(name, 1, 1), "quote", f"{times} quotes are called {name!r}: name their files apart")
    seen: dict[tuple[str, str], tuple[Quote, Any]] = {}
    for quote in found:
        for collection in BROUGHT:
            for row in getattr(quote, collection):
                first, other = seen.setdefault((collection, row.id), (quote, row))
                if first is not quote and (collection == "offers" or other != row):
                    said = f"{row.id!r} is in {first.file} too, and there must be one: give it an id of its own"
                    yield Problem.at(Place(quote.file, 1, 1), f"{collection}[{row.id}].id", said)
