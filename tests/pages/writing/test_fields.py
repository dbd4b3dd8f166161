"""The fields of the writing page: what is kept comes back as it was typed, the quotation apart from her own words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from alongside.outbox.shapes import DraftView
from alongside.pages.writing.fields import Typed, journalled, quoted_html, typed_in, typed_of
from alongside.pages.writing.plain import html_from_text, quoted_from

QUOTED = "On Monday 2 March 2026 at 09:00, Mara Quill wrote:\n> Here is the plan.\n>\n> Mara"


def draft(**changes: object) -> DraftView:
    made = DraftView(
        id=1, client=None, kind="answer", answers=3, connection_id=4, from_address="me@desk.example",
        to="mara@harlow.example", cc="", bcc="", subject="Re: The stand", text=f"Thank you.\n\n{QUOTED}", html="",
        revision=1, files=(), changed_at=datetime(2026, 3, 2, tzinfo=UTC), changed_by="Me", is_discarded=False,
        is_sent=False,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def kept(typed: Typed) -> DraftView:
    """As it is read again after the journal took it."""
    fields = dict(journalled(typed))
    connection = fields.pop("connection")
    return draft(connection_id=int(connection) if connection else None, **fields)


def test_her_words_and_the_quotation_are_two_fields():
    typed = typed_of(draft())
    assert (typed.text, typed.quoted) == ("Thank you.", QUOTED)


@pytest.mark.broad
@example(text="\n\n:\n>", is_quoting=False, is_rich=False)
@given(text=st.text(alphabet="ab >:\n", max_size=60), is_quoting=st.booleans(), is_rich=st.booleans())
def test_what_is_typed_comes_back_as_it_was(text, is_quoting, is_rich):
    quoted = QUOTED if is_quoting else ""
    html = f"<p>{len(text)}</p>" if is_rich else ""
    typed = replace(typed_of(draft()), text=text, quoted=quoted, html=html)
    again = typed_of(kept(typed))
    assert journalled(again) == journalled(typed)
    if is_quoting:
        assert again == typed


def test_a_letter_without_quotation_is_all_hers():
    assert typed_of(draft(text="> not introduced\n")).quoted == ""
    assert quoted_from("Dear Mara,\n") == len("Dear Mara,\n")


def test_a_forwarded_letter_is_a_quotation():
    text = "See below.\n\n---------- Forwarded message ----------\nFrom: Mara\n\nHello"
    assert typed_of(draft(text=text)).text == "See below."


def test_lines_of_a_form_without_script_end_as_the_journal_has_them():
    posted = QueryDict(mutable=True)
    posted.update({"text": "One\r\nTwo", "quoted": QUOTED.replace("\n", "\r\n")})
    typed = typed_in(posted, draft())
    assert (typed.text, typed.quoted) == ("One\nTwo", QUOTED)


def test_a_field_that_a_form_lacks_stays_as_it_is():
    assert typed_in(QueryDict("subject=Other"), draft()) == replace(typed_of(draft()), subject="Other")


def test_formatting_stays_when_nothing_changed_in_a_browser_without_script():
    formatted = draft(text="Hi", html="<p><strong>Hi</strong></p>")
    assert typed_in(QueryDict("text=Hi"), formatted).html == "<p><strong>Hi</strong></p>"
    assert typed_in(QueryDict("text=Ho"), formatted).html == ""
    assert typed_in(QueryDict("text=Ho&scripted=1&html=<p>Ho</p>"), formatted).html == "<p>Ho</p>"


@pytest.mark.parametrize("words", ["<script>", 'a" onload="x', "&amp;"])
def test_a_quotation_brings_no_markup_of_its_own(words):
    html = quoted_html(f"{words} wrote:\n> {words}")
    assert "<script" not in html
    assert html.count("<") == len("<p></p><blockquote><p></p></blockquote>".split("<")) - 1


def test_blank_lines_part_paragraphs():
    assert html_from_text("One\nTwo\n\nThree <3") == "<p>One<br>Two</p><p>Three &lt;3</p>"
