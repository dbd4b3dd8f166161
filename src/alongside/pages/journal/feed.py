"""The journal's Atom feed (RFC 4287): the newest posts in, whole and with addresses that stay, one document out."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import condition, require_safe

from alongside.journal.queries import journal, published
from alongside.journal.rules import IN_THE_FEED
from alongside.pages.journal.public import address_of, for_everybody, html_of


class WholePosts(Atom1Feed):
    """With what was written in full, beside its first words."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["whole"], {"type": "html"})


def _etag(request: HttpRequest) -> str | None:
    """Another one when anything of the feed is another; None while the journal is off."""
    ours = journal()
    if not ours.is_on:
        return None
    digest = blake2b(f"{ours.title}\n{ours.byline}\n{settings.BASE_URL}".encode(), digest_size=16)
    for post, version in published(most=IN_THE_FEED):
        digest.update(f"\n{post.pk} {post.slug} {version.number} {post.published_at}".encode())
    return f'"{digest.hexdigest()}"'


@require_safe
@for_everybody
@condition(etag_func=_etag)
def atom(request: HttpRequest) -> HttpResponse:
    ours = journal()
    if not ours.is_on:
        raise Http404
    feed = WholePosts(
        title=ours.title,
        link=str(settings.BASE_URL) + reverse("journal"),
        feed_url=str(settings.BASE_URL) + reverse("journal-feed"),
        description=None,
        author_name=ours.byline or ours.title,
        language="en-GB",
        feed_guid=ours.feed_id.urn,
    )
    for public in published(most=IN_THE_FEED):
        feed.add_item(
            title=public.version.title,
            link=address_of(public),
            description=public.version.first_words,
            unique_id=public.post.feed_id.urn,
            pubdate=public.post.published_at,
            updateddate=max(public.version.at, public.post.published_at or public.version.at),
            whole=html_of(public.version.text, before=str(settings.BASE_URL)),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
