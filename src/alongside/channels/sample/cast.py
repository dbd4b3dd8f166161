"""Who writes in the sample practice: every name, address and habit is invented; the domains cannot exist."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

OWNER_NAME = "Nell Avery"
OWNER = "you"
_OWNER_SIGNATURE = "Nell Avery\nVirtual assistant, weekdays 9 to 5\n01632 960142"


class Persona(Struct, frozen=True):
    """A correspondent and how their mail program behaves.

    `quotes`: how an answer carries what it answers: `>` marks, a header block above unmarked text, or not at all.
    `is_wrapped`: lines end at 72 characters. `logo_hue`: a picture in the signature of their HTML, in degrees.
    """

    name: str
    address: str
    signature: str = ""
    quotes: Literal["marks", "block", "none"] = "marks"
    writes_html: bool = False
    is_wrapped: bool = False
    logo_hue: int | None = None
    zone: str = "Europe/London"


_IMOGEN = "Imogen Vale\nExecutive coaching, unhurried\n07700 900318"
_PENROSE = "Penrose Lyle Architects\n3 Tanner's Yard, Skelby\n01632 960577"
_LARDER = "Thornley Green Larder\nThe Old Chapel, Thornley Green\nOpen Tuesdays and Fridays, 10 to 1"
_HARLOW = "Harlow & Sons, joiners since 1961\nUnit 4, Weir Lane, Calderby\n01632 960208"

CAST: dict[str, Persona] = {
    "tom": Persona("Tom Harlow", "tom@harlowandsons.example", "Tom Harlow\n" + _HARLOW),
    "ray": Persona("Ray Harlow", "ray@harlowandsons.example", quotes="none"),
    "priya": Persona(
        "Priya Nair",
        "priya@harlowandsons.example",
        "Priya Nair, workshop manager\n" + _HARLOW,
        is_wrapped=True,
    ),
    "imogen": Persona("Imogen Vale", "imogen@imogenvale.example", _IMOGEN, writes_html=True),
    "imogen-toronto": Persona(
        "Imogen Vale", "imogen@imogenvale.example", _IMOGEN, writes_html=True, zone="America/Toronto"
    ),
    "imogen-home": Persona("Imogen Vale", "imogen@valehouse.example", quotes="none"),
    "clare": Persona(
        "Clare Penrose",
        "clare@penroselyle.example",
        "Clare Penrose, director\n" + _PENROSE,
        writes_html=True,
        logo_hue=205,
    ),
    "daniel": Persona(
        "Daniel Lyle", "daniel@penroselyle.example", "Daniel Lyle, director\n" + _PENROSE, quotes="block"
    ),
    "aisha": Persona("Aisha Rahman", "aisha@penroselyle.example", "Aisha Rahman\n" + _PENROSE),
    "margaret": Persona(
        "Margaret Osei", "chair@thornleylarder.example", "Margaret Osei, chair\n" + _LARDER, is_wrapped=True
    ),
    "steve": Persona("Steve Pask", "volunteers@thornleylarder.example", "Steve Pask, volunteers\n" + _LARDER),
    "joan": Persona("Joan Trevitt", "joan@trevitts.example", is_wrapped=True),
    # Strangers: for the tray, and met in passing.
    "beth": Persona("Beth Calloway", "beth@bethcalloway.example", "Beth Calloway\nVirtual assistant"),
    "gareth": Persona(
        "Gareth Pugh",
        "gareth@brackenfell-timber.example",
        "Gareth Pugh, sales\nBrackenfell Timber",
        quotes="block",
    ),
    "fair": Persona(
        "Northern Homes Fair", "exhibitors@northernhomesfair.example", writes_html=True, logo_hue=28
    ),
    "printer": Persona("Fold & Press", "orders@foldandpress.example", "Lorna at Fold & Press"),
    "hotel": Persona("The Weir Hotel", "stay@weirhotel.example", "Reservations, The Weir Hotel"),
    "rail": Persona("Linewise Tickets", "bookings@linewise.example"),
    "dominic": Persona(
        "Dominic Frost", "d.frost@castlegate.example", "Dominic Frost\nCastlegate", quotes="block"
    ),
    "clerk": Persona(
        "Parish Clerk, Thornley", "clerk@thornley-pc.example", "Wendy Marsh, clerk to the council"
    ),
    "hilary": Persona(
        "Hilary Stokes", "hilary@stokesandco.example", "Hilary Stokes\nStokes & Co, accountants"
    ),
    "jess": Persona("Jessica Thorne", "jess@brightdesk-jobs.example", "Jessica Thorne\nBright Desk"),
    "bank": Persona("Northmoor Bank", "no-reply@northmoorbank.example", writes_html=True, logo_hue=150),
    "insurer": Persona(
        "Halden Insurance", "renewals@haldencover.example", "Halden Insurance, small business team"
    ),
    "hour": Persona("The Admin Hour", "hello@adminhour.example", writes_html=True, logo_hue=320),
    "funder": Persona("Skelby Community Fund", "grants@skelbyfund.example", "Ruth Adeyemi, grants officer"),
    "list-ann": Persona("Ann Dorrity", "ann@dorritydesk.example", is_wrapped=True),
    "list-kofi": Persona("Kofi Brew", "kofi@brewoffice.example", is_wrapped=True),
    "list-sal": Persona("Sal Winterton", "sal@winterton.example", is_wrapped=True),
    "solo-list": Persona("solo-admins", "solo-admins@lists.commondesk.example"),
    "daemon": Persona("Mail Delivery System", "mailer-daemon@desk.example"),
    "old-tenant": Persona("Bramley Hall Bookings", "bookings@bramleyhall.example"),
}


def cast_with(owner: str) -> dict[str, Persona]:
    """Everybody, with the owner of the practice at her address."""
    domain = owner.rpartition("@")[2]
    return {
        **CAST,
        OWNER: Persona(OWNER_NAME, owner, _OWNER_SIGNATURE),
        "daemon": Persona("Mail Delivery System", f"mailer-daemon@{domain}"),
    }
