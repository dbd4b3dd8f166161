"""The same tests on SQLite and on PostgreSQL, whichever $DATABASE_URL names."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from alongside.search.actions import clear, compact, forget, index
from alongside.search.index import Document
from alongside.search.models import Entry
from alongside.search.queries import find
from alongside.search.rules import parse_query

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)


def entry(number, body="", *, at=NOON, subject="", people="", sender="", tokens=()):
    return Document(number, at, subject, people, body, tuple(tokens), sender)


def found(text, *, is_typing=False, **narrowed):
    return [hit.number for hit in find(parse_query(text, is_typing=is_typing), **narrowed)]


def days(count):
    return timedelta(days=count)


def test_all_words_must_stand_in_the_entry():
    index([entry(1, "the invoice for march"), entry(2, "the invoice for april")])
    assert found("march invoice") == [1]


def test_words_may_stand_in_different_parts():
    index([entry(1, "please pay", subject="Invoice", people="Anna", sender="Bob bob@x.example")])
    assert found("pay invoice anna bob@x.example") == [1]


def test_a_phrase_stands_together():
    index([entry(1, "tea and cake"), entry(2, "cake and tea")])
    assert found('"tea and cake"') == [1]


def test_a_phrase_does_not_reach_from_subject_to_text():
    index([entry(1, "cake", subject="tea")])
    assert found('"tea cake"') == []


def test_a_beginning_finds_every_ending():
    index([entry(1, "invoice"), entry(2, "invoicing"), entry(3, "voice")])
    assert sorted(found("invoic*")) == [1, 2]


def test_the_last_word_may_be_unfinished_while_typing():
    index([entry(1, "march invoice"), entry(2, "march")])
    assert found("march inv", is_typing=True) == [1]


def test_a_word_is_excluded():
    index([entry(1, "invoice draft"), entry(2, "invoice")])
    assert found("invoice -draft") == [2]


def test_excluding_alone_finds_everything_else():
    index([entry(1, "draft"), entry(2, "final")])
    assert found("-draft") == [2]


def test_accents_and_case_do_not_matter():
    index([entry(1, "CRÈME brûlée"), entry(2, "creme brulee")])
    assert found("crème Brulee") == found("creme brulee") == [2, 1]


def test_part_of_a_run_of_chinese_is_found():
    index([entry(1, "東京都庁に行く"), entry(2, "京都に行く")])
    assert [found("東京"), found("都庁"), found("京都"), found("く")] == [[1], [1], [2, 1], [2, 1]]


def test_the_sender_is_not_a_recipient():
    index([entry(1, sender="Anna Green", people="Bob"), entry(2, sender="Bob", people="Anna Green")])
    assert (found("from:anna"), found('to:"anna green"'), found("-from:anna")) == ([1], [2], [2])


def test_somebody_in_the_text_is_not_the_sender():
    index([entry(1, "anna", subject="anna", sender="Bob")])
    assert found("from:anna") == []


def test_the_newest_come_first():
    index([entry(1, "tea", at=NOON), entry(2, "tea", at=NOON + days(2)), entry(3, "tea", at=NOON + days(1))])
    assert found("tea") == [2, 3, 1]


def test_pages_follow_each_other_without_gap():
    index([entry(number, "tea", at=NOON + days(number % 7)) for number in range(1, 31)])
    pages, before = [], None
    while hits := find(parse_query("tea"), limit=7, before=before):
        pages += [hit.number for hit in hits]
        before = hits[-1].rowid
    assert len(pages) == 30 and set(pages) == set(range(1, 31))


def test_the_newest_are_found_across_years():
    index([entry(number, "tea", at=NOON - days(400 * number)) for number in range(12)])
    assert found("tea", limit=10) == list(range(10))


def test_a_word_of_long_ago_is_found_among_many_newer():
    index([entry(1, "needle", at=NOON - days(5000)), *(entry(n, "hay", at=NOON) for n in range(2, 300))])
    assert found("needle") == [1]


def test_dates_bound_what_is_found():
    index([entry(year, "tea", at=datetime(year, 6, 1, tzinfo=UTC)) for year in range(2018, 2026)])
    assert found("tea after:2020 before:2022") == [2021, 2020]


def test_days_are_those_of_the_zone():
    index([entry(1, "tea", at=datetime(2024, 3, 4, 23, 30, tzinfo=UTC))])
    berlin = timezone(timedelta(hours=1))
    assert (found("tea after:2024-03-05", zone=berlin), found("tea after:2024-03-05")) == ([1], [])


def test_absurd_dates_are_kept_at_the_edges():
    early, late = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
    index([entry(1, "tea", at=early), entry(2, "tea", at=late), entry(3, "tea")])
    assert found("tea") == [2, 3, 1]


def test_a_scope_narrows_to_its_tokens():
    index([entry(1, "tea", tokens=["c1"]), entry(2, "tea", tokens=["c2"]), entry(3, "tea", tokens=["t1"])])
    assert (found("tea", scopes=[("c1",)]), found("tea", scopes=[("c1", "t1")])) == ([1], [3, 1])


def test_every_scope_must_be_met():
    index([entry(1, "tea", tokens=["c1", "kemail"]), entry(2, "tea", tokens=["c1"])])
    assert found("tea", scopes=[("c1", "c2"), ("kemail",)]) == [1]


def test_a_scope_alone_finds_all_in_it():
    index([entry(1, tokens=["c1"]), entry(2, tokens=["c2"])])
    assert found("", scopes=[("c1",)]) == [1]


def test_an_empty_scope_is_met_by_nothing():
    index([entry(1, "tea", tokens=["c1"])])
    assert found("tea", scopes=[()]) == []


def test_tokens_can_be_left_out():
    index([entry(1, "tea", tokens=["c1"]), entry(2, "tea", tokens=["c1", "p7"])])
    assert found("tea", without=["p7"]) == [1]


def test_a_written_word_never_passes_for_a_token():
    index([entry(1, "c1 \u2980c1 everything", subject="c1", people="\u2980c1")])
    assert found("", scopes=[("c1",)]) == []


def test_a_token_is_not_found_as_a_word():
    index([entry(1, "tea", tokens=["c1"])])
    assert (found("c1"), found("\u2980c1"), found("everything")) == ([], [], [])


def test_a_token_is_never_a_beginning_of_another():
    index([entry(1, "tea", tokens=["c12"])])
    assert found("tea", scopes=[("c1",)]) == []


@pytest.mark.parametrize("token", ["", "c 1", "c-1", "C1", "ü1"])
def test_a_token_that_would_not_stay_whole_is_refused(token):
    with pytest.raises(ValueError, match="token"):
        index([entry(1, "tea", tokens=[token])])


def test_a_refiled_entry_is_found_under_its_new_client_only():
    index([entry(1, "tea", tokens=["c1"])])
    index([entry(1, "tea", tokens=["c2"])])
    assert (found("tea", scopes=[("c1",)]), found("tea", scopes=[("c2",)]), found("tea")) == ([], [1], [1])


def test_an_entry_with_a_new_text_is_found_by_that_alone():
    index([entry(1, "tea")])
    index([entry(1, "coffee", at=NOON + days(3))])
    assert (found("tea"), found("coffee")) == ([], [1])


def test_the_last_of_two_with_one_number_counts():
    index([entry(1, "tea"), entry(1, "coffee")])
    assert (found("tea"), found("coffee")) == ([], [1])


def test_a_forgotten_entry_is_found_no_more():
    index([entry(1, "tea"), entry(2, "tea")])
    forget([1])
    assert found("tea") == [2]


def test_refiled_entries_do_not_shorten_a_page():
    for _ in range(3):
        index([entry(number, "tea") for number in range(1, 21)])
    assert sorted(found("tea", limit=20)) == list(range(1, 21))


def test_more_than_a_minute_holds_are_all_found(monkeypatch):
    monkeypatch.setattr("alongside.search.rows.ROWS_A_MINUTE", 4)
    monkeypatch.setattr("alongside.search.actions.ROWS_A_MINUTE", 4)
    for number in range(1, 12):
        index([entry(number, "tea", at=datetime(1971, 1, 1, tzinfo=UTC))])
    assert found("tea") == list(range(11, 0, -1))


def test_a_rolled_back_write_is_not_found():
    with pytest.raises(RuntimeError), transaction.atomic():
        index([entry(1, "tea")])
        raise RuntimeError
    assert found("tea") == []


def test_an_emptied_index_finds_nothing():
    index([entry(1, "tea")])
    clear()
    assert (found("tea"), Entry.objects.count()) == ([], 0)


def test_an_index_with_nothing_out_of_date_is_left_alone():
    index([entry(1, "tea")])
    assert not compact()


def test_best_first_puts_the_subject_before_the_text():
    index(
        [entry(1, "about tea", subject="invoice"), entry(2, "the invoice", subject="tea", at=NOON + days(1))]
    )
    assert found("invoice", order="best") == [1, 2]


def test_best_first_puts_words_together_before_words_apart():
    apart = "tea " + "and so on " * 20 + "cake"
    index([entry(1, "with tea cake or so " + "and so on " * 20), entry(2, apart, at=NOON + days(1))])
    assert found("tea cake", order="best") == [1, 2]


def test_best_first_puts_the_newer_of_two_equals_first():
    index([entry(1, "tea"), entry(2, "tea", at=NOON + days(1))])
    assert found("tea", order="best") == [2, 1]


def test_best_first_keeps_to_the_limit():
    index([entry(number, "tea") for number in range(1, 9)])
    assert len(found("tea", order="best", limit=3)) == 3


def test_text_that_no_database_takes_is_indexed():
    index([entry(1, "tea\0with \ud800milk", subject="\0", people="\udfff", sender="a\0b", tokens=["c1"])])
    assert found("milk tea") == [1]


def test_a_very_long_text_is_found_to_its_end():
    index([entry(1, " ".join(f"word{number}" for number in range(60_000)) + " needle")])
    assert (found("needle"), found("word59999")) == ([1], [1])


@pytest.mark.broad
def test_a_text_beyond_measure_is_stored():
    words = " ".join(f"long{number}word" for number in range(250_000))
    index([entry(1, "tea " + words, tokens=["c1"])])
    assert found('"tea long0word" long99word', scopes=[("c1",)]) == [1]


def test_a_very_long_word_is_stored():
    index([entry(1, "x" * 100_000 + " tea")])
    assert found("tea") == [1]


def test_a_thousand_tokens_are_asked_for_at_once():
    index([entry(1, "tea", tokens=["c999"])])
    assert found("tea", scopes=[tuple(f"c{number}" for number in range(1000))]) == [1]


def test_a_query_of_many_words_is_answered():
    index([entry(1, "tea")])
    assert found(" ".join(f"w{number}* -v{number} from:x{number}" for number in range(100))) == []


@pytest.mark.parametrize(
    "text",
    [
        "e-mail", "a@b.c", "(foo", "NOT x", "a AND", '"', "'", "\\", "a:b", "{a}", "x^2", "NEAR(a b, 3)", "a\0b",
        "\ud800", "' OR 1=1 --", "%s %(x)s", "a & | ! <-> b", "tea:*A", "*", "-", "-*", "from:*", "from:'\\", "🙂",
    ],
)  # fmt: skip
def test_signs_of_query_languages_are_only_words(text):
    index([entry(1, text)])
    assert found(text) in ([], [1])


@pytest.mark.slow
@examples(150)
@given(st.text(max_size=60), st.booleans(), st.sampled_from(["newest", "best"]))
def test_any_query_is_answered(text, is_typing, order):
    found(text, is_typing=is_typing, order=order, scopes=[("c1", text)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.broad
@examples(100)
@given(st.text(max_size=80))
def test_a_text_is_found_by_itself(text):
    index([entry(1, text)])
    query = parse_query(
        '"' + text.replace('"', " ").replace("“", " ").replace("”", " ").replace("„", " ") + '"'
    )
    assert not query.terms or [hit.number for hit in find(query)] == [1]
