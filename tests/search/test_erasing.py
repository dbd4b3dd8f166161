"""What is erased is gone from the files, and only that."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.search.test_finding import NOON, days, entry, found

from alongside.search.actions import clear, compact, erase, forget, index
from alongside.search.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "quetzalcoatlus"
REST = [entry(number, f"tea number{number} and cake", at=NOON + days(number)) for number in range(10, 60)]


@pytest.fixture(autouse=True)
def _empty_files():
    # What a test before took back is still in PostgreSQL's files.
    clear()


def stored_bytes() -> bytes:
    """Every byte of the database's files, or of the files of the index's tables on PostgreSQL."""
    if connection.vendor == "sqlite":
        name = Path(str(settings.DATABASES["default"]["TEST"]["NAME"]))
        return b"".join(path.read_bytes() for path in name.parent.glob(name.name + "*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c"
            " LEFT JOIN pg_class toasted ON toasted.reltoastrelid = c.oid"
            " WHERE coalesce(toasted.relname, c.relname) LIKE 'search\\_%%' AND c.relkind IN ('r', 'i', 't')",
            [],
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_a_stored_word_can_be_seen_in_the_files():
    index([entry(1, CANARY)])
    assert CANARY.encode() in stored_bytes()


def test_no_byte_of_an_erased_entry_is_left():
    index([*REST, entry(1, f"tea {CANARY}", subject=CANARY, people=CANARY, sender=f"{CANARY}@x.example")])
    erase([1])
    assert CANARY.encode()[:8] not in stored_bytes()


def test_no_byte_of_an_erased_entry_is_left_among_the_frequent_words():
    index([*REST, entry(64, f"tea {CANARY}")])
    erase([64])
    assert CANARY.encode()[:8] not in stored_bytes()


def test_no_byte_of_an_earlier_text_is_left():
    index([*REST, entry(1, f"tea {CANARY}")])
    index([entry(1, "tea")])
    erase([1])
    assert CANARY.encode()[:8] not in stored_bytes()


def test_no_byte_of_a_forgotten_entry_is_left_once_it_is_erased():
    index([*REST, entry(1, f"tea {CANARY}")])
    forget([1])
    erase([1])
    assert CANARY.encode()[:8] not in stored_bytes()


def test_an_erased_entry_is_found_no_more_and_the_others_are():
    index([*REST, entry(1, "tea and cake"), entry(2, "tea and cake")])
    erase([1])
    assert found('"and cake"', limit=100) == [*range(59, 9, -1), 2]


def test_words_shared_with_an_erased_entry_keep_their_places():
    index([entry(1, "cake and tea and cake"), entry(2, "tea and cake")])
    erase([1])
    assert (found('"tea and cake"'), found('"cake and tea"')) == ([2], [])


def test_erasing_within_a_transaction_ends_with_it():
    index([*REST, entry(1, f"tea {CANARY}")])
    with transaction.atomic():
        erase([1])
        erase([10])
    assert CANARY.encode()[:8] not in stored_bytes() and 10 not in found("tea", limit=100)


def test_erasing_that_is_rolled_back_erases_nothing():
    index([entry(1, "tea")])
    with pytest.raises(RuntimeError), transaction.atomic():
        erase([1])
        raise RuntimeError
    assert found("tea") == [1]


def test_erasing_that_was_cut_short_is_finished_later(monkeypatch):
    index([*REST, entry(1, f"tea {CANARY}")])
    with monkeypatch.context() as patched:
        patched.setattr(transaction, "on_commit", lambda work: None)
        erase([1])
    assert compact() and CANARY.encode()[:8] not in stored_bytes()


def test_erasing_leaves_no_row_behind():
    index([*REST, entry(1, "tea")])
    erase([1])
    assert Entry.objects.filter(number=None).count() == 0


def test_an_erased_number_can_be_indexed_again():
    index([entry(1, "tea")])
    erase([1])
    index([entry(1, "tea")])
    assert found("tea") == [1]


def test_erasing_nothing_that_is_known_changes_nothing():
    index([entry(1, "tea")])
    erase([2])
    assert found("tea") == [1]


def test_what_is_out_of_date_is_taken_out_when_it_is_much():
    index(REST)
    index(REST)
    is_done = compact()
    assert (is_done, Entry.objects.filter(number=None).count()) == (
        connection.vendor == "sqlite",
        0 if is_done else 50,
    )


def test_entries_stay_found_after_compacting():
    index(REST)
    index(REST)
    compact()
    assert found("tea and number12 cake") == [12]


def test_small_segments_are_made_one_by_compacting():
    for document in REST:
        index([document])
    compact()
    assert found("tea", limit=100) == list(range(59, 9, -1)) and segments() <= 3


def segments() -> int:
    """How many segments FTS5 keeps; on PostgreSQL there are none."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        # The structure record: a cookie of four bytes, the number of levels, the number of segments.
        cursor.execute("SELECT block FROM search_text_data WHERE id = 10")
        return bytes(cursor.fetchone()[0])[5]


def test_the_index_is_sound_after_erasing():
    index([*REST, *(entry(number, f"tea {CANARY} and", subject="Ünder") for number in range(100, 120))])
    erase(range(100, 120))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_text(search_text) VALUES ('integrity-check')")
    assert (found("under"), len(found("and", limit=100))) == ([], 50)
