"""Folders as servers list them: names for people, roles, and what cannot be opened."""

from __future__ import annotations

import pytest

from alongside.channels.imap.folders import FoundFolder, found_folders


def found(*listed):
    return found_folders([(tuple(flags), b"/", name) for flags, name in listed])


def test_name_is_shown_as_people_write_it_and_kept_as_the_server_does():
    assert found(((), b"Entw&APw-rfe/&ZeVnLIqe-")) == [
        FoundFolder("Entw&APw-rfe/&ZeVnLIqe-", "Entwürfe/日本語", "")
    ]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"&", b"&AAA", b"&!!!-", b"a\tb", b"../../x", b"&2AA-"])
def test_name_that_is_no_name_is_shown_all_the_same(raw):
    (folder,) = found(((), raw))
    assert folder.raw.encode("latin-1") == raw
    assert folder.name
    assert folder.name.isprintable()


def test_role_given_by_the_server_counts_more_than_a_name():
    folders = found(((b"\\Sent",), b"Postausgang"), ((), b"Sent"))
    assert [folder.role for folder in folders] == ["sent", ""]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (b"INBOX", "inbox"),
        (b"inbox", "inbox"),
        (b"INBOX/Sent Items", "sent"),
        (b"Gesendete Elemente", "sent"),
        (b"&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "sent"),
        (b"[Gmail]/Brouillons", "drafts"),
        (b"Papierkorb", "trash"),
        (b"Junk-E-Mail", "junk"),
        (b"Client/Harlow", ""),
    ],
)
def test_role_is_read_from_the_name_where_the_server_gives_none(name, role):
    assert found(((), name))[0].role == role


def test_folder_that_cannot_be_opened_is_left_out():
    assert found(((b"\\Noselect",), b"[Gmail]"), ((b"\\NonExistent",), b"gone")) == []


def test_folder_listed_twice_is_one():
    assert len(found(((), b"A"), ((), b"A"))) == 1
