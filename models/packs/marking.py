"""Who may read a field of a document: public, vendor or internal; a field that is not marked is internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple, NewType, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


class Marking(IntEnum):
    """How far a field may travel; a reader sees the fields of his own marking and of those above it."""

    INTERNAL = 0
    VENDOR = 1
    PUBLIC = 2


INTERNAL, VENDOR, PUBLIC = Marking.INTERNAL, Marking.VENDOR, Marking.PUBLIC
"""Written into a type: `Annotated[Text, VENDOR]`."""

Redacted = NewType("Redacted", dict[str, Any])
"""Content without what its readers may not see: all that a document for vendors is made from."""


class MarkedField(NamedTuple):
    """A field of a document, as its documentation lists it."""

    path: str
    """Names from the content down, lists as `[]`: `lots[].nodes`."""
    marking: Marking
    """Its own marking, or that of what holds it where that is stricter."""
    about: str
    """What it says, with its unit."""


def marking_of(field: FieldInfo) -> Marking:
    """The marking of a field; internal where none is written."""
    return next((mark for mark in field.metadata if isinstance(mark, Marking)), INTERNAL)


def redacted(content: BaseModel, reader: Marking) -> Redacted:
    """Content as nested dictionaries and lists, without any field that is marked below the reader."""
    return Redacted(
        {
            name: _value(getattr(content, name), reader)
            for name, field in type(content).model_fields.items()
            if marking_of(field) >= reader
        }
    )


def for_vendors(content: BaseModel) -> Redacted:
    """What vendors may read of the content."""
    return redacted(content, VENDOR)


def _value(value: Any, reader: Marking) -> Any:
    if isinstance(value, BaseModel):
        return redacted(value, reader)
    if isinstance(value, (list, tuple)):
        return [_value(each, reader) for each in value]
    if isinstance(value, Mapping):
        return {key: _value(each, reader) for key, each in value.items()}
    return value


def marked_fields(content: type[BaseModel], above: str = "", at_most: Marking = PUBLIC) -> Iterator[MarkedField]:
    """Every field of a kind of content, nested ones after what holds them."""
    for name, field in content.model_fields.items():
        marking = min(marking_of(field), at_most)
        inner, is_list = _inner(field.annotation)
        path = f"{above}{name}{'[]' * is_list}"
        yield MarkedField(path, marking, field.description or "")
        if inner is not None:
            yield from marked_fields(inner, f"{path}.", marking)


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The kind of content inside a type, and whether there is a list of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    found = [_inner(each)[0] for each in get_args(annotation)]
    is_list = getattr(annotation, "__origin__", None) in (tuple, list)
    return next((each for each in found if each is not None), None), is_list
