"""A source is erased by its name or the end of it; what is no name is answered with the nearest."""

from __future__ import annotations

import pytest
import typer

from alongside.cli.erase import named_source
from tests.making import mailbox

pytestmark = pytest.mark.django_db
HARLOW, BIRCH = "/home/nell/mail/harlow.mbox", "/home/nell/mail/birch.mbox"


@pytest.fixture(autouse=True)
def _sources() -> None:
    for label in (HARLOW, BIRCH, "Sample year"):
        mailbox(label=label)


@pytest.mark.parametrize(
    ("wanted", "label"), [(HARLOW, HARLOW), ("birch.mbox", BIRCH), ("Sample Year", "Sample year")]
)
def test_source_is_found_by_its_name_or_the_end_of_it(wanted, label):
    assert named_source(wanted).label == label


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("harlow.mbx", ["No source is called “harlow.mbx”. Nothing was erased.", f"nearest:\n  {HARLOW}\n"]),
        (".mbox", ["More than one source is called “.mbox”.", f"They are:\n  {BIRCH}\n  {HARLOW}\n"]),
    ],
)
def test_what_is_no_one_source_is_answered_with_the_nearest_and_where_all_stand(wanted, said, capsys):
    with pytest.raises(typer.Exit) as ended:
        named_source(wanted)
    told = capsys.readouterr().err
    assert ended.value.exit_code == 2
    assert all(one in told for one in [*said, "“What has arrived” on the pages names them all."])
