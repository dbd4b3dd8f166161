"""Credentials for the relay: coturn's own scheme, an hour long."""

from datetime import UTC, datetime

from alongside.rooms.turn import Relay, servers

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_without_a_relay_nobody_is_asked():
    assert servers(None, who="1-2", now=NOW) == []


def test_credentials_end_after_an_hour_and_follow_from_the_secret():
    # printf '1772445600:1-2' | openssl dgst -sha1 -hmac 'north' -binary | base64
    given = servers(Relay("turn.desk.example", 3478, 0, "north"), who="1-2", now=NOW)[1]
    assert given["username"] == "1772445600:1-2"
    assert given["credential"] == "glMbXaT7tkon8OgbezV/d/RkGQw="


def test_every_way_leads_to_the_own_host():
    told = servers(Relay("turn.desk.example", 3478, 5349, "north"), who="1-2", now=NOW)
    ways = [way for one in told for way in one["urls"]]
    assert len(ways) == 4
    assert all(way.partition(":")[2].startswith("turn.desk.example:") for way in ways)


def test_numeric_address_stands_in_brackets():
    assert servers(Relay("2001:db8::1", 3478, 0, "s"), who="x", now=NOW)[0]["urls"] == [
        "stun:[2001:db8::1]:3478"
    ]
