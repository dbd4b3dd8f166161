"""The wall between clients: what is another's is found, what is anybody's is not."""

from __future__ import annotations

import io
import time
from base64 import b64encode

import pytest
from django.utils import timezone

from alongside.clients.models import Assignment
from alongside.intake.filing import learn_domain
from alongside.intake.joining import join_clients
from alongside.outbox import actions, drafts
from alongside.outbox.rules import Addressee, Carried, Crossing, Known, crossings
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction
from tests.making import arrive_raw, assistant, owner, rich_mail
from tests.outbox.desk import MARA, client_named, draft_of, sending_mailbox

HARLOW = Known(
    1,
    "Harlow & Sons Ltd",
    ("Mara Quill", "Will Harlow", "May Day", "Jansen, Joris"),
    ("mara@harlow.example", "mq@gmail.com"),
    ("harlow.example",),
)
BIRCH = Known(
    2, "Birch Interiors", ("Ann Okonkwo", "Mara Steiner"), ("ann@birch.example",), ("birch.example",)
)
LARDER = Known(3, "The Larder", ("Tom Baker", "Ann Fielding"), ("tom@larder.example",), ("larder.example",))
ALL = (HARLOW, BIRCH, LARDER)


def found(text: str, *, allowed: tuple[int, ...] = (2,), **more: object) -> list[tuple[str, str, str]]:
    values: dict[str, object] = {"recipients": (), "files": (), "known": ALL, **more}
    return [
        (one.words, one.client_name, one.why)
        for one in crossings({"text": text}, allowed=allowed, **values)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("I asked Mara Quill about it.", "Mara Quill", "person"),
        ("I asked mara quill about it.", "mara quill", "person"),
        ("Ms Quill agreed.", "Quill", "person"),
        ("Quill's price is lower.", "Quill", "person"),
        ("As Joris Jansen said", "Joris Jansen", "person"),
        ("Write to mara@harlow.example.", "mara@harlow.example", "address"),
        ("Write to MQ@gmail.com", "MQ@gmail.com", "address"),
        ("Write to new.person@shop.harlow.example", "new.person@shop.harlow.example", "address"),
        ("See www.harlow.example/prices", "www.harlow.example", "domain"),
        ("As we do for Harlow & Sons", "Harlow & Sons", "company"),
        ("As we do for Harlow and Sons.", "Harlow and Sons", "company"),
        ("The HARLOW offer", "HARLOW", "company"),
    ],
)
def test_what_is_another_clients_is_found(text, words, why):
    assert found(text) == [(words, "Harlow & Sons Ltd", why)]


@pytest.mark.parametrize(
    "text",
    [
        "I will ask on the first of may, a fine day for the sons of anybody.",
        "Will you come? May I ask? Day by day.",
        "Mara will call you.",
        "Ann will call you.",
        "Ann Okonkwo and Birch Interiors agreed; write to ann@birch.example or see birch.example.",
        "The baker has a larder. Ask a baker. Baker Street is full.",
        "A quill is a feather.",
        "Mrs Steiner said so. Tom can do it.",
        "gmail.com is a provider; somebody@gmail.com wrote.",
        "sharlow and harlowing are no names, nor is quilling.",
        "",
    ],
)
def test_what_is_anybodys_is_not(text):
    assert found(text) == []


def test_name_of_common_words_counts_where_it_is_written_as_a_name():
    known = (Known(1, "One", ("Rose Hill",)), Known(2, "Two"))
    assert found("Ask Rose Hill about it.", known=known) == [("Rose Hill", "One", "person")]
    assert found("The rose hill is steep. Rose is a colour.", known=known) == []


def test_name_that_two_others_share_says_nothing_of_either():
    others = (Known(1, "One", ("Ida Brandt",)), Known(3, "Three", ("Max Brandt",)), Known(2, "Two"))
    assert found("Brandt is late.", known=others) == []
    assert found("Ida Brandt is late.", known=others) == [("Ida Brandt", "One", "person")]


