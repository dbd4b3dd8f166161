"""A practice as if somebody had worked at it: made once however often it is begun, and gone again in one step."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.channels.sample.monthly import hours_billed
from alongside.connections.actions import open_files_source
from alongside.connections.models import BY_HAND, Connection
from alongside.diary.models import Appointment
from alongside.hours.models import Entry, Retainer
from alongside.intake.by_hand import Wanted, take_back, write_down
from alongside.intake.erasing import erase, preview_client, preview_source
from alongside.picture.models import Line
from alongside.promises.models import Promise
from alongside.sample.keeping import Desk, keep_talks
from alongside.sample.supporting import keep_hours
from alongside.sample.year import LABEL, _clients, _live_in
from alongside.support.models import Aspect, Rating
from alongside.timeline.models import Interaction
from alongside.visits.models import Leg

NOW = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
KEPT = (Aspect, Rating, Entry, Retainer, Line, Promise, Appointment, Leg)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_year_is_made_once_and_erased_whole(owner):
    source = open_files_source(LABEL, member=owner)
    desk = Desk(owner, _clients(owner), NOW)
    said = _live_in(desk, source)
    own = write_down(owner, desk.clients["Harlow & Sons"], _note())

    made = {model: model.objects.count() for model in KEPT}
    assert said == Interaction.objects.exclude(pk=own).count() > 70
    assert all(made.values()), made

    _live_in(desk, source)
    assert {model: model.objects.count() for model in KEPT} == made
    assert Interaction.objects.count() == said + 1

    erase(preview_source(source))
    assert list(Interaction.objects.values_list("id", flat=True)) == [own], (
        "what she wrote herself is not the sample's"
    )
    for client in desk.clients.values():
        erase(preview_client(client))
    assert {model._meta.label: model.objects.count() for model in KEPT} == {
        model._meta.label: 0 for model in KEPT
    }
    assert not Connection.objects.exclude(kind=BY_HAND, made_for=None).exists()


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_call_that_was_taken_back_stays_away_when_the_year_is_asked_for_again(owner):
    source = open_files_source(LABEL, member=owner)
    desk = Desk(owner, _clients(owner), NOW)
    said = keep_talks(desk, source)
    assert take_back(owner, Interaction.objects.values_list("id", flat=True)[0])
    keep_talks(desk, source)
    assert Interaction.objects.count() == said - 1


def _note() -> Wanted:
    return Wanted(id="0" * 31 + "1", kind="note", happened_at=NOW, text="Mine.")


@pytest.mark.broad
@pytest.mark.django_db
def test_hours_are_those_of_the_bills(owner):
    desk = Desk(owner, _clients(owner), NOW)
    keep_hours(desk)
    october = Entry.objects.filter(on__month=10)
    for name, billed in hours_billed().items():
        worked = sum(october.filter(client__name=name).values_list("minutes", flat=True))
        assert abs(worked - billed[0]) < 15
