from __future__ import annotations

import pytest

from alongside.channels.email.parse import parse
from tests.channels.email.making import mail, multipart


@pytest.mark.parametrize(
    ("nature", "headers"),
    [
        ("personal", {}),
        ("personal", {"Auto_Submitted": "no"}),
        ("personal", {"Return_Path": "<mara@client-a.example>"}),
        ("auto_reply", {"Auto_Submitted": "auto-replied"}),
        ("auto_reply", {"Auto_Submitted": "auto-generated"}),
        ("auto_reply", {"X_Autoreply": "yes"}),
        ("auto_reply", {"Precedence": "auto_reply"}),
        ("auto_reply", {"X_Auto_Response_Suppress": "All"}),
        ("auto_reply", {"Subject": "Automatische Antwort: Plan"}),
        ("auto_reply", {"Return_Path": "<>"}),
        ("list", {"List_Id": "Users <users.example.org>", "List_Post": "<mailto:users@example.org>"}),
        ("list", {"List_Id": "Users <users.example.org>"}),
        ("list", {"Precedence": "list"}),
        ("list", {"X_Loop": "desk@alongside.example"}),
        ("newsletter", {"List_Unsubscribe": "<mailto:u@l.example>"}),
        ("newsletter", {"List_Unsubscribe": "<mailto:u@l.example>", "List_Id": "News <n.example>"}),
        ("newsletter", {"Precedence": "bulk"}),
        ("newsletter", {"Feedback_ID": "1:x"}),
        ("bounce", {"From": "MAILER-DAEMON@x.example"}),
        ("bounce", {"From": "Mail Delivery Subsystem <MAILER-DAEMON>"}),
        ("bounce", {"X_Failed_Recipients": "mara@client-a.example"}),
        ("bounce", {"Content_Type": "multipart/report; report-type=delivery-status; boundary=a"}),
        (
            "auto_reply",
            {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=a"},
        ),
        ("calendar", {"Content_Type": "text/calendar; method=REQUEST"}),
    ],
)
def test_the_nature_of_a_message(nature: str, headers: dict[str, str]) -> None:
    assert parse(mail(**headers)).nature == nature


def test_an_invitation_beside_a_text_is_calendar_mail() -> None:
    raw = multipart("Content-Type: text/plain\n\nCome", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR")

    message = parse(raw)

    assert message.nature == "calendar"
    assert message.text == "Come"
    assert [one.media_type for one in message.attachments] == ["text/calendar"]


def test_an_answer_of_a_robot_to_a_list_is_an_auto_reply() -> None:
    message = parse(mail(Auto_Submitted="auto-replied", List_Id="Users <users.example.org>"))

    assert message.nature == "auto_reply"
