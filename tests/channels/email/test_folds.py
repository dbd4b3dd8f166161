from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.email.folds import find_folds


def shown(text: str, *, is_forward: bool = False) -> str:
    """The text with every fold as [q] or [s]."""
    pieces, position = [], 0
    for fold in find_folds(text, is_forward=is_forward):
        pieces += [text[position : fold.start], f"[{fold.kind[0]}]"]
        position = fold.end
    return "".join(pieces) + text[position:]


ATTRIBUTIONS = [
    "On Tue, Mar 3, 2026 at 10:00 AM Mara Quill <mara@client-a.example> wrote:",
    "On Tue, Mar 3, 2026 at 10:00 AM Mara Quill\n<mara@client-a.example> wrote:",
    "Am 03.03.26 um 10:00 schrieb Mara Quill:",
    "Le 3 mars 2026 à 10:00, Mara Quill <mara@client-a.example> a écrit :",
    "El mar, 3 mar 2026 a las 10:00, Mara Quill (<mara@client-a.example>) escribió:",
    "Il giorno mar 3 mar 2026 alle ore 10:00 Mara Quill ha scritto:",
    "Op di 3 mrt 2026 om 10:00 schreef Mara Quill <mara@client-a.example>:",
    "Den tis 3 mars 2026 kl 10:00 skrev Mara Quill:",
    "Em ter., 3 de mar. de 2026 às 10:00, Mara Quill escreveu:",
    "W dniu 3.03.2026 o 10:00, Mara Quill napisał(a):",
    "Mara Quill wrote:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_quotation_is_folded_with_the_line_that_names_its_writer(attribution: str) -> None:
    assert shown(f"Yes.\n\n{attribution}\n> Shall we?\n> \n> Mara\n\nBye\n") == "Yes.\n\n[q]\n\nBye\n"


def test_answers_between_quoted_lines_stay() -> None:
    text = "> one?\nyes\n\n> two?\n> or three?\n\nno\n"

    assert shown(text) == "[q]\nyes\n\n[q]\n\nno\n"


@pytest.mark.parametrize(
    "marker",
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "-----Message d'origine-----",
        "-----Mensaje original-----",
        "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----",
    ],
)
def test_everything_behind_the_mark_of_an_original_message_is_history(marker: str) -> None:
    assert shown(f"Fine.\n\n{marker}\nFrom: Mara\nShall we?\n") == "Fine.\n\n[q]"


@pytest.mark.parametrize(
    ("sender", "sent", "to", "subject"),
    [
        ("From", "Sent", "To", "Subject"),
        ("Von", "Gesendet", "An", "Betreff"),
        ("De", "Envoyé", "À", "Objet"),
        ("De", "Enviado el", "Para", "Asunto"),
        ("Da", "Inviato", "A", "Oggetto"),
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        ("De", "Enviado", "Para", "Assunto"),
        ("Från", "Skickat", "Till", "Ämne"),
        ("Od", "Wysłano", "Do", "Temat"),
        ("От", "Отправлено", "Кому", "Тема"),
    ],
)
@pytest.mark.parametrize("bold", ["", "*"])
def test_the_block_of_outlook_begins_history(
    sender: str, sent: str, to: str, subject: str, bold: str
) -> None:
    block = "".join(
        f"{bold}{label}:{bold} {value}\n"
        for label, value in ((sender, "Mara"), (sent, "3.3.2026"), (to, "Ines"), (subject, "Plan"))
    )

    assert shown(f"Fine.\n\n{'_' * 32}\n{block}\nShall we?\n") == "Fine.\n\n[q]"


def test_the_block_is_known_with_blank_lines_between() -> None:
    assert shown("Fine.\n\nFrom: M\n\nSent: today\n\nTo: I\n\nSubject: Plan\n\nOld\n") == "Fine.\n\n[q]"


def test_a_sentence_with_from_is_no_block() -> None:
    text = "From: the beginning we knew.\nTo be sure, nothing else.\n"

    assert shown(text) == text


def test_a_forwarded_message_is_new_and_stays() -> None:
    text = "FYI\n\nFrom: M\nSent: today\nTo: I\nSubject: Plan\n\nNew to you.\n"

    assert shown(text, is_forward=True) == text


def test_an_unmarked_quotation_is_history_to_the_end() -> None:
    text = f"Yes.\n\n{ATTRIBUTIONS[0]}\n\nShall we?\n\nMara\n"

    assert shown(text) == "Yes.\n\n[q]"


def test_a_text_that_is_all_quotation_is_shown() -> None:
    assert find_folds("> only\n> this\n") == ()


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nMara Quill\nClient A",
        "--\nMara Quill",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Get Outlook for iOS<https://example.org>",
        f"{'_' * 40}\nUsers mailing list\nusers@example.org",
    ],
)
def test_signatures_are_folded(signature: str) -> None:
    assert shown(f"Yes.\n\n{signature}\n") == "Yes.\n\n[s]\n"


def test_a_signature_above_the_quotation_ends_there() -> None:
    assert shown(f"Yes.\n\n-- \nMara\n\n{ATTRIBUTIONS[0]}\n> old\n") == "Yes.\n\n[s]\n\n[q]\n"


def test_a_ruler_in_a_long_text_is_no_signature() -> None:
    text = "Part one\n--\n" + "a line of the second part\n" * 20

    assert shown(text) == text


def test_a_ruler_above_history_is_no_signature_too() -> None:
    text = "Thanks.\n" + "_" * 30 + "\nOn 3 Mar 2026, M wrote:\nthe mailing list is down"

    assert [fold.kind for fold in find_folds(text)] == ["quote"]


@pytest.mark.broad
@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "",
                "-- ",
                "--",
                "On 3 Mar 2026, M wrote:",
                "From: M",
                "Sent: x",
                "To: y",
                "Subject: z",
                "text",
            ]
            + [
                "-----Original Message-----",
                "_" * 30,
                "mailing list",
                "Sent from my iPhone",
                "  >> b",
                "\u00a0",
            ]
        ),
        max_size=30,
    )
)
def test_folds_are_sorted_apart_and_leave_something(lines: list[str]) -> None:
    text = "\n".join(lines)
    folds = find_folds(text)

    edges = [edge for fold in folds for edge in (fold.start, fold.end)]
    assert edges == sorted(edges)
    assert all(text[fold.start : fold.end].strip() for fold in folds)
    assert not folds or shown(text).replace("[q]", "").replace("[s]", "").strip()


@pytest.mark.parametrize(
    "piece",
    [
        ">",
        "> ",
        "\n>",
        "From: x\n",
        "-- \n",
        "--",
        "_",
        "On 3 Mar x",
        "On 3 Mar 2026, M wrote:\n",
        "Sent from my ",
    ]
    + ["-----Original ", " ", "\n ", "> > On Tue wrote:\n", "a:\n>\n", "From: a\nTo: b\n"],
)
@pytest.mark.slow
def test_folding_takes_time_in_proportion_to_length(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    started = time.process_time()
    find_folds(text)

    assert time.process_time() - started < 2
