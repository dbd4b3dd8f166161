"""Messages pass from process to process as they are."""

import pickle
from datetime import UTC, datetime

from alongside.message import Authentication, Fold, ParsedAttachment, ParsedMessage, Party

MESSAGE = ParsedMessage(
    kind="email",
    source_key=bytes(16),
    message_id="one@harlow.example",
    references=("zero@harlow.example",),
    subject="Budget",
    happened_at=datetime(2026, 3, 3, 10, tzinfo=UTC),
    parties=(Party("from", "mara@harlow.example", "Mara Quill"),),
    text="Here it is.\n> Where is it?\n",
    folds=(Fold(12, 28, "quote"),),
    has_html=False,
    attachments=(ParsedAttachment(1, "budget.pdf", "application/pdf", 12, "", False),),
    nature="personal",
    authentications=(Authentication("mx.desk.example", ("harlow.example",)),),
    has_one_sender=True,
    defects=("A date was missing.",),
)


def test_a_pickled_message_comes_back_whole():
    assert pickle.loads(pickle.dumps(MESSAGE)) == MESSAGE


def test_only_its_values_are_pickled():
    assert b"message_id" not in pickle.dumps(MESSAGE)
