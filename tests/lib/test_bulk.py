"""Many rows into either database, by its fastest way."""

import pytest
from django.db import IntegrityError, connection, transaction

from alongside.lib.bulk import clean, insert_rows, quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def cursor():
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TEMPORARY TABLE "order" '
            f"(number integer NOT NULL UNIQUE, body text, digest {binary}, seen boolean DEFAULT true)"
        )
        yield cursor
        cursor.execute('DROP TABLE "order"')


def insert(cursor, rows, *, columns=("number", "body", "digest"), **options) -> None:
    with connection.wrap_database_errors:
        insert_rows(cursor, "order", columns, rows, vendor=connection.vendor, **options)


def rows_of(cursor) -> list[tuple]:
    cursor.execute('SELECT number, body, digest FROM "order" ORDER BY number')
    return [(number, body, digest and bytes(digest)) for number, body, digest in cursor.fetchall()]


def test_rows_arrive_as_they_were(cursor) -> None:
    rows = [(1, "tab\tline\nback\\slash \\N é 猫", b"\x00\xff\\"), (2, None, None), (3, "", b"")]
    insert(cursor, rows)
    assert rows_of(cursor) == rows


def test_no_rows_are_fine(cursor) -> None:
    insert(cursor, [], ignore_conflicts=True)
    assert rows_of(cursor) == []


def test_more_rows_than_a_statement_takes_arrive_in_order(cursor) -> None:
    rows = [(number, f"row {number}", None) for number in range(1_001)]
    insert(cursor, iter(rows))
    cursor.execute('SELECT number, body, digest FROM "order"')
    assert [tuple(row) for row in cursor.fetchall()] == rows


def test_of_many_rows_only_the_conflicting_are_left_out(cursor) -> None:
    insert(cursor, [(500, "first", None)])
    insert(cursor, [(number, "second", None) for number in range(1_001)], ignore_conflicts=True)
    found = rows_of(cursor)
    assert len(found) == 1_001 and found[500] == (500, "first", None)


def test_a_conflict_among_many_rows_is_an_error(cursor) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(cursor, [(number % 1_000, "", None) for number in range(1_001)])


def test_columns_left_out_take_their_default(cursor) -> None:
    insert(cursor, [(1,)], columns=["number"])
    cursor.execute('SELECT seen FROM "order"')
    assert cursor.fetchone()[0] in (True, "true", 1)


def test_a_conflict_is_an_error(cursor) -> None:
    insert(cursor, [(1, "first", None)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(cursor, [(1, "second", None)])


def test_a_conflict_may_be_ignored(cursor) -> None:
    insert(cursor, [(1, "first", None)])
    insert(cursor, [(1, "second", None), (2, "third", None), (2, "fourth", None)], ignore_conflicts=True)
    assert rows_of(cursor) == [(1, "first", None), (2, "third", None)]


def test_batches_in_one_transaction_do_not_repeat_each_other(cursor) -> None:
    insert(cursor, [(1, "one", None)], ignore_conflicts=True)
    cursor.execute('DELETE FROM "order"')
    insert(cursor, [(2, "two", None)], ignore_conflicts=True)
    assert rows_of(cursor) == [(2, "two", None)]


def test_a_missing_value_is_an_error_even_when_conflicts_are_ignored(cursor) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(cursor, [(None, "no number", None)], ignore_conflicts=True)


def test_text_with_nul_is_stored(cursor) -> None:
    insert(cursor, [(1, clean("a\0b"), None)])
    assert rows_of(cursor)[0][1] == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("é\ud800x\udfff\0", "é\ufffdx\ufffd\ufffd"),
        ("\ud83d\ude00", "\ufffd\ufffd"),
        ("😀 猫", "😀 猫"),
    ],
)
def test_text_keeps_its_length_when_it_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned and len(clean(text)) == len(text)


def test_what_is_no_text_is_left_alone() -> None:
    assert [clean(value) for value in (b"\0", 7, None)] == [b"\0", 7, None]


def test_names_are_quoted() -> None:
    assert quote('or"der') == '"or""der"'
