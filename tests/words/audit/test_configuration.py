"""What differs between two configurations."""

from __future__ import annotations

from veilleur.words.audit.configuration import Change, ChangeKind, Configuration, changes

BEFORE = Configuration(
    files={"manager.conf": "[admin]", "extensions.conf": "exten => 1"},
    entries={"administrator": frozenset({"AMI: admin"}), "trunk": frozenset({"PJSIP/carrier"})},
    digests={"manager.conf": "a" * 64},
    dialplan=frozenset({"extensions.conf"}),
)


def test_the_same_is_no_change() -> None:
    assert changes(BEFORE, BEFORE) == []


def test_what_is_new_is_named_the_most_dangerous_first() -> None:
    now = Configuration(
        files={"manager.conf": "[admin]\n[eve]", "extensions.conf": "exten => 2"},
        entries={"administrator": frozenset({"AMI: admin", "AMI: eve"}), "trunk": frozenset()},
        dialplan=frozenset({"extensions.conf"}),
    )
    assert changes(BEFORE, now) == [
        Change(ChangeKind.ADMINISTRATOR, ("AMI: eve",)),
        Change(ChangeKind.DIALPLAN, ("extensions.conf",)),
        Change(ChangeKind.FILES, ("manager.conf",)),
    ]


def test_a_changed_secret_shows_by_its_files_digest_alone() -> None:
    now = Configuration(BEFORE.files, BEFORE.entries, {"manager.conf": "b" * 64}, BEFORE.dialplan)
    assert changes(BEFORE, now) == [Change(ChangeKind.FILES, ("manager.conf",))]


def test_what_one_side_could_not_see_is_no_change() -> None:
    assert changes(Configuration(BEFORE.files), Configuration(BEFORE.files, BEFORE.entries)) == []
