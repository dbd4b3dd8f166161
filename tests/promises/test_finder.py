"""What is a promise, a request, a question, a decision, and what only looks like one: plain sentences."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.promises.finder import find, judge

SAID_AT = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/London"))


def found(text, **known):
    given = {"speaker": "Mara Quill", "addressees": ["Priya Nair", "Tom Oak"], "said_at": SAID_AT}
    return find(text, **{**given, "timezone": "Europe/London", "locale": "en-GB", **known})


def kinds(sentence):
    return {one.kind for one in judge(sentence) if not one.is_unconfirmed}


PROMISES = """
I'll send you the minutes by Friday.
I will book the train tomorrow.
I shall ring the printer on Monday.
We'll send the signed copy over tonight.
I'll let you know as soon as they answer.
I’ll get back to you this afternoon.
I am going to draft the reply for you.
Will check and come back to you.
Will do!
If they agree, I'll update the spreadsheet.
I've spoken to Anna and will forward her notes.
I'll have it ready by noon.
I'll be sending the invoices out next week.
Let me check with the hotel.
Leave it with me.
I promise to be quicker with the next one.
You'll have the figures by close of play.
The contract will be with you tomorrow.
My assistant will call you about the times.
Don't worry, I'll make sure that the flowers arrive.
Tom and I will go through the list and mark what is missing.
I'll chase them and keep you posted.
Yes, I'll try to move the meeting to Thursday.
I won't tell anyone until you say so.
I'll be back to you with numbers before lunch.
I'm sending the new version shortly.
""".strip().splitlines()

REQUESTS = """
Please send me the signed contract.
Could you book a table for four on Tuesday?
Can you let me have the receipts by Friday?
Let me know which colour you prefer.
If that works, let me know.
Would you mind forwarding this to Tom?
I need you to call the landlord today.
I need your answer by Thursday.
Call me when you land.
Priya - chase the invoice, please.
Tom: check the figures before they go out.
I'd appreciate it if you could look at this today.
I was wondering if you could move my dentist appointment.
Don't forget to order the cake.
Make sure the room is booked.
It would be great if you could be there.
Any chance you could ring them for me?
Thanks, and please confirm.
Keep me posted on the move.
Do not pay this one yet.
Can I get a copy of the lease?
When you have a moment, send over the guest list.
Forward it to Anna, and copy me in.
Would it be possible for you to come earlier on Monday?
Your comments on the draft would be very helpful.
Pls reply by COB.
Anybody who can help, please shout.
""".strip().splitlines()

NEITHER = """
Please find attached the minutes.
Please note that the office is closed on Monday.
Please don't hesitate to contact me.
Feel free to call me.
Thanks for your help with this.
I'll be in Leeds on Thursday.
I will need a new laptop at some point.
I'll miss the office, to be honest.
It will rain on Friday.
She will send it on Monday.
They said they'll pay next week.
I sent it yesterday.
He asked me to let you know that he is ill.
I always send the report on Mondays.
If I will be late is not known yet.
I'm going to Chicago tomorrow.
We are going to the theatre on Friday.
I look forward to hearing from you.
See you on Tuesday!
Take care, and have a good weekend.
I would have called you.
I don't know how I'll manage.
Thanks for letting me know.
Call centre figures are attached.
Review of the third quarter
Kind regards, Mara
If you have received this message in error, please notify the sender immediately and delete it.
To unsubscribe from this list, send an e-mail to the address below.
As you please.
The update from Tom is below.
""".strip().splitlines()

BOTH = """
Send me the draft and I'll read it tonight.
Let me know who should come, and I'll set something up.
I will post it to you by Friday; could you sign it and send it back?
""".strip().splitlines()


@pytest.mark.parametrize("sentence", PROMISES)
def test_promise_is_found(sentence):
    assert "promise" in kinds(sentence)


@pytest.mark.parametrize("sentence", REQUESTS)
def test_request_is_found(sentence):
    assert kinds(sentence) == {"request"}


@pytest.mark.parametrize("sentence", BOTH)
def test_sentence_may_promise_and_ask(sentence):
    assert kinds(sentence) == {"promise", "request"}


@pytest.mark.parametrize("sentence", NEITHER)
def test_what_only_looks_like_it_is_left(sentence):
    assert kinds(sentence) & {"promise", "request"} == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We'll discuss it next week.",
        "We will look at it when Robert is back.",
        "I'd be happy to help, I think.",
    ],
)
def test_joint_or_soft_plan_is_not_held_against_anybody(sentence):
    assert "promise" not in kinds(sentence)


def test_joint_plan_is_kept_as_unconfirmed():
    [plan] = judge("We'll look at it when Robert gets back.")
    assert (plan.kind, plan.is_unconfirmed) == ("promise", True)
    assert plan.confidence < 0.5


@pytest.mark.parametrize(
    "sentence", ["When does the lease end?", "Is Friday still fine for you?", "Who is coming to the lunch?"]
)
def test_question_is_found(sentence):
    assert kinds(sentence) == {"question"}


@pytest.mark.parametrize(
    "sentence", ["Who knows?", "How are you?", "Guess what?", "Can you believe it?", "???"]
)
def test_rhetorical_question_is_left(sentence):
    assert kinds(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We have decided to keep the old supplier.",
        "It was agreed that Tom signs.",
        "We're going with the blue one.",
    ],
)
def test_decision_is_found(sentence):
    assert "decision" in kinds(sentence)


def test_undecided_is_no_decision():
    assert kinds("We have not yet decided on the colour.") == set()


def test_finding_says_who_whom_and_when():
    text = "Hi Priya,\n\nI'll send you the minutes by Friday.\n\nMara"
    [promise] = found(text)

    assert text[promise.start : promise.end] == "I'll send you the minutes by Friday."
    assert (promise.who, promise.whom) == ("Mara Quill", ("Priya Nair", "Tom Oak"))
    assert promise.due is not None
    assert (str(promise.due.on), promise.due.phrase) == ("2026-03-06", "by Friday")
    assert text[promise.due.start : promise.due.end] == "by Friday"


def test_one_spoken_to_by_name_is_whom():
    [request] = found("Priya - please book the room.")
    assert request.whom == ("Priya Nair",)


def test_sentence_over_two_lines_is_one():
    text = "I will send the signed contract and the two annexes to the landlord by Tuesday\nof next week."
    [promise] = found(text)
    assert (promise.start, promise.end) == (0, len(text))
    assert promise.due is not None
    assert promise.due.phrase == "by Tuesday\nof next week"
    assert str(promise.due.on) == "2026-03-10"


def test_abbreviation_does_not_end_a_sentence():
    text = "I'll meet Dr. Quill at approx. 5 p.m. on Friday and send you notes. Thanks."
    promises = [one for one in found(text) if one.kind == "promise"]
    assert [text[one.start : one.end] for one in promises] == [text[: text.index(" Thanks.")]]


def test_points_of_a_list_are_apart():
    text = "Please:\n1. Send the lease\n2. Call the bank\n- Order paper for the office"
    assert [text[one.start : one.end] for one in found(text)][-3:] == [
        "1. Send the lease",
        "2. Call the bank",
        "- Order paper for the office",
    ]


@pytest.mark.parametrize(
    "history",
    [
        "> Please send me the keys.\n",
        "On Tue, 3 Mar 2026 at 09:00, Tom Oak <tom@oak.example> wrote:\nPlease send me the keys.\n",
        "-----Original Message-----\nFrom: Tom\nPlease send me the keys.\n",
        "From: Tom Oak\nSent: Tuesday\nTo: Mara\nSubject: Keys\n\nPlease send me the keys.\n",
        "Tom Oak\n03/03/2026 09:00 AM\nTo: Mara Quill\ncc:\nSubject: Keys\n\nPlease send me the keys.\n",
        "Begin forwarded message:\n\nPlease send me the keys.\n",
    ],
)
def test_quoted_history_is_not_searched(history):
    assert [one.kind for one in found(f"I'll bring them.\n\n{history}")] == ["promise"]


def test_folds_that_are_known_are_not_searched():
    text = "I'll bring them. Please send me the keys."
    assert [one.kind for one in found(text, folds=[(17, len(text))])] == ["promise"]


def test_legal_notice_is_not_searched():
    notice = "This e-mail is confidential and intended only for the addressee. Please delete it."
    assert found(f"Done.\n\n{notice}") == []


def test_undated_wish_keeps_its_phrase():
    [request] = found("Please send me the itinerary before your trip.")
    assert request.due is not None
    assert (request.due.on, request.due.phrase, request.due.precision) == (
        None,
        "before your trip",
        "undated",
    )


def test_day_and_month_follow_the_locale():
    text = "Please pay it by 3/4."
    due = {locale: found(text, locale=locale)[0].due for locale in ("en-GB", "en-US")}
    assert str(due["en-GB"].on) == "2026-04-03"
    assert str(due["en-US"].on) == "2026-03-04"
    assert due["en-GB"].is_ambiguous


def test_deadline_goes_before_another_date():
    [promise] = found("I'll send the notes of Monday's call on Tuesday, by noon on Friday at the latest.")
    assert promise.due is not None
    assert promise.due.relation == "by"
