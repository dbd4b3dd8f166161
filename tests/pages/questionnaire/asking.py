"""What a client types into the questionnaire, and what a browser then has in its fields."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.pages.guests.forms import new_stamp
from alongside.picture import proposals
from alongside.picture.models import Questionnaire

WHO = {"name": "Mara Quill", "address": "mara@harlow.example"}


def path(made, what="") -> str:
    return f"/questions/{made.token}/{what}"


def typed(made, do="keep", *, age_seconds=10, revision=None, **more) -> dict[str, str]:
    stamp = new_stamp(made.share, now=timezone.now() - timedelta(seconds=age_seconds))
    now = Questionnaire.objects.get(pk=made.share.object_id).revision
    return {"form": stamp, "revision": str(now if revision is None else revision), "do": do, **more}


ROWS = {
    "person-0-name": "Mara Quill",
    "person-0-role": "Office manager",
    "person-0-answers_to": "Tom Harlow",
    "person-1-name": "Tom Harlow",
    "place-0-name": "The mill",
    "place-0-parking": "Behind the yard",
    "tool-0-name": "Xero",
    "tool-0-link": "go.xero.com",
    "day-0-name": "End of the year",
    "day-0-day": "5",
    "day-0-month": "4",
}


def send(made, **more):
    return Browser().post(path(made), typed(made, "send", **{**ROWS, **WHO, **more}))


def open_of(owner, harlow):
    return {one.row.name: one for one in proposals.proposals_for(owner, harlow.pk)}


def everything() -> str:
    """Every text of this package's tables, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in ("picture_questionnaire", "picture_proposal", "picture_line", "picture_change"):
            cursor.execute(f"SELECT * FROM {table}")
            found += cursor.fetchall()
    return repr(found)


def fields_of(answer) -> dict[str, str]:
    """What a browser has in the fields of a page, and sends."""
    page = LexborHTMLParser(answer.content.decode())
    found = {one.attributes["name"]: one.attributes.get("value") or "" for one in page.css("input")}
    found |= {one.attributes["name"]: one.text().removeprefix("\n") for one in page.css("textarea")}
    chosen = {one.attributes["name"]: one.css_first("option[selected]") for one in page.css("select")}
    return found | {name: one.attributes["value"] or "" if one else "" for name, one in chosen.items()}


def shown(made) -> dict[str, str]:
    """The form as a browser has it when the page is opened, long enough ago for a person."""
    return {**fields_of(Browser().get(path(made))), "form": typed(made)["form"], "do": "keep"}
