"""Whose mailbox a file is, said again or said otherwise: nothing of one client ends up with another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import Desk
from tests.program import migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


@pytest.fixture
def desk(tmp_path) -> Desk:
    desk = Desk(migrated(tmp_path / "home"))
    write(desk.home / "one.mbox", "ann@zed.example", "me@desk.example")
    desk.json("import", str(desk.home / "one.mbox"), "--own", "me@desk.example")
    for address, name in (("ann@zed.example", "Zed"), ("office@harlow.example", "Harlow")):
        desk.json("file", address, name)
    return desk


def write(path: Path, sender: str, to: str, count: int = 3) -> None:
    """A mailbox file with letters of one sender."""
    letters = (
        f"From x@y.example Mon Mar  2 09:00:00 2026\nFrom: {sender}\nTo: {to}\nSubject: Prices {number}\n"
        f"Date: Mon, {number + 1} Mar 2026 09:00:00 +0000\nMessage-ID: <{number}-{sender}-{to}>\n\nHello.\n\n"
        for number in range(count)
    )
    path.write_text("".join(letters))


def held(desk: Desk) -> dict[str, int]:
    return {one["name"]: one["interactions"] for one in desk.json("clients")}


def directions(desk: Desk, client: str) -> set[str]:
    return {one["direction"] for one in desk.json("timeline", client)}


def test_file_that_holds_the_mailbox_of_another_is_refused_before_it_is_read(desk):
    path = desk.home / "exp.mbox"
    write(path, "bo@far.example", "office@harlow.example")
    desk.json("import", str(path), "--client", "Harlow", "--own", "office@harlow.example")
    write(path, "bo@far.example", "office@zed.example")
    refused = desk.run("import", str(path), "--client", "Zed", "--own", "office@zed.example")
    assert refused.returncode == 2
    assert "known as a mailbox of Harlow" in " ".join(refused.stderr.split())
    assert held(desk) == {"Harlow": 3, "Zed": 3}


def test_what_was_anybodys_becomes_the_clients_once_it_is_said(desk):
    path = desk.home / "two.mbox"
    write(path, "bo@far.example", "office@harlow.example")
    desk.json("import", str(path))
    assert held(desk)["Harlow"] == 3
    desk.json("import", str(path), "--client", "Zed")
    assert held(desk)["Zed"] == 6
    assert desk.json("rebuild") and held(desk)["Zed"] == 6


def test_own_address_said_later_tells_out_from_in(desk):
    path = desk.home / "sent.mbox"
    write(path, "nell@desk.example", "ann@zed.example")
    desk.json("import", str(path), "--own", "me@desk.example")
    assert directions(desk, "Zed") == {"in"}
    desk.json("import", str(path), "--own", "nell@desk.example")
    assert directions(desk, "Zed") == {"in", "out"}


def test_guess_gives_way_to_what_is_said(desk):
    path = desk.home / "guess.mbox"
    write(path, "bo@far.example", "ann@zed.example", count=20)
    sent = path.read_text()
    write(path, "lee@other.example", "bo@far.example", count=20)
    path.write_text(sent + path.read_text())
    assert "taken to be the mailbox of" in " ".join(desk.run("import", str(path)).stderr.split())
    desk.json("import", str(path), "--own", "me@desk.example")
    desk.json("file", "far.example", "Far")
    assert held(desk)["Far"] == 40


def test_word_that_is_no_address_is_refused(desk):
    refused = desk.run("import", str(desk.home / "one.mbox"), "--own", "notanaddress")
    assert (refused.returncode, "is no address" in refused.stderr) == (2, True)


def test_client_is_not_made_where_nothing_can_be_filed(desk):
    before = set(held(desk))
    assert [desk.run("file", what, "Odd").returncode for what in ("gmail.com", "99999", "@")] == [2, 2, 2]
    assert set(held(desk)) == before
