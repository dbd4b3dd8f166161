"""When a member wants the day by mail, and through which mailbox: what was typed in, a wish that is kept."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.digest.actions import keep_wish
from alongside.digest.models import Wish
from alongside.outbox.errors import CannotSend
from alongside.outbox.to_herself import boxes_of_her_own


class WishForm(forms.Form):
    is_on = forms.BooleanField(required=False, label="Send me my day by mail")
    at = forms.TimeField(label="At, by your clock", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    mailbox = forms.TypedChoiceField(
        label="To and through your mailbox", coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: QueryDict | None, *, member: Member, wish: Wish) -> None:
        kept = {"is_on": wish.is_on, "at": wish.at, "mailbox": wish.connection_id}
        super().__init__(data, initial=kept)
        self.member = member
        boxes = [(str(box.pk), box.label) for box in boxes_of_her_own(member)]
        self.fields["mailbox"].choices = boxes or [("", "none yet")]  # type: ignore[attr-defined]

    def keep(self) -> bool:
        """False where it cannot be: the form then says why."""
        given = self.cleaned_data
        try:
            keep_wish(
                self.member,
                is_on=given["is_on"],
                at=given["at"],
                connection_id=given["mailbox"],
                now=timezone.now(),
            )
        except CannotSend as error:
            self.add_error("mailbox", str(error))
            return False
        return True
