"""Who first wrote what is forwarded, as Gmail, Outlook, Apple Mail and Thunderbird write it in three languages."""

from __future__ import annotations

import time

import pytest

from alongside.channels.email.forwarded import Forwarded, forwarded_in
from alongside.channels.email.parse import attached_messages, parse
from tests.channels.email.making import mail, multipart

WHO = ("mara@harlow.example", "Mara Quill")
HEADINGS = {
    "Gmail, English": """Please file.

---------- Forwarded message ---------
From: Mara Quill <mara@harlow.example>
Date: Mon, 2 Mar 2026 at 10:00
Subject: Oak
To: <nell@avery.example>


The oak is late.
""",
    "Gmail, German": """---------- Forwarded message ---------
Von: Mara Quill <mara@harlow.example>
Date: Mo., 2. März 2026 um 10:00 Uhr
Subject: Oak
To: Nell Avery <nell@avery.example>

Die Eiche kommt später.
""",
    "Gmail, French": """---------- Forwarded message ---------
De : Mara Quill <mara@harlow.example>
Date: lun. 2 mars 2026 à 10:00
Subject: Oak
To: Nell Avery <nell@avery.example>

Le chêne est en retard.
""",
    "Outlook, English": """FYI

________________________________
From: Mara Quill <mara@harlow.example>
Sent: Monday, March 2, 2026 10:00 AM
To: Nell Avery <nell@avery.example>; Tom Reed <tom@harlow.example>
Subject: Oak

The oak is late.
""",
    "Outlook of old, English": """-----Original Message-----
From: Mara Quill [mailto:mara@harlow.example]
Sent: 02 March 2026 10:00
To: Nell Avery
Cc: Tom Reed
Subject: Oak

The oak is late.
""",
    "Outlook without a line above, German": """Zur Kenntnis

Von: Mara Quill <mara@harlow.example>
Gesendet: Montag, 2. März 2026 10:00
An: Nell Avery <nell@avery.example>
Betreff: Oak

Die Eiche kommt später.
""",
    "Outlook, German": """-----Ursprüngliche Nachricht-----
Von: Mara Quill <mara@harlow.example>
Gesendet: Montag, 2. März 2026 10:00
An: Nell Avery <nell@avery.example>
Betreff: Oak

Die Eiche kommt später.
""",
    "Outlook, French": """-----Message d'origine-----
De : Mara Quill <mara@harlow.example>
Envoyé : lundi 2 mars 2026 10:00
À : Nell Avery <nell@avery.example>
Objet : Oak

Le chêne est en retard.
""",
    "Outlook in bold": """*From:* Mara Quill <mara@harlow.example>
*Sent:* Monday, March 2, 2026 10:00 AM
*To:* Nell Avery <nell@avery.example>
*Subject:* Oak

The oak is late.
""",
    "Apple Mail, English": """Please file.

Begin forwarded message:

From: Mara Quill <mara@harlow.example>
Subject: Oak
Date: 2 March 2026 at 10:00:00 GMT
To: Nell Avery <nell@avery.example>

The oak is late.
""",
    "Apple Mail, German, quoted": """> Anfang der weitergeleiteten Nachricht:
>
> Von: Mara Quill <mara@harlow.example>
> Betreff: Oak
> Datum: 2. März 2026 um 10:00:00 MEZ
> An: Nell Avery <nell@avery.example>
>
> Die Eiche kommt später.
""",
    "Apple Mail, French": """Début du message transféré :

De: Mara Quill <mara@harlow.example>
Objet: Oak
Date: 2 mars 2026 à 10:00:00 UTC+1
À: Nell Avery <nell@avery.example>

Le chêne est en retard.
""",
    "Thunderbird, English": """-------- Forwarded Message --------
Subject: \tOak
Date: \tMon, 2 Mar 2026 10:00:00 +0000
From: \tMara Quill <mara@harlow.example>
To: \tNell Avery <nell@avery.example>

The oak is late.
""",
    "Thunderbird, German": """-------- Weitergeleitete Nachricht --------
Betreff: \tOak
Datum: \tMon, 2 Mar 2026 10:00:00 +0000
Von: \tMara Quill <mara@harlow.example>
An: \tNell Avery <nell@avery.example>

Die Eiche kommt später.
""",
    "Thunderbird, French": """-------- Message transféré --------
Sujet : \tOak
Date : \tMon, 2 Mar 2026 10:00:00 +0000
De : \tMara Quill <mara@harlow.example>
Pour : \tNell Avery <nell@avery.example>

Le chêne est en retard.
""",
}


@pytest.mark.parametrize("program", HEADINGS)
def test_first_writer_is_read_as_written_by(program):
    found = forwarded_in(HEADINGS[program])
    assert found is not None
    assert (found.address, found.name, found.subject) == (*WHO, "Oak")
    assert "2026" in found.date


@pytest.mark.parametrize("program", HEADINGS)
def test_first_writer_is_read_with_other_line_ends(program):
    raw = mail(HEADINGS[program].replace("\n", "\r\n"), Content_Type="text/plain; charset=utf-8")
    found = forwarded_in(parse(raw).text)
    assert found is not None
    assert found.address == WHO[0]


@pytest.mark.parametrize(
    "text",
    [
        "From: us to you, with love.\n\nNell",
        "Forwarded message\n\nnothing follows",
        "---------- Forwarded message ---------\nFrom: Mara Quill\nSubject: Oak\n",
        "---------- Forwarded message ---------\nFrom: a@x.example, b@y.example\nSubject: Oak\n",
        "Subject: Oak\nFrom: the wood\n",
        "",
    ],
)
def test_text_that_forwards_nobody_names_nobody(text):
    assert forwarded_in(text) is None


def test_of_a_chain_the_nearest_is_taken():
    chain = HEADINGS["Gmail, English"] + HEADINGS["Outlook, English"].replace("mara@", "tom@")
    assert forwarded_in(chain) == Forwarded(*WHO, "Mon, 2 Mar 2026 at 10:00", "Oak")


def test_hostile_text_takes_no_time():
    begun = time.process_time()
    for line in (
        "From: " + "<" * 1900,
        "From: a@b\n" * 9,
        "> " * 900,
        "-" * 1900,
        "From : " + " " * 1900,
        "x" * 1900,
    ):
        forwarded_in(f"{line}\n" * 100)
    assert time.process_time() - begun < 3


def test_attached_letter_is_taken_out_whole():
    inner = (
        "From: Mara Quill <mara@harlow.example>\nTo: nell@avery.example\nSubject: Oak\n\nThe oak is late.\n"
    )
    raw = multipart("Content-Type: text/plain\n\nsee there\n", f"Content-Type: message/rfc822\n\n{inner}")
    message = parse(raw)
    ((_, content),) = attached_messages(raw)
    assert [party.address for party in message.attached_from] == ["mara@harlow.example"]
    assert parse(content).subject == "Oak"
    assert content.replace(b"\r\n", b"\n").strip() == inner.encode().strip()


def test_where_a_server_delivered_it_is_read():
    raw = mail(Delivered_To="Me+File@desk.example", X_Original_To="<other@desk.example>")
    assert parse(raw).delivered_to == ("me+file@desk.example", "other@desk.example")
