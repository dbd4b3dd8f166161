"""The form by which a member says how to sign in from now on."""

from __future__ import annotations

from django import forms


class SignInForm(forms.Form):
    name = forms.CharField(
        max_length=200, label="Your name", widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your e-mail address", widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label="A password of twelve characters or more",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
