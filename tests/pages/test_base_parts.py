"""The macros of `_macros.html`: what they show, that they escape, and that they fit the Content-Security-Policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import engines
from django.utils import timezone
from jinja2 import UndefinedError
from selectolax.lexbor import LexborHTMLParser

from alongside.pages.base.parts import Action, ChatLine, Option, Segment, ShownFile, Toast
from alongside.timeline.queries.shapes import TrayGroup

AT = datetime(2026, 3, 3, 14, 20, tzinfo=UTC)
HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>"
TEMPLATES = Path(__file__).parents[2] / "src" / "alongside" / "pages" / "base" / "templates"


def environment():
    return engines["jinja2"].env


def show(call: str, **values: object) -> str:
    """What one macro call gives, as a page would write it."""
    name = re.match(r"\w+", call)[0]
    return (
        environment()
        .from_string(f'{{% from "_macros.html" import {name}, client_options %}}{{{{ {call} }}}}')
        .render(**values)
    )


def parsed(call: str, **values: object) -> LexborHTMLParser:
    return LexborHTMLParser(show(call, **values))


CALLS = [
    "client_mark(mark(bad), 'large')",
    "person_line(bad, bad, '/p', bad, mark(bad))",
    "client_row('/c', mark(bad), bad, bad, bad, at, bad, acts, 'id')",
    "waiting_row('/c', mark(bad), bad, bad, bad, bad, at, actions=acts, id='id', subject=bad, over=2)",
    "page_head(bad, bad, mark(bad))",
    "rhythm_strip((1, 0, 2), bad)",
    "facts(((bad, bad),))",
    "section(bad, bad, '/x', 'id')",
    "letter_line('/t', at, bad, bad, bad, is_mine=true, count=2, files=1, reason=bad, waits=bad)",
    "letter_line('/t', at, bad, bad, client_name=bad, actions=acts, id='id')",
    "letter_line(bad, at, bad, bad, is_unproven=true, client=mark(bad), client_name=bad)",
    "letter_line('/t', at, bad, bad, person=mark(bad))",
    "call_line('/t', at, bad, minutes, bad)",
    "visit_rule('/t', at, bad, bad)",
    "chat_run('/t', at, chat, bad)",
    "note_line('/t', at, bad, true)",
    "letter_text(segments)",
    "letter_frame('/b', bad)",
    "files(shown)",
    "evidence(bad, bad, at, '/t')",
    "search_box('/search', bad)",
    "search_hit('/t', at, bad, bad, ((bad, true), (bad, false)), client=mark(bad), kind=bad)",
    "pager('/o', '/n', bad, bad)",
    "action(bad, '/a', 'main', 'e', 'n', bad)",
    "button(bad, 'main', 'n', bad)",
    "link_button(bad, '/a')",
    "field('n', bad, bad, 'text', bad, bad)",
    "field('n', bad, bad, options=options)",
    "field('n', bad, bad, rows=3)",
    "choices('n', bad, options, bad)",
    "form_errors((bad,))",
    "import_progress(bad, 1, 2, bad)",
    "notice(bad, 'error')",
    "empty_state(bad, bad, '/x')",
    "figures(bad, (bad,), ((bad, bad),))",
    "tray_row(group, '/g', 'id')",
    "file_under('g', group, client_options(clients), '', bad, (1, bad))",
    "toast_region(toasts)",
    "drop_zone('/i', '', 'files', bad)",
]
VALUES = {
    "group": TrayGroup(HOSTILE, HOSTILE, HOSTILE, 2, AT, HOSTILE, (HOSTILE,)),
    "clients": ((1, HOSTILE, None),),
    "bad": HOSTILE,
    "at": AT,
    "minutes": timedelta(minutes=5),
    "acts": (Action(HOSTILE, "/a", "e", "n", HOSTILE), Action(HOSTILE, "/b", is_post=False)),
    "chat": (ChatLine(AT, HOSTILE, HOSTILE),),
    "segments": (Segment(HOSTILE), Segment(HOSTILE, "quote"), Segment(HOSTILE, "signature")),
    "shown": (ShownFile(HOSTILE, "/f", 3),),
    "options": (Option(HOSTILE, HOSTILE),),
    "toasts": (Toast(HOSTILE, "/u"),),
}


@pytest.mark.parametrize("call", CALLS)
def test_hostile_words_stay_words(call):
    tree = parsed(call, **VALUES)
    assert tree.css("script, img, [onerror]") == []


@pytest.mark.parametrize("call", CALLS)
def test_no_part_carries_style_or_handlers(call):
    names = {name for node in parsed(call, **VALUES).css("*") for name in node.attributes}
    assert not {name for name in names if name == "style" or name.startswith(("on", "hx-on"))}


def test_no_template_holds_inline_code():
    held = [
        path.name
        for path in TEMPLATES.glob("*.html")
        if re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", path.read_text())
    ]
    assert held == []


def test_unknown_name_is_an_error():
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


def test_time_is_shown_in_the_zone_of_the_reader():
    with timezone.override("Europe/Vienna"):
        shown = environment().from_string("{{ at|clock }}").render(at=AT)
    assert shown == (
        '<time datetime="2026-03-03T15:20:00+01:00" title="Tuesday 3 March 2026, 15:20 CET">15:20</time>'
    )


def test_timeline_row_begins_with_its_time():
    row = parsed("letter_line('/t', at, 'Ann', 'Hall')", at=AT).css_first("li")
    assert (row.css_first(".row-at").text(), row.css_first(".row-last")) == ("14:20", None)


def test_row_with_a_mark_ends_with_its_time():
    row = parsed("letter_line('/t', at, 'Ann', 'Hall', client=mark('Harlow'))", at=AT).css_first("li")
    assert (row.css_first(".row-at"), row.css_first(".row-last time").attributes["datetime"][:10]) == (
        None,
        "2026-03-03",
    )


def test_mail_without_subject_says_so():
    assert "No subject" in show("letter_line('/t', at, 'Ann', '')", at=AT)


def test_unproven_sender_is_said_in_words():
    assert "not proven" in parsed("letter_line('/t', at, 'Ann', 'Hall', is_unproven=true)", at=AT).text()


def test_call_bar_is_as_long_as_the_call():
    bars = [
        int(parsed("call_line('/t', at, 'Ann', length)", at=AT, length=timedelta(minutes=minutes))
            .css_first("svg").attributes["width"])
        for minutes in (1, 30, 60, 600)
    ]  # fmt: skip
    assert bars == [10, 60, 120, 240]


def test_quoted_history_is_folded_and_counted():
    tree = parsed("letter_text(segments)", segments=(Segment("Yes."), Segment("a\nb\nc", "quote")))
    assert tree.css_first("details:not([open]) summary").text() == "Earlier, 3 lines"


def test_mail_frame_may_not_run_scripts():
    allowed = parsed("letter_frame('/b', 'Mail')").css_first("iframe").attributes["sandbox"].split()
    assert allowed == ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"]


def test_error_is_tied_to_its_field():
    tree = parsed("field('zone', 'Zone', error='Choose one.')")
    about = tree.css_first("input").attributes["aria-describedby"]
    assert tree.css_first(f"#{about}").text() == "Choose one."


def test_found_words_are_marked():
    shown = show("marked((('the ', false), ('hall', true), (' & more', false)))")
    assert shown == "the <mark>hall</mark> &amp; more"


def test_hit_without_a_sender_begins_with_its_subject():
    hit = parsed("search_hit('/t', at, '', 'Call with Tom', (('gate', true),))", at=AT)
    assert hit.css_first(".from").text() == "Call with Tom"
    assert hit.css_first(".who") is None


def test_row_action_posts_through_the_form_of_the_page():
    button = parsed("row_actions('r1', acts)", acts=(Action("Done", "/done", "e"),)).css_first("span button")
    names = ("form", "formaction", "data-row-key")
    assert [button.attributes[name] for name in names] == ["act", "/done", "e"]


def group(*addresses: str, **changes: object) -> TrayGroup:
    facts = {"address": addresses[0], "domain": "hall.example", "name": "Ann", "count": 3, "last_at": AT}
    return TrayGroup(**{**facts, "last_subject": "Prices", "addresses": addresses, **changes})


def test_likely_client_is_one_click():
    call = "file_under('g', group, client_options(clients), '', 'Hall', (7, 'Harlow & Sons'))"
    form = parsed(call, group=group("ann@hall.example"), clients=[(7, "Harlow & Sons", None)])
    first = form.css_first("option")
    assert (first.attributes["value"], first.text()) == ("7", "Harlow & Sons")


@pytest.mark.parametrize(("addresses", "is_ticked"), [(1, False), (2, True)])
def test_company_is_ticked_where_several_of_it_wrote(addresses, is_ticked):
    some = [f"{number}@hall.example" for number in range(addresses)]
    form = parsed("file_under('g', group, '', '', 'Hall')", group=group(*some))
    assert ("checked" in form.css_first("[name=whole]").attributes) == is_ticked


def test_column_without_a_name_has_no_empty_heading():
    page = parsed('figures("", ("", "Last"), (("By voice", "3 days"),), words=2)')
    assert [one.text() for one in page.css("thead th")] == ["Last"]
    assert len(page.css("thead tr > *")) == len(page.css("tbody tr > *"))
