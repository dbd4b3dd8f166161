"""A desk without a practice behind it: the base pages with invented content, for the tests of their behaviour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.clickjacking import xframe_options_sameorigin

from alongside.pages.base import errors, theme, undo
from alongside.pages.base.parts import Action, ChatLine, Option, Segment, ShownFile
from alongside.timeline.queries.shapes import TrayGroup

TEMPLATE = (Path(__file__).parent / "templates" / "desk.html").read_text()
AT = datetime(2026, 3, 3, 14, 20, tzinfo=UTC)
MAIL_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    offered = (Action("Done", "/done", "e"), Action("Snooze", "/refused", "s"))
    values = {
        "area": request.path.strip("/"),
        "query": request.GET.get("q", ""),
        "told_until": request.GET.get("told", ""),
        "acts": offered,
        "at": AT,
        "minutes": timedelta(minutes=48),
        "chat": (ChatLine(AT, "Ben", "are you there?"), ChatLine(AT, "", "Yes.", True)),
        "segments": (Segment("Dear Maria,\nsee https://hall.example/"), Segment("a\nb", "quote")),
        "files": (ShownFile("Seating.pdf", "/file", 340_123),),
        "group": TrayGroup(
            "bookings@hall.example", "hall.example", "Bookings", 3, AT, "Prices", ("bookings@hall.example",)
        ),
        "options": (Option("1", "Harlow & Sons"), Option("2", "Bright Kiln")),
    }
    return HttpResponse(engines["jinja2"].from_string(TEMPLATE).render(values, request))


@login_not_required
def done(request: HttpRequest) -> HttpResponse:
    undo.say(request, f"{request.method}: it is done.", undo_url="/undone")
    return HttpResponseRedirect("/today")


@login_not_required
def undone(request: HttpRequest) -> HttpResponse:
    undo.say(request, "Taken back.")
    return HttpResponseRedirect("/today")


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    return errors.show(request, 403)


@login_not_required
def brought(request: HttpRequest) -> HttpResponse:
    size = sum(file.size or 0 for file in request.FILES.getlist("files"))
    undo.say(request, f"{size} bytes came in.")
    return HttpResponseRedirect("/imports")


@login_not_required
@xframe_options_sameorigin
def mail(request: HttpRequest) -> HttpResponse:
    lines = "<p>A line of a letter.</p>" * 40
    script = "<script>parent.document.title = 'taken'</script>" if "hostile" in request.GET else ""
    return HttpResponse(f"<!doctype html>{lines}{script}", headers={"Content-Security-Policy": MAIL_POLICY})


@login_not_required
def quiet(request: HttpRequest) -> HttpResponse:
    return HttpResponse("retry: 3600000\n\n", content_type="text/event-stream")


AREAS = (
    "today",
    "clients",
    "tray",
    "search",
    "diary",
    "diary-plan",
    "promises",
    "calls",
    "reviews",
    "hours",
    "timer",
    "knocks",
    "letters",
    "by-hand",
    "mailboxes",
    "imports",
    "arrived",
    "voices",
    "settings",
)
urlpatterns = [
    *(path(area, desk, name=area) for area in AREAS),
    path("done", done),
    path("undone", undone),
    path("refused", refused),
    path("brought", brought),
    path("mail", mail),
    path("live/", quiet),
    path("", include(theme)),
]
