"""What a member types of a client: one form for each topic's lines, one for a person; what is wrong in words."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.picture.queries import Known, Somebody
from alongside.picture.rules import LONGEST_NAME, PERSON_FIELDS, Field, Topic
from alongside.picture.secrets import without_secret


def _field(field: Field) -> forms.CharField:
    widget: forms.Widget = forms.TextInput({"autocomplete": "off", "dir": "auto"})
    if field.is_long:
        widget = forms.Textarea({"rows": 2, "dir": "auto"})
    # Lengths and secrets are looked at below, in words of ours.
    return forms.CharField(label=field.label, help_text=field.help, required=False, widget=widget)


def _name(label: str, *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_NAME, required=required, widget=widget)


class LineForm(forms.Form):
    """A line of a topic, new or known; `typed` is what was sent and could not be kept."""

    def __init__(self, topic: Topic, *, known: Known | None = None, typed: Any = None) -> None:
        initial = {"name": known.name, "is_private": known.is_private, **known.fields} if known else {}
        number = f"{topic.kind}-{known.id if known else 'new'}"
        super().__init__(typed, initial=initial, auto_id=f"{number}-%s")
        self.fields["name"] = _name(topic.one)
        for field in topic.fields:
            self.fields[field.name] = _field(field)
        self.fields["is_private"] = forms.BooleanField(label="Just for me", required=False)
        self.names = [field.name for field in topic.fields]

    def given(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self.names}


class PersonForm(forms.Form):
    def __init__(self, one: Somebody, others: list[Somebody], *, typed: Any = None) -> None:
        initial = {name: getattr(one, name) for name in ("name", "answers_to", "aside")}
        initial.update({field.name: getattr(one, field.name) for field in PERSON_FIELDS})
        super().__init__(typed, initial=initial)
        self.fields["name"] = _name("Name", required=False)
        self.fields["role"] = _field(PERSON_FIELDS[0])
        self.fields["answers_to"] = forms.TypedChoiceField(
            label="Answers to", required=False, coerce=int, empty_value=None, choices=_choices(one, others)
        )
        for field in PERSON_FIELDS[1:]:
            self.fields[field.name] = _field(field)
        self.fields["aside"] = _field(
            Field(
                "aside", "Just for me", "Nobody else sees this, here or in anything you share.", is_long=True
            )
        )

    def given(self) -> dict[str, str]:
        return {field.name: self.cleaned_data.get(field.name, "") for field in PERSON_FIELDS}


def _choices(one: Somebody, others: list[Somebody]) -> list[tuple[str, str]]:
    return [("", "nobody here"), *((str(other.id), other.shown) for other in others if other.id != one.id)]


def refused(form: forms.Form, field: str, words: str) -> None:
    """Shown again with what was typed, but for what must not be shown."""
    data = {key: form.data.get(key, "") for key in form.fields if key in form.data}
    form.data = {key: without_secret(value) for key, value in data.items()}
    form.add_error(field if field in form.fields else None, words)
