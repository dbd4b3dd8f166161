from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.search.rules import Field, Query, Term, parse_day, parse_query


def words(query: Query) -> list[str]:
    return [" ".join(term.words) + "*" * term.is_prefix for term in query.terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invoice  March", ["invoice", "march"]),
        ('"two words" three', ["two words", "three"]),
        ("“two words”", ["two words"]),
        ("inv*", ["inv*"]),
        ('"two wor"*', ["two wor*"]),
        ("e-mail", ["e mail"]),
        ("anna@harlow.example", ["anna harlow example"]),
        ("https://harlow.example/a", ["https harlow example a"]),
        ("re:invoice", ["re invoice"]),
        ("Ünïcode STRASSE Straße", ["unicode", "strasse"]),
        ('never "closed quote', ["never", "closed quote"]),
        ("( ) & | ! : * ^ { } NEAR(a b) a AND NOT b", ["near a", "b", "a", "and", "not"]),
        ('"" * - -- "-"', []),
        ("", []),
    ],
)
def test_words_are_read(text, expected):
    assert words(parse_query(text)) == expected


def test_a_minus_excludes_a_word_or_a_phrase():
    query = parse_query('invoice -draft -"not yet"')
    assert query == Query(terms=(Term(("invoice",)),), excluded=(Term(("draft",)), Term(("not", "yet"))))


def test_a_hyphen_within_a_word_excludes_nothing():
    assert parse_query("follow-up").excluded == ()


def test_fields_keep_what_was_typed():
    query = parse_query('from:Anna -to:bob@x.example client:"Harlow & Sons" kind:email has:attachment')
    assert query.fields == (
        Field("from", "Anna"),
        Field("to", "bob@x.example", is_excluded=True),
        Field("client", "Harlow & Sons"),
        Field("kind", "email"),
        Field("has", "attachment"),
    )


def test_values_of_a_field_leave_out_the_excluded():
    query = parse_query("client:harlow -client:birch")
    assert (query.values("client"), query.values("client", is_excluded=True)) == (["harlow"], ["birch"])


def test_dates_bound_the_search():
    query = parse_query("after:2024-03 before:5/4/2024")
    assert (query.after, query.before, query.terms) == (date(2024, 3, 1), date(2024, 4, 5), ())


def test_the_narrower_of_two_dates_counts():
    query = parse_query("after:2023 after:2024 before:2026 before:2025")
    assert (query.after, query.before) == (date(2024, 1, 1), date(2025, 1, 1))


def test_a_date_that_is_none_is_reported():
    query = parse_query("before:yesterday invoice")
    assert (query.misread, query.before, words(query)) == (("before:yesterday",), None, ["invoice"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", date(2024, 1, 1)),
        ("2024-03", date(2024, 3, 1)),
        ("2024-03-05", date(2024, 3, 5)),
        ("2024/3/5", date(2024, 3, 5)),
        ("5/3/2024", date(2024, 3, 5)),
        ("05.03.24", date(2024, 3, 5)),
        ("3/2024", date(2024, 3, 1)),
        ("31-12-1999", date(1999, 12, 31)),
        ("2024-02-30", None),
        ("0000", None),
        ("99/99/2024", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_days_are_read(text, expected):
    assert parse_day(text) == expected


def test_the_last_word_is_a_beginning_while_typing():
    assert words(parse_query("invoice mar", is_typing=True)) == ["invoice", "mar*"]


def test_a_space_ends_the_word_while_typing():
    assert words(parse_query("invoice mar ", is_typing=True)) == ["invoice", "mar"]


def test_a_closed_phrase_is_no_beginning_while_typing():
    assert words(parse_query('"two words"', is_typing=True)) == ["two words"]


def test_an_open_phrase_is_a_beginning_while_typing():
    assert words(parse_query('"two wor', is_typing=True)) == ["two wor*"]


def test_a_name_is_a_beginning_while_typing():
    assert parse_query("from:ann", is_typing=True).fields == (Field("from", "ann*"),)


def test_one_letter_of_chinese_is_the_beginning_of_a_pair():
    assert parse_query("京").terms == (Term(("京",), is_prefix=True),)


def test_a_run_of_chinese_is_looked_for_by_pairs():
    assert parse_query("東京都*").terms == (Term(("東京", "京都")),)


def test_a_query_of_any_length_is_bounded():
    query = parse_query(" ".join(f"w{n} -v{n} from:f{n}" for n in range(5000)))
    assert max(len(query.terms), len(query.excluded), len(query.fields)) <= 24


@pytest.mark.parametrize("text", ["invoice", "-draft", "client:harlow", "before:2024"])
def test_whatever_narrows_is_something_to_look_for(text):
    assert parse_query(text).has_terms


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-after:2024", "before:2024"),
        ("-before:2024-03", "after:2024-03"),
        ("a -after:2024", "a before:2024"),
    ],
)
def test_a_minus_turns_a_day_around(text, same):
    assert parse_query(text) == parse_query(same)


@pytest.mark.parametrize("text", ["after:never", "before:", 'after:"', "-after:never", "-before: "])
def test_what_is_no_day_is_kept_for_the_complaint(text):
    assert parse_query(text).misread == (text.strip(' "'),)


@pytest.mark.parametrize("value", ["", " ", '"', '""', '"  "', " tom"])
@pytest.mark.parametrize("name", ["from", "to", "client", "kind", "has"])
@pytest.mark.parametrize("minus", ["", "-"])
@pytest.mark.parametrize("is_typing", [False, True])
def test_field_that_nothing_stands_behind_is_named(name, value, minus, is_typing):
    query = parse_query(f"{minus}{name.title()}:{value}", is_typing=is_typing)
    assert (query.unsaid, query.fields) == ((name,), ())


@pytest.mark.parametrize("text", ["from:!", "to:*", "from:*"])
def test_nobody_is_named_without_a_word(text):
    assert parse_query(text).unsaid == (text.partition(":")[0],)


@pytest.mark.parametrize("text", ['"from:"', "re:", "reply-to:", "from:tom"])
def test_what_only_looks_like_an_empty_field_is_looked_for(text):
    query = parse_query(text)
    assert (query.unsaid, query.has_terms) == ((), True)


@pytest.mark.parametrize("text", ["", "  ", '""', "!?", "before:never"])
def test_nothing_to_look_for_is_said(text):
    assert not parse_query(text).has_terms


@given(st.text(), st.booleans())
def test_any_text_is_read(text, is_typing):
    query = parse_query(text, is_typing=is_typing)
    assert all(term.words and all(term.words) for term in query.terms + query.excluded)
