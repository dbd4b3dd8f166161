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
I'll pop it in the post this afternoon.
I'll get that over to you before the end of play.
Let me look into it and come back to you.
I'll give her a ring first thing.
I've asked Tom to send it and I'll chase him tomorrow.
We'll have the contract with you by Wednesday.
I can confirm I will attend to this today.
Happy to do that - I'll set it up now.
I will revert by Monday.
I'll dig out the receipt and scan it.
Consider it done.
I'm happy to take that on, leave it with me.
You'll have my notes by tomorrow lunchtime.
I'll sort the visas.
No problem, I'll rebook the flights.
Sure - will send shortly.
Apologies for the delay, will get on to it this evening.
I'm going to ask the landlord about the deposit and will let you know.
I'll liaise with the venue about parking.
I'll be in touch next week with a quote.
I'd be glad to draft that; I'll send a version tomorrow.
I'll put something in the diary.
Shall do!
I shall write to them and copy you in.
I promise you'll get it by Tuesday.
We are going to refund the full amount.
I will personally make sure this gets fixed.
I'll need a day, but I'll send you the slides on Thursday.
Once Anna has signed, I'll forward it to the bank.
I'll take care of the catering.
I will make a note and remind you nearer the time.
I won't forget to ring him.
We'll credit your account within five working days.
My colleague will call you back this afternoon.
Yes I'll do that tonight x
ill send it over tonight
I'll try and get hold of him before lunch.
I'll aim to have this back to you by Friday.
I'm on the case.
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
Can you pop this in the post for me?
Would you be a star and book the train?
If you could send me the login that would be brilliant.
Grateful for your thoughts by Friday.
Could we move Tuesday's call to 3?
Can we push the meeting back half an hour?
Please advise.
Any chance of a call this afternoon?
Pls can you chase this?
I'd be grateful if you would sign and return the enclosed.
Would it be OK to have the draft by Thursday?
Remind me to ring Dad on Sunday.
Book me a table at Luigi's for Friday.
Add Sophie to the guest list.
Find out whether the hotel has parking.
Get three quotes for the printing.
Just a reminder to send me your timesheet.
You couldn't print this for me, could you?
When you get a sec, can you check the VAT number?
I need the VAT return filed by the 7th.
We need you to confirm your address.
Kindly acknowledge receipt.
Do let me know if anything changes.
Drop me a line when it arrives.
Might you be able to cover the phones on Friday?
Let's have the figures by Monday please.
I'd like you to draft a reply.
I'd love your view on the logo.
Send it over when ready.
Tell Mark I'm running late.
Could somebody let the plumber in?
Please could you invoice Harlow for March?
Give me a shout when you're free.
Make sure Dave gets a copy.
Don't let him book economy.
Chase Oakley about the deposit.
Ring the dentist and move my appointment.
Order more letterheads.
It'd be helpful to have the agenda in advance.
Would appreciate a quick response.
Can I ask you to hold off until Monday?
Let me have your bank details.
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
I'll be on leave from Monday.
We'll see.
I'll believe it when I see it.
You'll love it.
I will always remember that trip.
The plumber will come on Tuesday.
They'll let us know by Friday.
She asked me to send it.
Can you believe it?
I can't wait to see you!
I'd love to come.
Thanks for sending it over.
Hope you can make it!
Have a lovely weekend.
Enjoy your holiday!
Welcome back!
Take care of yourself.
Please find the invoice enclosed.
I booked the table yesterday.
The order form is attached.
Order number 4451 has shipped.
Call notes from Tuesday
Review meeting moved to 3pm.
I would if I could.
I should have rung you.
It was good to see you on Friday.
Please accept our apologies.
I'm afraid I can't make Thursday.
I'll be 40 next year.
We will never forget her.
Book club is on Thursday.
Check-in is at 3pm.
Plan B is cheaper.
I do hope it goes well.
Let's hope it stays dry.
Return flight: BA 123
Contact: Anna Brown
Send button is broken.
I think I'll have the fish.
I used to send them every week.
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


def test_answer_below_a_marked_quotation_is_read():
    text = "On Tue, 3 Mar 2026 at 09:00, Tom Oak wrote:\n\n> Please send me the keys.\n\nI'll bring them tomorrow.\n"
    assert [one.kind for one in found(text)] == ["promise"]


def test_answer_between_quoted_lines_is_read():
    text = "> Please send me the keys.\nI'll bring them.\n> And could you call Anna?\nWill do.\n"
    assert [one.kind for one in found(text)] == ["promise", "promise"]


def test_quotation_marked_with_initials_is_not_searched():
    assert [one.kind for one in found("TO> Please send me the keys.\nI'll bring them.\n")] == ["promise"]


def test_what_is_past_is_no_due_date():
    [request] = found("Please forward the letter that came on 12/01/2026.")
    assert request.due is None
