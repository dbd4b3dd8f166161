"""What is known of a client: kept, private, put back, moved with people and clients, and gone with them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from alongside.clients import joining
from alongside.clients.actions import add_client, add_handle, merge, undo_merge
from alongside.intake.erasing import erase, preview_client, preview_person
from alongside.lib.faces import MOST_PIXELS, SIDE, square
from alongside.picture import actions
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import Change, Face, Line
from alongside.picture.queries import changes_for, face_for, picture_for
from tests.making import assistant as assistant_of_nobody

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def harlow(owner, assistant):
    client = add_client("Harlow & Sons", by=owner)
    client.assignments.create(member=assistant)
    return client


def keep(member, client, name="The mill", *, kind="place", private=False, line=None, **fields):
    return actions.keep_line(
        member,
        client.pk,
        kind=kind,
        name=name,
        fields=fields,
        is_private=private,
        now=timezone.now(),
        line_id=line,
    )


def tell(member, person, *, answers_to=None, aside="", name="", **fields):
    return actions.keep_person(
        member,
        person.client_id,
        person.pk,
        name=name,
        fields=fields,
        answers_to=answers_to.pk if answers_to else None,
        aside=aside,
        now=timezone.now(),
    )


def people(client, *names):
    return [add_handle(client, f"{name}@{client.pk}.example", name=name.title()).person for name in names]


def photo(size=(900, 600), kind="JPEG", colour="#806040", **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def test_a_line_is_seen_by_whoever_works_for_the_client(owner, assistant, harlow):
    keep(owner, harlow, address="Old Mill Lane")
    (place,) = picture_for(assistant, harlow.pk).places
    assert (place.name, place.fields, place.changed_by) == (
        "The mill",
        {"address": "Old Mill Lane"},
        owner.name,
    )


def test_a_stranger_sees_no_picture(owner, harlow):
    keep(owner, harlow)
    assert picture_for(assistant_of_nobody("stranger@desk.example"), harlow.pk) is None


def test_just_for_me_is_for_one_pair_of_eyes(owner, assistant, harlow):
    (mara,) = people(harlow, "mara")
    keep(assistant, harlow, "CANARY-LINE", private=True)
    tell(assistant, mara, aside="CANARY-ASIDE")
    assert "CANARY" in repr(picture_for(assistant, harlow.pk))
    assert "CANARY" not in repr(picture_for(owner, harlow.pk))
    assert "CANARY" not in repr(picture_for(assistant, harlow.pk, shareable=True))
    assert [one.line.name for one in changes_for(owner, harlow.pk)] == []


def test_what_somebody_else_wrote_is_taken_from_nobody(owner, assistant, harlow):
    line = keep(assistant, harlow, "The mill").line_id
    with pytest.raises(PictureError, match="Somebody else wrote this"):
        keep(owner, harlow, "The mill", line=line, private=True)
    keep(owner, harlow, "The old mill", line=line)
    with pytest.raises(PictureError, match="Somebody else wrote this"):
        keep(assistant, harlow, "The mill", line=line, private=True)
    assert [one.name for one in picture_for(assistant, harlow.pk).places] == ["The old mill"]


def test_what_she_alone_wrote_can_become_hers(owner, assistant, harlow):
    line = keep(owner, harlow).line_id
    keep(owner, harlow, line=line, private=True)
    keep(owner, harlow, "The old mill", line=line, private=True)
    assert picture_for(assistant, harlow.pk).places == ()


def test_another_members_own_line_can_neither_be_changed_nor_taken(owner, assistant, harlow, now):
    line = keep(assistant, harlow, private=True).line_id
    with pytest.raises(NotThere):
        keep(owner, harlow, line=line)
    with pytest.raises(NotThere):
        actions.drop_line(owner, line, now=now)


def test_a_line_of_one_client_is_not_changed_by_way_of_another(owner, harlow):
    line = keep(owner, harlow).line_id
    with pytest.raises(NotThere):
        keep(owner, add_client("Birch", by=owner), line=line)


def test_what_was_changed_is_put_back(owner, harlow, now):
    line = keep(owner, harlow, parking="Behind").line_id
    change = keep(owner, harlow, "The barn", line=line)
    actions.undo(owner, [change.pk], now=now)
    (place,) = picture_for(owner, harlow.pk).places
    assert (place.name, place.fields) == ("The mill", {"parking": "Behind"})


def test_what_was_added_goes_and_what_was_taken_comes_back(owner, harlow, now):
    added = keep(owner, harlow)
    actions.undo(owner, [added.pk], now=now)
    assert picture_for(owner, harlow.pk).places == ()
    taken = actions.drop_line(owner, keep(owner, harlow).line_id, now=now)
    actions.undo(owner, [taken.pk], now=now)
    assert len(picture_for(owner, harlow.pk).places) == 1


def test_nobody_takes_back_what_somebody_changed_since(owner, assistant, harlow, now):
    first = keep(owner, harlow)
    keep(assistant, harlow, "The barn", line=first.line_id)
    actions.undo(owner, [first.pk], now=now)
    actions.undo(assistant, [first.pk], now=now)
    assert picture_for(owner, harlow.pk).places[0].name == "The barn"


def test_who_changed_what_is_kept(owner, assistant, harlow, now):
    line = keep(owner, harlow).line_id
    keep(assistant, harlow, "The barn", line=line)
    actions.drop_line(owner, line, now=now)
    assert [(one.by, one.what) for one in changes_for(owner, harlow.pk)] == [
        (owner, "gone"),
        (assistant, "changed"),
        (owner, "added"),
    ]


def test_people_stand_below_whom_they_answer_to(owner, harlow):
    ann, bea = people(harlow, "ann", "bea")
    tell(owner, ann, answers_to=bea, role="Workshop")
    shown = [(one.name, one.depth, one.role) for one in picture_for(owner, harlow.pk).people]
    assert shown == [("Bea", 0, ""), ("Ann", 1, "Workshop")]


def test_nobody_answers_to_themselves_by_whatever_way(owner, harlow):
    ann, bea, cy = people(harlow, "ann", "bea", "cy")
    tell(owner, ann, answers_to=bea)
    tell(owner, bea, answers_to=cy)
    for one, other in ((cy, ann), (cy, cy)):
        with pytest.raises(PictureError) as refused:
            tell(owner, one, answers_to=other)
        assert refused.value.field == "answers_to"


def test_nobody_answers_to_somebody_elsewhere(owner, harlow):
    (ann,), (bea,) = people(harlow, "ann"), people(add_client("Birch", by=owner), "bea")
    with pytest.raises(NotThere):
        tell(owner, ann, answers_to=bea)


def test_two_who_are_one_have_what_was_known_of_both(owner, harlow):
    ann, anna, bea = people(harlow, "ann", "anna", "bea")
    tell(owner, ann, role="Owner")
    tell(owner, anna, role="Boss", told="By message")
    tell(owner, bea, answers_to=anna)
    merged = merge(ann, anna, by=owner)
    shown = {one.name: one for one in picture_for(owner, harlow.pk).people}
    assert (shown["Ann"].role, shown["Ann"].told) == ("Owner", "By message")
    assert shown["Bea"].answers_to == ann.pk
    undo_merge(merged)
    assert {one.name: one.role for one in picture_for(owner, harlow.pk).people} == {
        "Ann": "Owner",
        "Anna": "Boss",
        "Bea": "",
    }


def test_two_clients_that_are_one_have_one_picture_and_part_again(owner, harlow):
    old = add_client("Harlow Ltd", by=owner)
    (ann,) = people(old, "ann")
    tell(owner, ann, role="Owner")
    keep(owner, old, "The old mill")
    keep(owner, harlow, "The mill")
    joined = joining.join(harlow, old, by=owner)
    picture = picture_for(owner, harlow.pk)
    assert [one.name for one in picture.places] == ["The mill", "The old mill"]
    assert [one.role for one in picture.people] == ["Owner"]
    joining.part(joined)
    assert [one.name for one in picture_for(owner, old.pk).places] == ["The old mill"]
    assert [one.role for one in picture_for(owner, old.pk).people] == ["Owner"]
    assert picture_for(owner, harlow.pk).people == ()


@pytest.mark.broad
def test_a_face_is_small_square_and_says_nothing_of_where_it_was_taken(owner, harlow, now):
    (ann,) = people(harlow, "ann")
    exif = Image.Exif()
    exif[0x0110] = "CANARY-CAMERA"
    face = actions.keep_face(owner, harlow.pk, ann.pk, photo(exif=exif, comment=b"CANARY-COMMENT"), now=now)
    image = face_for(owner, face.digest)
    assert Image.open(BytesIO(image)).size == (SIDE, SIDE)
    assert b"CANARY" not in image
    assert not Image.open(BytesIO(image)).getexif()


@pytest.mark.broad
def test_a_face_is_for_those_who_see_the_client(owner, harlow, now):
    (ann,) = people(harlow, "ann")
    face = actions.keep_face(owner, harlow.pk, ann.pk, photo(), now=now)
    assert face_for(assistant_of_nobody("stranger@desk.example"), face.digest) is None


@pytest.mark.broad
def test_another_face_takes_the_place_of_the_first_and_taken_away_nothing_stays(owner, harlow, now):
    (ann,) = people(harlow, "ann")
    first = actions.keep_face(owner, harlow.pk, ann.pk, photo(), now=now).digest
    second = actions.keep_face(owner, harlow.pk, ann.pk, photo((300, 700), "PNG", "#406080"), now=now).digest
    assert picture_for(owner, harlow.pk).people[0].face == second != first
    actions.drop_face(owner, harlow.pk, ann.pk)
    assert Face.objects.count() == 0


@pytest.mark.broad
@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, b"\xff\xd8\xff" * 9]
)
def test_what_is_no_picture_is_refused_in_words(owner, harlow, now, content):
    (ann,) = people(harlow, "ann")
    with pytest.raises(PictureError, match="no picture that can be shown"):
        actions.keep_face(owner, harlow.pk, ann.pk, content, now=now)


@pytest.mark.broad
def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked():
    side = int(MOST_PIXELS["PNG"] ** 0.5) + 10
    assert square(photo((side, side), "PNG")) is None
    assert square(photo((400, 300), "GIF")) is None


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_its_picture(owner, harlow, now):
    (ann,) = people(harlow, "ann")
    keep(owner, harlow)
    tell(owner, ann, role="Owner", aside="Shy")
    actions.keep_face(owner, harlow.pk, ann.pk, photo(), now=now)
    erase(preview_client(harlow))
    assert (Line.objects.count(), Change.objects.count(), Face.objects.count()) == (0, 0, 0)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_takes_what_was_known_of_them(owner, harlow, now):
    ann, bea = people(harlow, "ann", "bea")
    tell(owner, ann, role="Owner")
    tell(owner, bea, answers_to=ann)
    actions.keep_face(owner, harlow.pk, ann.pk, photo(), now=now)
    erase(preview_person(ann))
    assert [(one.name, one.depth) for one in picture_for(owner, harlow.pk).people] == [("Bea", 0)]
    assert Face.objects.count() == 0


def test_somebody_without_an_address_is_one_of_their_people(owner, harlow):
    made = actions.add_person(owner, harlow.pk, "  Mara  Quill ")
    assert [one.shown for one in picture_for(owner, harlow.pk).people] == ["Mara Quill"]
    actions.forget_person(owner, made.pk)
    assert picture_for(owner, harlow.pk).people == ()


def test_somebody_of_whom_something_is_known_is_not_forgotten_by_an_old_undo(owner, harlow):
    made = actions.add_person(owner, harlow.pk, "Mara")
    tell(owner, made, role="Owner")
    actions.forget_person(owner, made.pk)
    assert len(picture_for(owner, harlow.pk).people) == 1


@pytest.mark.broad
def test_picture_of_many_people_asks_few_questions(owner, harlow, django_assert_max_num_queries):
    for number in range(60):
        made = actions.add_person(owner, harlow.pk, f"P{number}")
        tell(owner, made, role="One of many")
    keep(owner, harlow)
    with django_assert_max_num_queries(12):
        assert len(picture_for(owner, harlow.pk).people) == 60


def test_days_between_changes_do_not_matter_to_order(owner, harlow, now):
    keep(owner, harlow, "Zinc works")
    keep(owner, harlow, "apple store")
    Line.objects.filter(name="Zinc works").update(changed_at=now + timedelta(days=3))
    assert [one.name for one in picture_for(owner, harlow.pk).places] == ["apple store", "Zinc works"]