def test_every_place_is_marked_where_it_stands():
    text = "Quill here, and Mara Quill there."
    marked = crossings(
        {"subject": "For Quill", "text": text}, recipients=(), files=(), allowed=(2,), known=ALL
    )
    assert [(one.field, one.words) for one in marked] == [
        ("subject", "Quill"),
        ("text", "Quill"),
        ("text", "Mara Quill"),
    ]
    assert all(
        one.words == {"subject": "For Quill", "text": text}[one.field][one.start : one.end] for one in marked
    )
    assert marked[1].sentence == "Quill is somebody at Harlow & Sons Ltd."


def test_what_they_wrote_themselves_does_not_cross():
    assert found("> Mara Quill sent it", shared="Mara Quill sent it to us") == []
    assert found("Mara Quill sent it; so did harlow.example", shared="Mara Quill sent it to us") == [
        ("harlow.example", "Harlow & Sons Ltd", "domain")
    ]


def test_names_of_ones_own_people_do_not_cross():
    assert found("Quill from our office", ordinary=("Nora Quill",)) == []


def test_recipients_and_files_of_another_are_found():
    marked = crossings(
        {"text": "Hello"},
        recipients=[
            Addressee("cc", 4, 23, "mara@harlow.example"),
            Addressee("to", 0, 17, "ann@birch.example"),
        ],
        files=[
            Carried("quote.pdf", frozenset({1})),
            Carried("both.pdf", frozenset({1, 2})),
            Carried("new.pdf", frozenset()),
        ],
        allowed=(2,),
        known=ALL,
    )
    assert [(one.field, one.words, one.why) for one in marked] == [
        ("cc", "mara@harlow.example", "recipient"),
        ("files", "quote.pdf", "file"),
    ]


@pytest.mark.slow
def test_tens_of_thousands_of_names_are_looked_through_in_a_moment():
    many = [
        Known(
            number,
            f"Company{number} Works",
            [f"Person{number}x{n} Family{number}x{n}" for n in range(300)],
            [f"p{n}@c{number}.example" for n in range(300)],
            [f"c{number}.example"],
        )
        for number in range(100)
    ]
    text = "Nothing of anybody stands here, and it is long. " * 200 + "Person7x3 Family7x3 agreed."
    start = time.process_time()
    (marked,) = crossings({"text": text}, recipients=(), files=(), allowed=(1,), known=many)
    assert marked.client_id == 7
    # Three tenths of a second on one idle core; the machine may be busy.
    assert time.process_time() - start < 3


@pytest.mark.django_db
def test_wall_knows_what_the_practice_knows():
    sending_mailbox()
    harlow, birch = client_named(), client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    learn_domain(harlow, "harlow.example", by=owner())
    draft = draft_of(
        owner(), birch, to=f"ann@birch.example, {MARA}", text="Mara Quill sent it.\nAnn, look.\n"
    )
    assert [(one.field, one.words, one.client_id) for one in drafts.wall_for(owner(), draft.pk)] == [
        ("to", MARA, harlow.pk),
        ("text", "Mara Quill", harlow.pk),
    ]
    assert drafts.wall_for(owner(), draft_of(owner(), harlow, text="Mara Quill").pk) == []


@pytest.mark.django_db
def test_draft_about_nobody_is_judged_by_whom_it_goes_to():
    sending_mailbox()
    client_named()
    client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    to_birch = draft_of(owner(), to="ann@birch.example", text="Mara Quill sent it.")
    assert [one.words for one in drafts.wall_for(owner(), to_birch.pk)] == ["Mara Quill"]
    to_nobody = draft_of(owner(), to="supplier@oak.example", text="Mara Quill sent it.")
    assert drafts.wall_for(owner(), to_nobody.pk) == []


