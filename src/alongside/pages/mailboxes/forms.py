"""What is asked when a mailbox is connected: its address and whose it is; its servers, a name and a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.functions import Lower

from alongside.accounts.models import Member
from alongside.channels.discovery.rules import ascii_host, split_address
from alongside.channels.imap.wire import Security, Server
from alongside.clients.models import Client
from alongside.clients.queries import clients_for
from alongside.connections.attempt_settings import Settings
from alongside.lib.outside import is_address

NAME, WORD = 320, 1000
SECURITIES = [
    ("tls", "TLS from the first word (usual)"),
    ("starttls", "STARTTLS"),
    ("none", "none: whoever is on the way can read the password"),
]
NO_SPELLING = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


def _has_controls(text: str) -> bool:
    return any(ord(letter) < 32 or ord(letter) == 127 for letter in text)


class AddressForm(forms.Form):
    """A client chosen here is one of the member's own; nobody else's is offered."""

    address = forms.CharField(
        label="Its address",
        max_length=NAME,
        widget=forms.EmailInput({**NO_SPELLING, "inputmode": "email", "placeholder": "you@example.com"}),
    )
    client = forms.ModelChoiceField(
        Client.objects.none(), required=False, label="Whose mailbox is it?", empty_label="mine"
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients_for(member).order_by(Lower("name"), "name")  # type: ignore[attr-defined]
        self.fields["client"].label_from_instance = lambda client: f"{client.name}’s"  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if split_address(address) is None:
            raise forms.ValidationError("That is no address yet. It looks like you@example.com.")
        return address


class SettingsForm(forms.Form):
    """`has_password`: one was typed before and still counts. Never shows what was typed."""

    user = forms.CharField(label="Name to sign in with", max_length=NAME, widget=forms.TextInput(NO_SPELLING))
    password = forms.CharField(
        label="Password",
        max_length=WORD,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
    )
    reading_host = forms.CharField(
        label="Server to read from (IMAP)", max_length=255, widget=forms.TextInput(NO_SPELLING)
    )
    reading_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=993)
    reading_security = forms.ChoiceField(label="Encryption", choices=SECURITIES, initial="tls")
    sending_host = forms.CharField(
        label="Server to send through (SMTP)",
        max_length=255,
        required=False,
        widget=forms.TextInput(NO_SPELLING),
    )
    sending_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=465, required=False)
    sending_security = forms.ChoiceField(label="Encryption", choices=SECURITIES, initial="tls")
    sending_user = forms.CharField(
        label="Name to sign in with there, if another",
        max_length=NAME,
        required=False,
        widget=forms.TextInput(NO_SPELLING),
    )
    in_the_open = forms.BooleanField(label="Send the password without encryption", required=False)

    def __init__(
        self, *args: Any, has_password: bool = False, called: str = "Password", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._has_password = has_password
        self.fields["password"].label = called

    @staticmethod
    def filled(settings: Settings | None, address: str) -> dict[str, Any]:
        if settings is None:
            return {"user": address}
        reading, sending = settings.reading, settings.sending
        values: dict[str, Any] = {
            "user": reading.user,
            "reading_host": reading.host,
            "reading_port": reading.port,
            "reading_security": reading.security,
            "in_the_open": reading.security == "none",
        }
        if sending is not None:
            values |= {
                "sending_host": sending.host,
                "sending_port": sending.port,
                "sending_security": sending.security,
                "sending_user": "" if sending.user == reading.user else sending.user,
            }
        return values

    def clean_user(self) -> str:
        return self._plain("user")

    def clean_sending_user(self) -> str:
        return self._plain("sending_user")

    def _plain(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if _has_controls(text):
            raise forms.ValidationError("This holds something that is no letter. Type it by hand.")
        return text

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if _has_controls(password):
            raise forms.ValidationError(
                "A password has no line breaks. Paste it once more, without what is around it."
            )
        if not password and not self._has_password:
            raise forms.ValidationError("Type the password of the mailbox.")
        return password

    def clean_reading_host(self) -> str:
        return self._host("reading_host")

    def clean_sending_host(self) -> str:
        return self._host("sending_host") if self.cleaned_data["sending_host"] else ""

    def _host(self, name: str) -> str:
        written: str = self.cleaned_data[name].strip()
        host = written if is_address(written) else ascii_host(written)
        if not host:
            raise forms.ValidationError("That is no server’s name. It looks like imap.example.com.")
        return host

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        sides = [
            given.get("reading_security"),
            given.get("sending_security") if given.get("sending_host") else "",
        ]
        if "none" in sides and not given.get("in_the_open"):
            self.add_error(
                "in_the_open", "Tick this if the password may travel in the open, or choose an encryption."
            )
        if given.get("sending_host") and not given.get("sending_port"):
            self.add_error("sending_port", "Type the port: usually 465, or 587 with STARTTLS.")
        return given

    def settings(self, before: Settings | None) -> Settings:
        """A certificate that was accepted stays so as long as the server is the same."""
        given = self.cleaned_data
        security: Security = given["reading_security"]
        reading = Server(given["reading_host"], given["reading_port"], security, given["user"])
        reading = _keep_certificate(reading, before.reading if before else None)
        if not given["sending_host"]:
            return Settings(reading, None)
        user = given["sending_user"] or given["user"]
        sending = Server(given["sending_host"], given["sending_port"], given["sending_security"], user)
        return Settings(reading, _keep_certificate(sending, before.sending if before else None))


def _keep_certificate(now: Server, before: Server | None) -> Server:
    if before is None or (now.host, now.port) != (before.host, before.port):
        return now
    return Server(now.host, now.port, now.security, now.user, before.certificate)
