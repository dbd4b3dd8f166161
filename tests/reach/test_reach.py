"""Whether clients reach the address: every thing that can be in the way, told apart, by a real connection."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from alongside.lib.reaching import is_public
from alongside.processes import checkup
from alongside.reach import actions, queries, rules
from alongside.reach.models import Look
from alongside.reach.rules import State
from tests.reach.server import HOST, certificate, page, served

pytestmark = pytest.mark.django_db
PUBLIC = "93.184.215.14"
NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def address(settings) -> str:
    settings.BASE_URL = f"https://{HOST}"
    return settings.BASE_URL


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


def as_we_answer(path: str) -> bytes:
    return page(queries.answer_to(path.strip("/").split("/")[-1]))


def look(shown, answer=as_we_answer, *, trusting: ssl.SSLContext | None = None, addresses=(PUBLIC,)):
    with served(shown, answer) as port:
        return actions.look(
            resolve=lambda host, _: list(addresses),
            connect=lambda host, _: socket.create_connection(("127.0.0.1", port), timeout=10),
            context=trusting or shown.context,
        )


def test_address_that_leads_here_is_reachable(good):
    found = look(good)
    assert (found.state, found.is_reachable, found.warning) == (State.REACHED, True, "")
    assert queries.reachability() == found


def test_certificate_that_nobody_trusts_is_told(good):
    found = look(good, trusting=ssl.create_default_context())
    assert (found.state, "self-signed" in found.words) == (State.CERTIFICATE, True)


def test_certificate_of_another_name_is_told(tmp_path):
    found = look(certificate(tmp_path, name="elsewhere.example"))
    assert (found.state, "elsewhere" in found.words or "match" in found.words) == (State.CERTIFICATE, True)


def test_certificate_that_has_ended_is_told(tmp_path):
    found = look(certificate(tmp_path, days=-1))
    assert (found.state, "expired" in found.words) == (State.CERTIFICATE, True)


def test_certificate_that_ends_soon_still_works_and_is_warned_of(tmp_path):
    found = look(certificate(tmp_path, days=5))
    assert (found.is_reachable, "should have been renewed" in found.warning) == (True, True)


@pytest.mark.parametrize(
    "answer",
    [
        lambda path: page("f" * 64),
        lambda path: page("Welcome to nginx!"),
        lambda path: page("", 502),
        lambda path: b"HTTP/1.1 301 X\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
        lambda path: b"SSH-2.0-OpenSSH_9.2\r\n",
        lambda path: b"",
    ],
    ids=["another Alongside", "a server", "a broken proxy", "a redirect", "no web server", "nothing"],
)
def test_something_else_at_the_address_is_told(good, answer):
    found = look(good, answer)
    assert (found.state, found.is_reachable) == (State.OTHER, False)


def test_name_within_the_own_network_is_told(good):
    found = look(good, addresses=["192.168.1.5"])
    assert (found.state, "192.168.1.5" in found.words) == (State.PRIVATE, True)


def test_name_that_leads_nowhere_is_told():
    def resolve(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    found = actions.look(resolve=resolve)
    assert (found.state, "Name or service not known" in found.words) == (State.NO_NAME, True)


def test_silence_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = actions.look(
        resolve=lambda host, _: [PUBLIC],
        connect=lambda host, _: socket.create_connection(("127.0.0.1", port), timeout=10),
    )
    assert (found.state, "Nothing answers" in found.words) == (State.NO_ANSWER, True)


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("http://localhost:8000", State.LOCAL),
        ("https://127.0.0.1", State.LOCAL),
        ("http://desk.example", State.PLAIN),
        ("https://desk.example", State.UNKNOWN),
    ],
)
def test_what_the_address_says_by_itself_needs_no_look(settings, address, state):
    settings.BASE_URL = address
    assert queries.reachability().state is state
    assert not queries.reachability().is_reachable


def test_what_was_found_at_another_address_does_not_count(good, settings):
    look(good)
    settings.BASE_URL = "https://moved.example"
    assert queries.reachability().state is State.UNKNOWN


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "0.0.0.0", "not an address",
    ],
)  # fmt: skip
def test_no_client_reaches(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_clients_reach(address):
    assert is_public(address)


def test_looks_daily_while_it_is_well_and_hourly_while_it_is_not():
    def due(state):
        return rules.next_look_at(state=state, looked_at=NOW, now=NOW) - NOW

    assert (due(State.REACHED), due(State.PRIVATE)) == (timedelta(days=1), timedelta(hours=1))
    assert rules.next_look_at(state=None, looked_at=None, now=NOW) == NOW


def test_timetable_looks_only_where_there_is_something_to_see(settings):
    assert queries.next_look_at() is not None
    settings.BASE_URL = "http://localhost:8000"
    assert queries.next_look_at() is None


def test_answer_is_this_programs_alone(client, settings):
    nonce = "0123456789abcdef" * 2
    told = client.get(reverse("reach", args=[nonce])).content.decode()
    settings.SECRET_KEY = "another program's"
    assert told != queries.answer_to(nonce)
    assert client.get(reverse("reach", args=["../etc/passwd"[:2] + "x"])).status_code == 404


def test_settings_say_what_was_found(signed_in, owner, address):
    Look.objects.create(address=address, looked_at=NOW, state="private", detail="192.168.1.5")
    told = signed_in(owner).get("/settings/").content.decode()
    assert "within your own network" in told
    assert "nothing can be shared with clients" in told


def test_doctor_says_that_the_own_address_is_this_machine(settings):
    settings.BASE_URL = "http://localhost:8000"
    found = {finding.subject: finding for finding in checkup.examine()}
    assert (found["address"].state, "on this machine alone" in found["address"].words) == ("fine", True)
    assert found["backups"].state == "look"


def phone(client, *, address: str, token: str = "", method: str = "post") -> str:
    path = queries.phone_address().removeprefix(f"https://{HOST}")
    ask, path = getattr(client, method), token or path
    form = {"code": path.rstrip("/").rpartition("/")[2]} if method == "post" else {}
    return ask(path, form, REMOTE_ADDR=address, headers={"host": HOST}, secure=True).content.decode()


@pytest.fixture
def _answers_host(settings):
    settings.ALLOWED_HOSTS = [HOST]


@pytest.mark.usefixtures("_answers_host")
def test_telephone_from_outside_is_the_proof(client):
    assert "Wi-Fi is off, and it opens" in phone(client, address=PUBLIC, method="get")
    assert queries.reachability().phoned_at is None
    assert "can open your links" in phone(client, address=PUBLIC)
    found = queries.reachability()
    assert found.phoned_at is not None and found.is_reachable


@pytest.mark.usefixtures("_answers_host")
@pytest.mark.parametrize("address", ["192.168.1.20", "127.0.0.1", "100.64.3.4", "fd00::1", "nonsense"])
def test_telephone_within_the_own_network_proves_nothing(address, client):
    assert "in your own network" in phone(client, address=address)
    assert queries.reachability().phoned_at is None


@pytest.mark.usefixtures("_answers_host")
def test_old_or_made_up_code_opens_nothing(client, monkeypatch):
    assert "This link opens nothing" in phone(client, address=PUBLIC, token="/reach/phone/made-up/")
    monkeypatch.setattr(queries, "PHONE_LIVES", timedelta(seconds=-1))
    assert "This link opens nothing" in phone(client, address=PUBLIC)
    assert not Look.objects.exists()


@pytest.mark.usefixtures("_answers_host")
def test_proof_is_of_one_address(client, settings):
    phone(client, address=PUBLIC)
    settings.BASE_URL = "https://elsewhere.example"
    assert queries.reachability().phoned_at is None


@pytest.mark.usefixtures("_answers_host")
def test_look_after_the_telephone_keeps_its_proof(client, good):
    phone(client, address=PUBLIC)
    assert look(good).phoned_at is not None
