"""What the store refuses; every message is a sentence for the user."""
# ruff: noqa: N818 - the names say what happened; they need no suffix

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what would help."""


class NotFound(StoreError):
    """There is no such thing, or the person may not see it: the two are not told apart."""


class Forbidden(StoreError):
    """The person may see it but not do this with it."""


class Frozen(StoreError):
    """The run was approved and changes no more."""


class Conflict(StoreError):
    """Somebody else, or another window, changed it meanwhile."""
