"""Recipients as typed, subjects, quotations, snippets and the journal's splices: texts in, texts out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.smtp.compose import Correspondent
from alongside.channels.smtp.headers import one_line
from alongside.lib.splices import back, forth, splice
from alongside.message import Party
from alongside.outbox.recipients import each_once, read_recipients, write_recipients
from alongside.outbox.states import state_of, words_for
from alongside.outbox.wording import (
    Answered,
    answer_recipients,
    answer_subject,
    fill_in,
    first_name,
    forward_subject,
    forwarded,
    quotation,
    unknown_places,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARA, JAN, ME = "mara@harlow.example", "jan@harlow.example", "me@desk.example"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_change_leads_forth_and_back(old, new):
    change = splice(old, new)
    assert forth(old, change) == new
    assert back(new, change) == old


@pytest.mark.parametrize(
    ("written", "people"),
    [
        (MARA, [(MARA, "")]),
        (f"Mara Quill <{MARA}>", [(MARA, "Mara Quill")]),
        (f'"Quill, Mara" <{MARA}>; {JAN}\n', [(MARA, "Quill, Mara"), (JAN, "")]),
        (f"<{MARA}>,, ,{JAN}", [(MARA, ""), (JAN, "")]),
        ("Mara@Bücher.Example", [("Mara@xn--bcher-kva.example", "")]),
        (f'"A \\"B\\" C" <{MARA}>', [(MARA, 'A "B" C')]),
    ],
)
def test_recipients_are_read_as_people_write_them(written, people):
    found = [one.person for one in read_recipients(written)]
    assert [(one.address, one.name) for one in found if one] == people
    assert None not in found


@pytest.mark.parametrize(
    "written",
    [
        "mara",
        "mara@",
        "mara@local",
        "a b@x.example",
        f"{MARA} <>",
        f"x <{MARA}> y",
        "a@x.example\r\nBcc: v@x.example x",
    ],
)
def test_what_is_no_recipient_is_shown_where_it_stands(written):
    bad = [one for one in read_recipients(written) if one.person is None]
    assert bad
    assert all(written[one.start : one.end] == one.written for one in bad)


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from([MARA, JAN, ME])), max_size=4))
def test_recipients_written_and_read_again_are_the_same(people):
    wanted = [Correspondent(address, one_line(name)) for name, address in people]
    assert [one.person for one in read_recipients(write_recipients(wanted))] == wanted


def test_who_is_named_twice_gets_one_letter():
    one, other = Correspondent(MARA, "Mara"), Correspondent("MARA@harlow.example")
    assert each_once([one], [other], [other, Correspondent(JAN)]) == [
        ("to", one),
        ("bcc", Correspondent(JAN)),
    ]


@pytest.mark.parametrize(
    ("subject", "answer", "forward"),
    [
        ("Oak", "Re: Oak", "Fwd: Oak"),
        ("Re: Oak", "Re: Oak", "Fwd: Re: Oak"),
        ("AW: Oak", "AW: Oak", "Fwd: AW: Oak"),
        ("Fwd: Oak", "Re: Fwd: Oak", "Fwd: Oak"),
        ("", "Re:", "Fwd:"),
        ("Oak\r\nBcc: v", "Re: Oak Bcc: v", "Fwd: Oak Bcc: v"),
    ],
)
def test_subjects_go_on(subject, answer, forward):
    assert (answer_subject(subject), forward_subject(subject)) == (answer, forward)


def answered(
    *parties: tuple[str, str, str], text: str = "Is it late?\n> Yes\n", is_own: bool = False
) -> Answered:
    return Answered("Oak", [Party(*one) for one in parties], text, AT, is_own)  # type: ignore[arg-type]


def test_answer_to_all_names_everybody_else_once():
    one = answered(
        ("from", MARA, "Mara"),
        ("to", ME, "Me"),
        ("to", JAN, "Jan"),
        ("cc", MARA, ""),
        ("cc", "x@y.example", ""),
    )
    to, cc = answer_recipients(one, own={ME}, is_to_all=True)
    assert to == [Correspondent(MARA, "Mara")]
    assert cc == [Correspondent(JAN, "Jan"), Correspondent("x@y.example")]


def test_letter_to_oneself_is_answered_to_oneself():
    to, _ = answer_recipients(answered(("from", ME, "Me"), ("to", ME, "")), own={ME}, is_to_all=False)
    assert to == [Correspondent(ME, "Me")]


def test_quotation_says_whose_it_is_and_marks_every_line():
    assert quotation(answered(("from", MARA, "Mara\nQuill"))) == (
        f"On Mon 2 Mar 2026, 09:00, Mara Quill <{MARA}> wrote:\n> Is it late?\n>> Yes"
    )


def test_forwarded_letter_stands_whole_under_its_head():
    told = forwarded(answered(("from", MARA, "Mara"), ("to", ME, ""), ("cc", JAN, "Jan")))
    assert told.splitlines()[1:] == [
        f"From: Mara <{MARA}>",
        "Date: Mon 2 Mar 2026, 09:00",
        "Subject: Oak",
        f"To: {ME}",
        f"Cc: Jan <{JAN}>",
        "",
        "Is it late?",
        "> Yes",
    ]


def test_what_is_filled_in_is_not_filled_in_again():
    assert fill_in("{first_name}, {client}", {"first_name": "{client}", "client": "Oak"}) == "{client}, Oak"
    assert fill_in("{first_name} {Date} {}", {}) == "{first_name} {Date} {}"
    assert unknown_places("{first_name} {password} {date}") == ["password"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Mara Quill", "Mara"),
        ("Quill, Mara", "Mara"),
        ("Dr. Mara Quill", "Mara"),
        ("Mara", "Mara"),
        ("", ""),
        ("Mr", ""),
    ],
)
def test_first_names(name, first):
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("people", "is_due", "state"),
    [
        (["accepted", "accepted"], False, "sent"),
        (["accepted", "refused"], False, "partly_refused"),
        (["accepted", "later"], True, "partly_refused"),
        (["accepted", "withdrawn"], False, "sent"),
        (["refused", "refused"], False, "refused"),
        (["waiting", "refused"], True, "waiting"),
        (["waiting", "refused"], False, "failed"),
        (["maybe", "accepted"], False, "maybe_sent"),
        (["maybe", "later"], False, "maybe_sent"),
        (["withdrawn"], False, "withdrawn"),
    ],
)
def test_state_follows_from_the_recipients(people, is_due, state):
    assert state_of(people, is_tried_again=is_due) == state


def test_many_who_refused_are_counted():
    words = words_for("partly_refused", "", is_due=False, refused=["a", "b", "c", "d"], later=[])
    assert words.sentence == "Everybody else has it. Not taken for a, b and 2 more."


@pytest.mark.parametrize(
    ("trouble", "why"), [("maybe_sent", "the line was cut"), ("restored", "this comes from a backup")]
)
def test_who_may_have_it_is_named_where_others_have_it(trouble, why):
    words = words_for("maybe_sent", trouble, is_due=False, refused=[], later=[], maybe=["a@b.example"])
    assert (
        words.sentence
        == f"Whether a@b.example got it is not known: {why}. Others have it, so Sent cannot tell."
    )
