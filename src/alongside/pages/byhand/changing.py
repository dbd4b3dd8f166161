"""Change what was written down: a form with what stands, the next version of the entry out, back to where it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.channels.hand.parse import ByHand, message_of
from alongside.intake.by_hand import CannotWriteDownError
from alongside.intake.changing import Changes, change, text_after, written_by_her
from alongside.lib.by_clock import by_clock
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.byhand.forms import LONGEST_LINE, LONGEST_MINUTES, LONGEST_TEXT
from alongside.promises.queries import promises_in
from alongside.timeline.models import Filing

_PROMISED = (
    "A promise or to-do is kept in mind from a sentence of this. Leave that sentence where it stands and write below"
    " it, or drop the promise first. Nothing was changed; what you typed stands below."
)
_WHEN = "%Y-%m-%dT%H:%M"


class _When(forms.DateTimeField):
    """By her own clock, in UTC; a time that the clocks left out is none. As long as the field shows what stands, that
    is what is meant: in autumn a clock shows an hour twice.
    """

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            found = by_clock(datetime.strptime(str(value), _WHEN), timezone.get_current_timezone())
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(data or "") != timezone.localtime(initial).strftime(_WHEN)


class ChangeForm(forms.Form):
    text = forms.CharField(
        label="What was said",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )
    next = forms.CharField(label="What comes next", required=False, max_length=LONGEST_LINE)
    when = _When(
        label="When it began",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_WHEN),
    )
    minutes = forms.IntegerField(label="Minutes", required=False, min_value=1, max_value=LONGEST_MINUTES)
    place = forms.CharField(label="Where", required=False, max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, data: QueryDict | None, *, entry: ByHand) -> None:
        length = entry.ended_at - entry.happened_at if entry.ended_at else None
        stands = {
            "text": entry.text,
            "next": entry.next,
            # As the field shows it: without seconds.
            "when": entry.happened_at.replace(second=0, microsecond=0),
            "minutes": max(1, round(length.total_seconds() / 60)) if length else None,
            "place": entry.place,
            "revision": entry.revision,
        }
        super().__init__(data, initial=stands)
        self.entry = entry
        without = ("next", "minutes", "place") if entry.kind == "note" else ()
        for name in without if entry.kind not in ("call", "chat") else (*without, "place"):
            del self.fields[name]

    def changes(self) -> Changes:
        """What was left as it stood keeps its seconds."""
        given, entry = self.cleaned_data, self.entry
        at: datetime = given["when"] if "when" in self.changed_data else entry.happened_at
        minutes = given.get("minutes")
        length = timedelta(minutes=minutes) if minutes else None
        if "minutes" not in self.changed_data and entry.ended_at is not None:
            length = entry.ended_at - entry.happened_at
        place, then = given.get("place", entry.place), given.get("next", entry.next)
        return Changes(at, at + length if length else None, place, given["text"], then)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def change_page(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """For whoever wrote it; to all others it is not there."""
    entry = written_by_her(member, interaction_id)
    if entry is None:
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and form.is_valid() and _keep(form, member, interaction_id):
        say(request, "It is changed. What stood before is kept as well.")
        return redirect(_place(interaction_id))
    values = {"form": form, "kind": entry.kind, "back_url": _place(interaction_id), "number": interaction_id}
    status = 422 if request.method == "POST" else 200
    return page(request, member, "byhand/change.html", "clients", values, status)


def _keep(form: ChangeForm, member: Member, interaction_id: int) -> bool:
    """False where it cannot be: the form then says why."""
    changes = form.changes()
    if changes.happened_at > timezone.now() + timedelta(minutes=1):
        form.add_error("when", "This is no time that has been. Choose when it began.")
        return False
    try:
        if _moves_what_is_promised(form.entry, changes, member, interaction_id):
            form.add_error("text", _PROMISED)
            return False
        change(member, interaction_id, changes, revision=form.cleaned_data["revision"])
    except CannotWriteDownError as error:
        form.add_error("text", str(error))
        return False
    return True


def _moves_what_is_promised(entry: ByHand, changes: Changes, member: Member, interaction_id: int) -> bool:
    """A promise is a place in the text: other words there would be evidence of what nobody said."""
    before, after = message_of(entry).text, text_after(entry, changes)
    return any(
        before[one.row.start : one.row.end] != after[one.row.start : one.row.end]
        for one in promises_in(member, [interaction_id])
    )


def _place(interaction_id: int) -> str:
    client = Filing.objects.filter(interaction_id=interaction_id).order_by("client_id").first()
    address = reverse("conversation", args=[interaction_id])
    return f"{address}?client={client.client_id}#e{interaction_id}" if client is not None else address
