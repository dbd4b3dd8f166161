"""A query written once gives what the ORM gives, whatever its values."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from alongside.prepared import prepared, remembered, remembering
from alongside.timeline.models import Interaction
from tests.making import ME, arrive, mailbox, message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_letters():
    arrive(mailbox(), *(message(f"{name}@x.example", ME, hours=number) for number, name in enumerate("abc")))


@prepared
def _of(ids, names):
    found = Interaction.objects.filter(id__in=ids.numbers, sender__value__in=names.texts).order_by("id")
    return found.values_list("id", "happened_at", "has_html")


@prepared
def _since(moment, nature):
    found = Interaction.objects.filter(happened_at__gte=moment, nature=nature).order_by("-happened_at", "id")
    return found.values_list("id")[:2]


def test_values_change_from_call_to_call():
    first, second, third = Interaction.objects.order_by("id").values_list("id", flat=True)
    names = ["a@x.example", "b@x.example", "it's\"@x.example"]
    assert [row[0] for row in _of([first, third], names)] == [first]
    assert [row[0] for row in _of({first, second}, names)] == [first, second]
    assert _of([], names) == []


def test_columns_come_as_the_orm_gives_them():
    everything = Interaction.objects.order_by("id").values_list("id", "happened_at", "has_html")
    ids = [row[0] for row in everything]
    assert _of(ids, [f"{name}@x.example" for name in "abc"]) == list(everything)


def test_moments_are_compared_as_moments():
    newest = Interaction.objects.order_by("-happened_at").values_list("id", flat=True)
    moment = Interaction.objects.order_by("happened_at")[1].happened_at
    assert [row[0] for row in _since(moment, "personal")] == list(newest[:2])
    assert _since(moment + timedelta(days=1), "personal") == []
    assert _since(moment, "bounce") == []


@prepared
def _whole(number):
    return Interaction.objects.filter(pk=number)


def test_objects_come_as_the_orm_gives_them():
    for one in Interaction.objects.all():
        (found,) = _whole(one.pk)
        assert {field.attname: getattr(found, field.attname) for field in one._meta.concrete_fields} == {
            field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields
        }


@prepared
def _from_any(*names):
    found = Interaction.objects.none()
    for name in names:
        found = found | Interaction.objects.filter(sender__value=name)
    return found.order_by("id").values_list("sender__value")


def test_query_takes_as_many_values_as_it_is_given():
    assert _from_any("a@x.example") == [("a@x.example",)]
    assert _from_any("a@x.example", "c@x.example") == [("a@x.example",), ("c@x.example",)]
    assert _from_any("b@x.example") == [("b@x.example",)]


def test_queries_are_seen_by_who_watches_them(django_assert_num_queries):
    with django_assert_num_queries(1):
        _whole(1)


def test_an_error_of_the_database_is_one_of_django():
    with pytest.raises(DatabaseError):
        _whole("no number" if connection.vendor == "postgresql" else object())


def test_what_a_page_asks_twice_is_asked_once(django_assert_num_queries):
    pk = Interaction.objects.values_list("pk", flat=True).first()
    with django_assert_num_queries(2), remembering():
        first, again = _whole(pk), _whole(pk)
        _whole(pk + 1)
    assert first == again
    assert first[0] is not again[0]
    with django_assert_num_queries(1):
        _whole(pk)


def test_what_a_function_found_is_told_from_memory_while_nothing_may_be_written():
    asked = []

    @remembered
    def twice(number):
        asked.append(number)
        return number * 2

    with remembering():
        assert (twice(1), twice(2), twice(1)) == (2, 4, 2)
    assert asked == [1, 2]
    assert twice(1) == 2
    assert asked == [1, 2, 1]
