"""Numbers that come back: a server set back to an older state gives them once more, under the same UIDVALIDITY."""

from __future__ import annotations

import pytest

from alongside.connections.models import Listed
from alongside.originals.queries import read
from tests.channels.imap.scripted import Script, playing
from tests.dovecot import letters
from tests.mailboxes import bring_level, connected, is_whole, listed, stored_letters

pytestmark = pytest.mark.django_db
MAIL = dict(enumerate(letters(range(12)), start=1))
NEW = letters([30, 31])


def without(script: Script, *uids: int) -> dict[int, bytes]:
    return {uid: raw for uid, raw in script.messages.items() if uid not in uids}


@pytest.mark.parametrize("is_seen_between", [True, False], ids=["one by one", "both at once"])
def test_letter_under_a_number_that_was_given_before_comes(is_seen_between, tmp_path):
    with playing(Script(messages=dict(MAIL), security="tls"), tmp_path) as script:
        mailbox = connected(script.server)
        bring_level(mailbox)
        script.messages = without(script, 10, 11, 12)
        bring_level(mailbox)
        for uid, raw in zip((10, 11), NEW, strict=True):
            script.messages[uid] = raw
            if is_seen_between:
                bring_level(mailbox)
        bring_level(mailbox)
        assert set(NEW) <= set(stored_letters())
        assert is_whole(mailbox, entries=len(MAIL) + len(NEW))
        rows = Listed.objects.filter(gone_at=None).values_list("uid", "original_id")
        assert {uid: read(number) for uid, number in rows} == script.messages


def test_letter_under_the_number_of_one_that_nobody_saw_go_comes(tmp_path):
    with playing(Script(messages=dict(MAIL), security="tls"), tmp_path) as script:
        mailbox = connected(script.server)
        bring_level(mailbox)
        script.messages = {**without(script, 10, 11, 12), 10: NEW[0]}
        bring_level(mailbox)
        assert NEW[0] in stored_letters()
        assert is_whole(mailbox, entries=len(MAIL) + 1)
        script.commands.clear()
        bring_level(mailbox)
        assert not any("BODY.PEEK[" in command for command in script.commands)


def test_letters_that_were_only_left_out_of_a_list_are_not_fetched_again(tmp_path):
    with playing(Script(messages=dict(MAIL), security="tls"), tmp_path) as script:
        mailbox = connected(script.server)
        bring_level(mailbox)
        script.messages = without(script, 3, 12)
        bring_level(mailbox)
        script.messages = dict(MAIL)
        script.commands.clear()
        bring_level(mailbox)
        assert listed(mailbox) == list(MAIL)
        assert not any("BODY.PEEK[]" in command for command in script.commands)
