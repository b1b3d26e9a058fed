"""What a run asks for, read back from the store, where it may come from an import or an older version."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError

from data.document import Document, check_document
from data.load import Loaded
from data.problems import ScenarioError
from data.store import StoreError
from models.base import Amount, Model, Share
from models.run import Run
from solver.search.options import SearchOptions, Strategy


class _Options(Model):
    """The bounds that the command line sets, too."""

    gap: Share
    absolute_gap_usd: Amount
    time_limit_s: Annotated[float, Field(ge=1)] | None
    strategy: Strategy
    threads: Annotated[int, Field(ge=1, le=256)]
    seed: Annotated[int, Field(ge=0, lt=2**31)]
    price_lanes: bool = True


def options_of(run: Run) -> SearchOptions:
    """The search options of a run; StoreError when they are none."""
    try:
        return SearchOptions(**_Options.model_validate(run.options).model_dump())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(f"The options of this run cannot be used: {where}: {first['msg']}.") from None


def loaded_document(text: str, name: str, variant: str | None) -> Loaded:
    """The scenario of a document in memory; ScenarioError with every problem."""
    checked = check_document(Document.read(text, name), variant)
    if checked.loaded is None:
        raise ScenarioError(checked.problems)
    return checked.loaded
