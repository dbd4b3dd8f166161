"""Whose visit begins now: few at work at a time, and whoever waits for a server costs the others nothing."""

from __future__ import annotations

from time import monotonic

from alongside.processes import lanes
from alongside.processes.lanes import Lanes, Visit
from alongside.processes.stations import Station


def begun(some: Lanes) -> list[int]:
    return [visit.station.mailbox_id for visit in some.begin()]


def ordered(count: int, *, at_work: int = 1) -> tuple[Lanes, list[Station]]:
    some, stations = Lanes(at_work=at_work), [Station(number) for number in range(count)]
    for station in stations:
        some.order(station)
    return some, stations


def lets_wait(station: Station) -> None:
    station.connecting_since = monotonic() - lanes.PATIENCE_SECONDS - 1


def test_no_more_than_so_many_are_at_work() -> None:
    some, _ = ordered(5, at_work=2)
    assert begun(some) == [0, 1]
    assert begun(some) == []
    assert some.has_orders


def test_next_one_begins_when_another_has_ended() -> None:
    some, _ = ordered(2)
    (visit,) = some.begin()
    some.end(visit)
    assert begun(some) == [1]
    assert not visit.station.is_busy


def test_news_come_before_what_is_merely_due() -> None:
    some, stations = ordered(1)
    begun(some)
    late, news = Station(8), Station(9)
    news.news.add(1)
    some.order(late)
    some.order(news)
    lets_wait(stations[0])
    assert begun(some) == [9]


def test_another_begins_beside_one_that_waits_for_its_server() -> None:
    some, stations = ordered(3)
    assert begun(some) == [0]
    lets_wait(stations[0])
    assert begun(some) == [1]


def test_mailbox_whose_server_was_slow_begins_aside_and_takes_no_place() -> None:
    some, stations = ordered(1)
    (visit,) = some.begin()
    lets_wait(stations[0])
    begun(some)
    visit.begun -= lanes.PATIENCE_SECONDS + 1
    some.end(visit)
    some.order(stations[0])
    some.order(Station(7))
    assert begun(some) == [0, 7]


def test_server_that_is_quick_again_is_one_among_the_others() -> None:
    some, station = Lanes(at_work=1), Station(1, is_slow=True)
    some.order(station)
    (visit,) = some.begin()
    some.end(visit)
    assert not station.is_slow


def test_however_many_servers_hang_there_are_no_more_lanes_than_so_many() -> None:
    some, stations = ordered(lanes.MOST_ASIDE + 10)
    visits: list[Visit] = []
    while found := list(some.begin()):
        visits += found
        for visit in found:
            lets_wait(visit.station)
    assert len(visits) == lanes.MOST_ASIDE
    some.end(visits[0])
    assert begun(some) == [stations[lanes.MOST_ASIDE].mailbox_id]