@pytest.mark.broad
@pytest.mark.django_db
def test_file_of_another_client_is_known_by_its_bytes():
    box = sending_mailbox()
    harlow, birch = client_named(), client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    content = b"%PDF-1.4 quote " + b"x" * 100
    arrive_raw(box.connection, rich_mail().replace(b"JVBERi0xLjQgcXVvdGU=", b64encode(content)))
    draft = draft_of(owner(), birch, to="ann@birch.example", text="See there.")
    add = {"media_type": "application/pdf", "now": timezone.now()}
    actions.attach(owner(), draft.pk, name="renamed.pdf", content=io.BytesIO(content), **add)
    actions.attach(owner(), draft.pk, name="other.pdf", content=io.BytesIO(content[:-1] + b"y"), **add)
    assert [(one.field, one.words, one.client_id) for one in drafts.wall_for(owner(), draft.pk)] == [
        ("files", "renamed.pdf", harlow.pk)
    ]


@pytest.mark.django_db
def test_what_is_answered_is_known_to_those_who_are_answered():
    box = sending_mailbox()
    client_named()
    birch = client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    arrive_raw(
        box.connection,
        b"From: ann@birch.example\r\nTo: me@desk.example\r\nCc: mara@harlow.example\r\nSubject: Oak\r\n"
        b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <b1@birch.example>\r\n\r\nMara Quill told us.\r\n",
    )
    entry = Interaction.objects.get()
    draft = actions.start_answer(owner(), entry.pk, kind="answer_all", client_id=birch.pk, now=timezone.now())
    assert MARA in draft.cc
    assert drafts.wall_for(owner(), draft.pk) == []
    forward = actions.start_answer(owner(), entry.pk, kind="forward", client_id=birch.pk, now=timezone.now())
    assert "Mara Quill" in [one.words for one in drafts.wall_for(owner(), forward.pk)]


@pytest.mark.broad
@pytest.mark.django_db
def test_single_name_that_they_use_themselves_says_nothing_of_another():
    box = sending_mailbox()
    client_named()
    birch = client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    draft = draft_of(owner(), birch, to="ann@birch.example", text="Ask Quill. Ask Mara Quill.")
    assert [one.words for one in drafts.wall_for(owner(), draft.pk)] == ["Quill", "Mara Quill"]
    arrive_raw(
        box.connection,
        b"From: ann@birch.example\r\nTo: me@desk.example\r\nSubject: Oak\r\nMessage-ID: <b1@birch.example>\r\n"
        b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n\r\nOur own Jo Quill will call.\r\n",
    )
    follow_all()
    assert [one.words for one in drafts.wall_for(owner(), draft.pk)] == ["Mara Quill"]


@pytest.mark.django_db
def test_member_hears_nothing_of_clients_she_does_not_see():
    ann = assistant()
    client_named()
    birch = client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    Assignment.objects.create(member=ann, client=birch)
    sending_mailbox(member=ann, address="ann@desk.example")
    draft = draft_of(ann, birch, to="ann@birch.example", text="Mara Quill sent it.")
    assert drafts.wall_for(ann, draft.pk) == []
    assert [one.words for one in drafts.wall_for(owner(), draft.pk)] == ["Mara Quill"]


@pytest.mark.django_db
def test_clients_that_were_joined_are_one():
    sending_mailbox()
    harlow = client_named()
    birch = client_named("Birch", "ann@birch.example", person="Ann Okonkwo")
    draft = draft_of(owner(), birch, to="ann@birch.example", text="Mara Quill sent it.")
    join_clients(harlow, birch, by=owner())
    assert drafts.wall_for(owner(), draft.pk) == []


def test_a_crossing_says_all_that_a_page_needs():
    (marked,) = crossings({"text": "Quill"}, recipients=(), files=(), allowed=(2,), known=ALL)
    assert marked == Crossing(
        field="text",
        start=0,
        end=5,
        words="Quill",
        client_id=1,
        client_name="Harlow & Sons Ltd",
        why="person",
        sentence="Quill is somebody at Harlow & Sons Ltd.",
        is_alone=True,
    )
