"""The run store: runs, plans, scenarios and drafts in SQLite or PostgreSQL.

`open_store(url)` gives a `Store`; people read and write through `store.runs`, `store.scenarios` (drafts included) and
`store.unfinished` (answers of the guided start), workers through `store.work`. Everything raises `StoreError` or one of
its kinds, each a sentence for the user. What needs the database is imported when it is asked for: `data.store.bundle`
reads an exported run without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from data.store.errors import Conflict, Forbidden, Frozen, NotFound, StoreError

if TYPE_CHECKING:
    from data.store.drafts import DraftLog
    from data.store.scenarios import Saved
    from data.store.store import Store, open_store
    from data.store.unfinished import Kept
    from data.store.work import Wishes

__all__ = [
    "Conflict",
    "DraftLog",
    "Forbidden",
    "Frozen",
    "Kept",
    "NotFound",
    "Saved",
    "Store",
    "StoreError",
    "Wishes",
    "open_store",
]
_MODULES = {
    "DraftLog": "drafts",
    "Kept": "unfinished",
    "Saved": "scenarios",
    "Store": "store",
    "Wishes": "work",
    "open_store": "store",
}
"""Where names are that need the database."""


def __getattr__(name: str) -> Any:
    """A name that needs the database."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"data.store.{_MODULES[name]}"), name)
