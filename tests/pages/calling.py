"""Calls as the pages open them and take what is typed."""

from __future__ import annotations

from alongside.calls.models import Call


def opened(browser, client, **more) -> Call:
    answer = browser.post("/calls/new/", {"client": client.pk, **more})
    assert answer.status_code == 302
    return Call.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def typed(browser, call: Call, **fields):
    call.refresh_from_db()
    return browser.post(f"/calls/{call.pk}/notes/", {"revision": call.revision, **fields})
