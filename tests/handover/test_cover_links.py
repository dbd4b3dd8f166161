"""A link to a pack, some time after it was made: what is not this client's any more, or hers alone, shows no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.clients.actions import add_client
from alongside.handover import covering
from alongside.handover.packs import frozen_parts
from alongside.timeline.models import Filing, Interaction
from tests.handover.making import HER, MARA, NOW, ago, brought_in, letter


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["another client's", "of both", "hers alone"])
def test_letter_that_is_filed_elsewhere_or_private_since_leaves_the_pack_behind_a_link(
    owner, harlow, box, what
):
    brought_in(
        box,
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=5)),
        letter(MARA, HER, "Is the elm dry?", name="Elm", at=ago(hours=4)),
    )
    days = {"starts_on": NOW.date(), "until_on": NOW.date() + timedelta(days=7)}
    row = covering.prepare(owner, harlow.pk, name="Bea Outside", now=NOW, **days)
    row = covering.freeze(owner, row.pk, now=NOW)
    assert "Is the oak here?" in str(frozen_parts(row)) and "Is the elm dry?" in str(frozen_parts(row))
    oak = Interaction.objects.get(subject="Oak")
    filing = Filing.objects.get(interaction=oak)
    birch = add_client("Birch", by=owner)
    if what == "another client's":
        Filing.objects.filter(pk=filing.pk).update(client=birch)
    elif what == "of both":
        filing.pk, filing.client, filing.thread = None, birch, None
        filing.save()
    else:
        Interaction.objects.filter(pk=oak.pk).update(private_to=owner)
    assert "Is the oak here?" not in str(frozen_parts(row))
    assert "Is the elm dry?" in str(frozen_parts(row))
