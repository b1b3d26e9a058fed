"""The run store: runs, plans, scenarios and drafts in SQLite or PostgreSQL.

`open_store(url)` gives a `Store`; people read and write through `store.runs`, `store.scenarios` (drafts included) and
`store.unfinished` (answers of the guided start), workers through `store.work`. Everything raises `StoreError` or one of
its kinds, each a sentence for the user.
"""

from __future__ import annotations

from data.store.drafts import DraftLog
from data.store.errors import Conflict, Forbidden, Frozen, NotFound, StoreError
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
