from __future__ import annotations

import pytest

from data.document import Edit, EditError, Step
from data.store import Conflict, NotFound, Saved, Store, StoreError
from models.run import Person
from tests.ui.editing.conftest import TEXT
from ui.editing.rewriting import Rewrite
from ui.editing.session import MEANWHILE, Session

ME = Person.local()


def name(text: str) -> Edit:
    return Edit((Step("set", ("name",), text),), "name")


def test_every_edit_is_kept_at_once_and_replayed_with_its_undo_history(
    session: Session, store: Store, saved: Saved
) -> None:
    session.edit(name("A"))
    session.edit(Rewrite((), "text", session.document.text() + "# end\n"))
    session.edit(name("B"))
    session.undo()
    again = Session.open(store, ME, saved.id)
    assert again.document.text() == session.document.text() == TEXT.replace("Small", "A") + "# end\n"
    assert [edit.words for edit in again.draft.done] == ["name", "text"]
    assert again.edited_at is not None
    again.redo()
    assert again.document.at(("name",)) == "B"
    assert again.draft.undone == []


def test_saving_makes_the_next_version_and_ends_the_draft(session: Session, store: Store, saved: Saved) -> None:
    session.edit(name("A"))
    assert [(change.path, change.old, change.new) for change in session.changes()] == [("name", "Small", "A")]
    session.save()
    assert session.saved.revision == 2
    assert session.changes() == []
    assert session.draft.cursor == 0
    assert session.edited_at is None
    assert store.scenarios.find(ME, saved.id).saved_text == TEXT.replace("Small", "A")


def test_discarding_brings_the_saved_version_back(session: Session) -> None:
    session.edit(name("A"))
    session.discard()
    assert session.document.text() == TEXT
    assert session.draft.done == []


def test_another_window_is_never_overwritten(session: Session, store: Store, saved: Saved) -> None:
    other = Session.open(store, ME, saved.id)
    other.edit(name("theirs"))
    for act in (lambda: session.edit(name("mine")), session.save, session.discard):
        with pytest.raises(Conflict):
            act()
    assert Session.open(store, ME, saved.id).document.at(("name",)) == "theirs"
    assert session.document.at(("name",)) == "Small"


def test_an_edit_between_the_look_at_the_store_and_the_writing_is_told_as_any_other(
    session: Session, store: Store, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.open(store, ME, saved.id).edit(name("theirs"))
    monkeypatch.setattr(session, "is_in_step", lambda: True)
    with pytest.raises(Conflict, match=MEANWHILE):
        session.edit(name("mine"))
    assert session.document.at(("name",)) == "Small"


def test_undo_and_another_edit_elsewhere_are_noticed_although_the_count_is_the_same(
    session: Session, store: Store, saved: Saved
) -> None:
    session.edit(name("A"))
    other = Session.open(store, ME, saved.id)
    other.undo()
    other.edit(name("B"))
    assert not session.is_in_step()
    with pytest.raises(Conflict):
        session.undo()
    session.reopen()
    assert session.is_in_step()
    assert session.document.at(("name",)) == "B"


def test_saving_elsewhere_is_noticed_before_the_first_edit(session: Session, store: Store, saved: Saved) -> None:
    other = Session.open(store, ME, saved.id)
    other.edit(name("A"))
    other.save()
    with pytest.raises(Conflict):
        session.edit(name("B"))
    session.reopen()
    assert session.saved.revision == 2


def test_an_edit_that_the_store_refuses_is_not_in_the_document(session: Session) -> None:
    session.edit(name("A"))
    session.undo()
    with pytest.raises(StoreError):
        session.edit(Rewrite((), "too long", "name: x\n" + "# comment\n" * 199_999))
    assert session.document.text() == TEXT
    assert len(session.draft.undone) == 1, "what was undone can still be redone"
    assert session.is_in_step()


def test_an_edit_that_does_not_apply_is_not_in_the_store(session: Session) -> None:
    with pytest.raises(EditError):
        session.edit(Edit((Step("remove", ("offers", 99)),)))
    assert session.is_in_step()
    assert session.draft.done == []


def test_nothing_to_undo_or_redo(session: Session) -> None:
    assert session.undo() is None
    assert session.redo() is None


def test_check_is_done_once_for_each_state(session: Session) -> None:
    first = session.checked
    assert first.problems == ()
    assert session.checked is first
    session.edit(Edit((Step("set", ("horizon", "periods"), -1),)))
    (problem,) = session.checked.problems
    assert problem.location == ("horizon", "periods")
    session.undo()
    assert session.checked.problems == ()


def test_scenarios_of_others_are_not_opened(store: Store) -> None:
    theirs = store.scenarios.create(Person(name="ann@example.com"), "Hers", TEXT)
    with pytest.raises(NotFound):
        Session.open(store, Person(name="bob@example.com"), theirs.id)
