"""Mailboxes by command: connected, brought level, checked, disconnected; the password is shown nowhere."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from alongside.cli import build_app
from alongside.connections.models import Mailbox
from alongside.timeline.models import Interaction
from tests.channels.discovery.servers import name_server
from tests.dovecot import PASSWORD, letters

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mailserver]


def run(*said: str, typed: str = ""):
    return CliRunner().invoke(build_app(said[0]), [*said, "--json"], input=typed)


@pytest.fixture
def account(dovecot):
    account = dovecot.account()
    account.deliver(*letters(range(4)))
    return account


def add(account, *, password: str = PASSWORD, certificate: str = ""):
    where = ["--host", "127.0.0.1", "--port", str(account.dovecot.tls)]
    pinned = ["--certificate", certificate or account.dovecot.fingerprint]
    return run("mailbox", "add", account.address, *where, *pinned, typed=f"{password}\n")


def test_mailbox_is_tried_before_it_is_kept(account):
    told = add(account, password="wrong")
    assert told.exit_code == 1
    assert "app password" in told.stderr
    assert not Mailbox.objects.exists()


def test_certificate_of_a_stranger_is_shown_and_not_accepted(account):
    told = add(account, certificate="00" * 32)
    assert told.exit_code == 1
    assert account.dovecot.fingerprint in told.stderr
    assert not Mailbox.objects.exists()


def test_mailbox_comes_level_and_equals_its_server(account):
    assert json.loads(add(account).stdout)["address"] == account.address

    (synced,) = json.loads(run("mailbox", "sync").stdout)
    checked = json.loads(run("mailbox", "check").stdout)

    assert (synced["new"], synced["trouble"]) == (4, "")
    assert checked["ok"]
    assert Interaction.objects.count() == 4


def test_verify_names_what_is_not_here(account):
    add(account)
    run("mailbox", "sync")
    account.deliver(*letters([9]))

    told = run("verify")

    assert told.exit_code == 1
    assert "numbers 5" in json.loads(told.stdout)["problems"][0]
    assert json.loads(run("verify", "--offline").stdout)["ok"]


def test_mail_check_is_a_page_for_people(account):
    add(account)
    run("mailbox", "sync")
    told = CliRunner().invoke(build_app("mailbox"), ["mailbox", "check"])
    assert "Mail check of" in told.stdout
    assert "Everything that the servers list is here" in told.stdout
    assert "Left out: Drafts." in told.stdout


def test_password_is_shown_nowhere(account):
    add(account)
    run("mailbox", "sync")
    shown = "".join(run("mailbox", *said).output for said in (["list"], ["check"], ["sync"]))
    assert PASSWORD not in shown
    assert "sealed" not in shown


def test_wrong_password_is_told_with_what_to_do(account):
    add(account)
    account.set_password("another")
    told = run("mailbox", "sync")
    (mailbox,) = json.loads(run("mailbox", "list").stdout)
    assert told.exit_code == 1
    assert mailbox["trouble"] == "wrong_password"
    assert "Type it again" in mailbox["next_step"]


def test_another_password_is_kept(account):
    add(account)
    account.set_password("another")
    run("mailbox", "password", account.address, typed="another\n")
    assert json.loads(run("mailbox", "sync").stdout)[0]["new"] == 4


def test_keys_are_made_anew(account):
    add(account)
    assert json.loads(run("keys", "rotate").stdout) == {"sealed": 1}
    assert json.loads(run("mailbox", "sync").stdout)[0]["new"] == 4


def test_disconnecting_keeps_letters_unless_it_is_said_otherwise(account):
    add(account)
    run("mailbox", "sync")
    preview = json.loads(run("mailbox", "remove", account.address).stdout)
    assert preview == {
        "address": account.address, "entries": 4, "waiting": 0, "erased": False, "removed": False,
    }  # fmt: skip
    assert Mailbox.objects.exists()

    run("mailbox", "remove", account.address, "--yes")
    assert not Mailbox.objects.exists()
    assert Interaction.objects.count() == 4


def test_disconnecting_erases_when_it_is_said(account):
    add(account)
    run("mailbox", "sync")
    run("mailbox", "remove", account.address, "--erase", "--yes")
    assert Interaction.objects.count() == 0
    assert json.loads(run("verify").stdout)["ok"]


def test_mailbox_that_is_not_there_is_a_wrong_call(account):
    assert run("mailbox", "sync", "nobody@desk.example").exit_code == 2


def test_server_is_found_by_the_address(account, settings):
    records = {("_imaps._tcp.desk.example", "SRV"): [f"0 0 {account.dovecot.tls} localhost."]}
    with name_server(records) as (server, _):
        settings.DNS_SERVER = server
        pinned = ["--certificate", account.dovecot.fingerprint]
        told = run("mailbox", "add", account.address, *pinned, typed=f"{PASSWORD}\n")
    assert told.exit_code == 0
    assert (Mailbox.objects.get().host, PASSWORD in told.output) == ("localhost", False)


def test_server_that_nobody_names_is_asked_for(settings):
    settings.DNS_SERVER = "127.0.0.1:9"
    told = run("mailbox", "add", "nell@nowhere.invalid", typed=f"{PASSWORD}\n")
    assert (told.exit_code, "--host" in told.stderr) == (2, True)
