"""Pictures in posts: drawn anew, described, seen by whom the post is, in the feed by their whole address."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from alongside.journal import actions
from alongside.journal.actions import Typed
from alongside.journal.models import Picture, Post
from alongside.lib.markdown import Placed, to_html, to_words

pytestmark = pytest.mark.django_db
SECRET = b"51.5 N, taken at home"
KEY = "a" * 22


def jpeg(*, side: int = 1_800) -> SimpleUploadedFile:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    Image.new("RGB", (side, side // 2), "seagreen").save(out, "JPEG", exif=exif, comment=SECRET)
    return SimpleUploadedFile("home.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def post(owner) -> Post:
    now = timezone.now()
    actions.set_up(owner, title="From my desk", byline="Olive", is_on=True, now=now)
    made = actions.begin(owner, now=now)
    return actions.keep(owner, made.pk, Typed("The yard", "Look."), revision=0, now=now)


@pytest.fixture
def hers(owner, signed_in):
    return signed_in(owner)


def given(hers, post, file, words="The yard, <green>", **typed):
    post.refresh_from_db()
    form = {"title": post.title, "text": post.text, "address": "", "revision": post.revision, **typed}
    return hers.post(
        f"/settings/journal/{post.pk}/pictures/", {**form, "picture": file, "picture_words": words}
    )


@pytest.fixture
def kept(owner, post) -> Picture:
    """As it stands after it was drawn."""
    text = f"Look.\n\n![The yard, green](picture:{KEY})"
    actions.keep(owner, post.pk, Typed(post.title, text), revision=1, now=timezone.now())
    values = {
        "post": post,
        "key": KEY,
        "words": "The yard, green",
        "image": b"jpeg",
        "width": 1_600,
        "height": 800,
    }
    return Picture.objects.create(**values, by=owner, at=timezone.now())


def test_picture_is_drawn_anew_and_stands_at_the_end_of_what_was_typed(hers, post):
    assert given(hers, post, jpeg(), text="Look, typed.").status_code == 302
    post.refresh_from_db()
    kept = Picture.objects.get()
    assert post.text == f"Look, typed.\n\n![The yard, green](picture:{kept.key})\n"
    assert SECRET not in bytes(kept.image)
    with Image.open(BytesIO(bytes(kept.image))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (1_600, 800))
    assert (kept.width, kept.height) == (1_600, 800)


def test_everybody_sees_it_with_its_words_as_long_as_the_post_is_published(hers, post, kept, owner, client):
    address = f"/journal/pictures/{KEY}/"
    assert (client.get(address).status_code, hers.get(address).status_code) == (404, 200)
    actions.publish(owner, post.pk, now=timezone.now())
    (shown,) = LexborHTMLParser(client.get("/journal/the-yard/").content.decode()).css("main img")
    assert (shown.attributes["src"], shown.attributes["alt"]) == (address, "The yard, green")
    # So that what stands below it does not jump when it comes.
    assert (shown.attributes["width"], shown.attributes["height"]) == ("1600", "800")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert not answer.cookies
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    actions.take_down(owner, post.pk)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 404


def test_feed_has_it_by_its_whole_address(post, kept, owner, client, settings):
    settings.BASE_URL = "https://desk.example"
    actions.publish(owner, post.pk, now=timezone.now())
    feed = ElementTree.fromstring(client.get("/journal/feed.atom").content)
    whole = feed.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}content").text
    assert f'src="https://desk.example/journal/pictures/{KEY}/"' in whole


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        (jpeg(side=40), "  ", "Say in words what it shows"),
        (SimpleUploadedFile("a.jpg", b"<svg onload='x'/>", "image/jpeg"), "A", "no JPEG, PNG or WebP"),
        ("", "A", "Choose a picture first"),
    ],
)
def test_what_cannot_be_added_is_said_and_what_was_typed_is_kept(hers, post, file, words, said):
    answer = given(hers, post, file, words, text="Typed since.")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    post.refresh_from_db()
    assert post.text == "Typed since."
    assert not Picture.objects.exists()


def test_enter_in_a_field_keeps_and_neither_publishes_nor_adds(hers, post):
    page = LexborHTMLParser(hers.get(f"/settings/journal/{post.pk}/").content.decode())
    first = page.css_first("#post-form button")
    assert (first.attributes["name"], first.attributes["value"]) == ("do", "keep")


def test_taken_away_nothing_of_it_stays(hers, post, kept, owner, client):
    actions.publish(owner, post.pk, now=timezone.now())
    assert client.get(f"/journal/pictures/{KEY}/").status_code == 200
    assert hers.post(f"/settings/journal/pictures/{kept.pk}/drop/").status_code == 302
    assert not Picture.objects.exists()
    assert client.get(f"/journal/pictures/{KEY}/").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/track.png)",
        '![x"><script>](picture:../../evil)',
        "<img src=https://evil.example/a.png>",
        f"[x](picture:{KEY}/../../settings)",
    ],
)
def test_no_other_picture_is_ever_shown(text):
    shown = LexborHTMLParser(to_html(text, picture_at=lambda key: Placed(f"/journal/pictures/{key}/")))
    assert not shown.css("img, script")


def test_words_of_a_picture_cannot_break_out_and_are_no_first_words():
    text = f'Look ![a" onerror="x](picture:{KEY}) here.'
    (shown,) = LexborHTMLParser(
        to_html(text, picture_at=lambda key: Placed(f"/journal/pictures/{key}/"))
    ).css("img")
    assert set(shown.attributes) == {"src", "alt", "loading"}
    assert shown.attributes["alt"] == 'a" onerror="x'
    assert to_words(text).split() == ["Look", "here."]
