"""What is typed on the journal's own pages: its title and author, and a post."""

from __future__ import annotations

from django import forms

from alongside.journal.rules import LONGEST_NAME, LONGEST_SLUG, LONGEST_TEXT, LONGEST_TITLE

# What was refused as too long is shown once more, so that nothing is lost.
LONGEST_TYPED = 2 * LONGEST_TEXT


class JournalForm(forms.Form):
    title = forms.CharField(label="Title", max_length=LONGEST_TITLE, required=False)
    byline = forms.CharField(label="Who writes it", max_length=LONGEST_NAME, required=False)


class PostForm(forms.Form):
    """`revision`: what stood on the page when writing began."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = forms.CharField(label="Title", max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST_TYPED,
        strip=False,
        widget=forms.Textarea({"rows": 18, "dir": "auto"}),
    )
    address = forms.CharField(label="Address", max_length=LONGEST_SLUG, required=False)
