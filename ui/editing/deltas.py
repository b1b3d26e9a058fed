"""What a grid in the browser reports: cells changed, rows added and deleted since it was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Cells = dict[str, Any]


@dataclass(frozen=True)
class Delta:
    """All changes of a grid since it was drawn; rows count from 0 as they were drawn."""

    edited: Mapping[int, Cells] = field(default_factory=dict)
    added: tuple[Cells, ...] = ()
    deleted: frozenset[int] = frozenset()

    @classmethod
    def read(cls, state: Mapping[str, Any], named: Callable[[Cells], Cells] = dict) -> Self:
        """The delta in the state of `st.data_editor`; added rows without any cell filled in are left out.

        Parameters
        ----------
        named : gives cells the names of the grid's columns, and leaves out those that nobody may change.
        """
        edited = {int(row): named(cells) for row, cells in (state.get("edited_rows") or {}).items()}
        added = [named(cells) for cells in state.get("added_rows") or ()]
        return cls(
            {row: cells for row, cells in edited.items() if cells},
            tuple(cells for cells in added if any(map(_is_filled, cells.values()))),
            frozenset(int(row) for row in state.get("deleted_rows") or ()),
        )

    @property
    def has_moved_rows(self) -> bool:
        """Whether rows were added or deleted, so that they no longer stand where they were drawn."""
        return bool(self.added or self.deleted)

    @property
    def size(self) -> int:
        """How many cells and rows are changed."""
        return sum(map(len, self.edited.values())) + len(self.added) + len(self.deleted)

    def cells_since(self, earlier: Delta, drawn: Sequence[Mapping[str, Any]]) -> dict[int, Cells]:
        """Cells that differ between an earlier delta of the same grid and this one; a cell no longer edited shows
        what was drawn."""
        found: dict[int, Cells] = {}
        for row in {*earlier.edited, *self.edited}:
            before, now = earlier.edited.get(row, {}), self.edited.get(row, {})
            names = [name for name in {**before, **now} if now.get(name, _UNSET) != before.get(name, _UNSET)]
            if names:
                found[row] = {name: now[name] if name in now else drawn[row].get(name) for name in names}
        return found

    def as_drawn(self, order: Sequence[int]) -> dict[str, Any]:
        """The delta with rows numbered as in the document, in the form of `st.data_editor`.

        Parameters
        ----------
        order : number in the document of every row drawn.
        """
        return {
            "edited_rows": {order[row]: cells for row, cells in self.edited.items() if row not in self.deleted},
            "added_rows": list(self.added),
            "deleted_rows": sorted(order[row] for row in self.deleted),
        }

    def shown(self, drawn: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The rows that the browser shows, the added ones last."""
        kept = [(n, row) for n, row in enumerate(drawn) if n not in self.deleted]
        return [*({**row, **self.edited.get(n, {})} for n, row in kept), *self.added]


_UNSET = object()


def _is_filled(value: Any) -> bool:
    return value is not None and value not in ("", [])
