"""What stands in the files that the sample's mails carry: a file's name in, its bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from alongside.channels.sample.papers import make_csv, make_pdf, make_png

_LINES: dict[str, tuple[str, ...]] = {
    "agm-minutes-draft.pdf": (
        "Annual general meeting, draft minutes",
        "Present: 44 members. Apologies: 9",
        "Two trustees were elected without a vote against.",
        "Mr Pell said that the papers were in order.",
    ),
    "agm-papers.pdf": (
        "1. Notice and agenda",
        "2. Minutes of the last meeting",
        "3. Chair's report",
        "4. Accounts, examined by Mr Dunn",
        "5. Nominations",
    ),
    "apprentice-review-form.pdf": (
        "Apprentice: Callum",
        "Employer: Harlow & Sons, Calderby",
        "Progress this year:",
        "Spindle moulder: yes / no",
        "Signed:",
    ),
    "chantry-row-words.pdf": (
        "A house for people who like stairs.",
        "Fourteen Chantry Row is four metres wide and four floors tall.",
    ),
    "chantry-stair.pdf": (
        "Staircase with curved string, in ash",
        "Supplied and fitted: £9,850",
        "Eleven weeks from order",
        "Wall allowed for: 31 mm out of true",
    ),
    "chapter-three-complete.pdf": ("Chapter three", "Nobody was ever persuaded by being interrupted."),
    "chapter-three-part-one.pdf": ("Chapter three, pages 1 to 19", "Queries are in the margin."),
    "cleaning-log.csv": (
        "day,done by,what",
        "Tuesday,Gita,floor and fridges",
        "Friday,Neil,floor; surfaces; bins",
    ),
    "day-rates.csv": ("work,charged,taken", "windows,380,371", "stairs,365,395", "small repairs,95,140"),
    "fair-costs.csv": (
        "what,pounds",
        "stand 3 x 2 m,890",
        "two tables,60",
        "electricity,110",
        "exhibitor's badge x 3,60",
    ),
    "fair-follow-up.csv": (
        "name,wants,when",
        "Mrs Hartley,visit,week after next",
        "Mr Boothe,visit,week after next",
        "Ms Quill,price for two sashes,",
    ),
    "fair-rota.csv": (
        "day,morning,afternoon",
        "Thursday,Tom and Priya,Tom",
        "Friday,Tom and Ray,Tom and Ray",
        "Saturday,Tom and Priya,Tom",
    ),
    "fees-outstanding.csv": (
        "project,owed,days",
        "Skelby Primary,8900,41",
        "Chantry Row,3600,12",
        "Boathouse,1800,9",
    ),
    "grant-draft.pdf": (
        "Application to the Skelby Community Fund, draft",
        "83 households",
        "What would stop first:",
        "Reserves: four months of rent, power and the van",
    ),
    "hamper-labels.csv": ("number,door,note", "17,upstairs,", "43,,no nuts", "88,downstairs,"),
    "handover-imogen.pdf": ("What is booked", "What is open", "What never to do"),
    "harlow-card-proof.pdf": ("Harlow & Sons", "Joiners since 1961", "Proof 1 of 500 cards"),
    "indemnity-renewal.pdf": ("Professional indemnity and cyber cover", "Premium £214.60", "Excess £250"),
    "itinerary-home.pdf": (
        "Seat 14C, 08.40, lands 20.35",
        "Airport hotel, one night",
        "Train 10.15, home at 12.50",
    ),
    "larder-shelves.pdf": (
        "Shelving in birch ply, twelve metres",
        "Bottom shelf 36 mm, the rest 18 mm",
        "Cut and numbered in the workshop",
    ),
    "library-checklist.csv": (
        "what,who,done",
        "six characters,Daniel,yes",
        "boards A1 on card,Aisha,",
        "statement under 500 words,Nell,",
        "insurance of 5m,Clare,",
    ),
    "lowfield-final-account.pdf": (
        "Lowfield House, final account",
        "As quoted: £10,345",
        "Extras agreed on site: £1,085",
        "Total: £11,430",
    ),
    "mileage.csv": ("where,miles", "Calderby,1210", "Skelby,480", "Thornley Green,224"),
    "moisture-statement.pdf": (
        "Moisture content of the pews",
        "11.0, 11.5, 10.8, 12.1 and 11.2 per cent",
        "Taken at five places with a calibrated meter",
    ),
    "oban-itinerary.pdf": (
        "Skelby 08.14, Oban 16.08, seat on the left",
        "Two nights above the harbour",
        "Home by five",
    ),
    "receipt-chantry-row.pdf": ("Householder application", "14 Chantry Row, Skelby", "Fee paid: £258.00"),
    "retreat-guests.csv": (
        "guest,train,eats",
        "Bernadette,14.10,anything but swede",
        "Rupert,15.10,everything",
        "Ines,14.10,coeliac",
    ),
    "retreat-houses.csv": (
        "house,beds,pounds",
        "Fallow Hall,10,2700",
        "The Saltings,8,2200",
        "Greystone Barn,9,1650",
    ),
    "rota-gaps.csv": ("morning,job,name", "Tuesday,welcome,", "Friday,tea,", "Friday,parcels,"),
    "skelby-offices.csv": (
        "where,square metres,pounds a year",
        "Over the fish shop,68,7200",
        "Station Road,74,9800",
        "Mill Lane,70,11500",
    ),
    "stand-B17.pdf": (
        "Stand B17, 3 x 2 metres",
        "Exhibitor: Harlow & Sons, Calderby",
        "Unloading from 7.00 to 8.30",
    ),
    "van-quotes.csv": ("insurer,pounds,excess", "Halden,2260,350", "present,2480,250", "third,2050,300"),
}
_HUES: dict[str, int] = {
    "workshop-morning.png": 38,
    "sign-up-sheet.png": 60,
    "soup-tuesday.png": 24,
    "shelves.png": 32,
    "singing-poster.png": 265,
    "lighthouse.png": 200,
}


def content_of(name: str, details: Mapping[str, str]) -> bytes:
    """By what is known of the name; a monthly paper says in `details["paper"]` what it holds."""
    path = PurePosixPath(name)
    if path.suffix == ".png":
        return make_png(_HUES[name], width=480, height=270)
    title = path.stem.replace("-", " ").capitalize()
    paper = details.get("paper", "")
    lines = tuple(paper.split(";")) if paper else _LINES[name]
    return make_csv(lines) if path.suffix == ".csv" else make_pdf((title, "", *lines))
