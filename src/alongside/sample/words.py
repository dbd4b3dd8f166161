"""What is agreed, done, tried and promised in the sample practice: tables of words, all invented."""

from __future__ import annotations

# Of each client: working hours, answer within so many hours, what for which matter, when it is urgent, what else.
AGREED: dict[str, tuple[str, str, str, int, str, str, str]] = {
    "Harlow & Sons": (
        "07:30",
        "16:30",
        "01234",
        4,
        "Ring the workshop; nobody reads mail before the tea break. Letters for what somebody must sign.",
        "Tom’s mobile, at any hour he is awake.",
        "Quotes go out on Fridays. Nothing about bank details is ever done by mail.",
    ),
    "Imogen Vale Coaching": (
        "09:00",
        "17:00",
        "01234",
        8,
        "Video on Tuesdays at ten. Mail for all that can be read twice.",
        "A message to her mobile; she does not answer the telephone while somebody talks to her.",
        "Nothing on her sister’s Wednesdays.",
    ),
    "Penrose Lyle Architects": (
        "09:00",
        "17:30",
        "01234",
        8,
        "Mail to Clare, Daniel in copy where it costs money.",
        "The office, then Clare’s mobile.",
        "",
    ),
    "Thornley Green Larder": (
        "10:00",
        "15:00",
        "124",
        16,
        "Telephone, on Wednesdays at eleven. Joan likes paper.",
        "Margaret, at home, before nine in the evening.",
        "Closed days are Mondays and Thursdays; the volunteers are asked on Saturdays.",
    ),
}

# What is done: part of the support, what, how, hours a month.
ASPECTS: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "Harlow & Sons": (
        (
            "Inbox",
            "Everything that comes to office@ and to Tom.",
            "Read at eight, one and four. What needs Tom is rung through.",
            6,
        ),
        (
            "Invoicing",
            "Bills, reminders, who owes what.",
            "Bills on the day a job is signed off; reminders after 14 and 30 days, never in red.",
            8,
        ),
        (
            "Diary",
            "Site visits, deliveries, college days.",
            "Nothing before eight; Mill Lane only on dry days.",
            4,
        ),
        (
            "Phone answering",
            "The post, read out to Ray at eleven.",
            "Three days a week until the wrist is whole.",
            2,
        ),
    ),
    "Imogen Vale Coaching": (
        (
            "Diary",
            "First conversations, sessions, trains.",
            "Mr Langley’s Tuesday stays. Two quiet hours every morning.",
            6,
        ),
        (
            "Inbox",
            "What can be answered in her own words is.",
            "The sentence that says no stands in the how-to.",
            5,
        ),
        ("Events", "The retreat, talks, whoever eats what.", "Booked a year ahead; beds before trains.", 4),
    ),
    "Penrose Lyle Architects": (
        (
            "Documents",
            "Minutes, certificates, the contractor’s register.",
            "From their notes, the same day.",
            12,
        ),
        ("Invoicing", "Fees outstanding, once a month.", "The school by telephone.", 8),
    ),
    "Thornley Green Larder": (
        (
            "Documents",
            "The report to the fund, trustees’ minutes, the one form.",
            "Numbers from Steve by the first Tuesday.",
            4,
        ),
        ("Events", "The singing, the hampers.", "Posters three weeks before, soup the day before.", 3),
    ),
}

# Hours agreed a month.
HOURS: dict[str, int] = {
    "Harlow & Sons": 22,
    "Imogen Vale Coaching": 20,
    "Penrose Lyle Architects": 20,
    "Thornley Green Larder": 12,
}

# Of which part of whose support: what comes again, every so many weeks on a weekday, or on a day of each month.
DUTIES: tuple[tuple[str, str, str, str, int], ...] = (
    ("Harlow & Sons", "Invoicing", "Quotes of the week, all at once", "weeks", 4),
    ("Harlow & Sons", "Invoicing", "Who owes what: the list", "month_day", 15),
    ("Imogen Vale Coaching", "Events", "Second half of the Saltings", "month_end", 1),
    ("Thornley Green Larder", "Documents", "Figures into the trustees’ folder", "month_day", 4),
)

HOW_TO = (
    "Imogen Vale Coaching",
    "Inbox",
    "Saying no for Imogen",
    "She says no like this, and means it kindly:\n\n"
    "> Thank you for thinking of me. I am not going to do this, and I hope it goes beautifully.\n\n"
    "1. Answer the same day.\n"
    "2. No reason. A reason is an invitation.\n"
    "3. If they ask again, **ring** Imogen before you answer.\n",
)

# Whose, of which part, stars by us and by them, and their words.
RATINGS: tuple[tuple[str, str, int, int, str], ...] = (
    ("Harlow & Sons", "Inbox", 4, 5, "I have stopped looking, which I think is the point."),
    ("Harlow & Sons", "Invoicing", 3, 4, "Quotes could leave sooner."),
    ("Imogen Vale Coaching", "Diary", 5, 5, "Somebody else remembers Wednesdays."),
)

# Whose, of which part, what is tried, whose turn, what came of it so far ("" for nothing yet).
IMPROVEMENTS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Harlow & Sons", "Invoicing", "Quotes on Fridays, all at once", "us", "Nine days have become four."),
    ("Harlow & Sons", "Inbox", "A tray by the saw, emptied into my inbox every Friday", "client", ""),
    ("Imogen Vale Coaching", "Inbox", "One sentence that says no", "us", "Used eleven times. Nobody minded."),
    ("Thornley Green Larder", "Documents", "One form instead of three", "client", "Kept."),
)

# Whose, what kind of line, its name, its fields.
PICTURE: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "Harlow & Sons",
        "place",
        "The workshop",
        {
            "address": "Unit 4, Weir Lane, Calderby",
            "way": "Past the chapel, the green door. The bell is a saw blade; hit it.",
            "parking": "In the yard, nose out.",
        },
    ),
    (
        "Harlow & Sons",
        "environment",
        "Where quotes sleep",
        {
            "text": "Under the kettle. The office is a shelf; everybody talks in the workshop, because it is warm."
        },
    ),
    (
        "Harlow & Sons",
        "preference",
        "Being told things",
        {"text": "Tom: ring. Priya: mail, numbered. Ray: aloud, at eleven."},
    ),
    (
        "Harlow & Sons",
        "tool",
        "The ledger",
        {"what_for": "Jobs and what they took", "account": "Priya keeps the sign-in"},
    ),
    (
        "Imogen Vale Coaching",
        "preference",
        "Diary",
        {"text": "Two quiet hours every morning, and Wednesdays belong to her sister."},
    ),
    (
        "Imogen Vale Coaching",
        "preference",
        "Trains",
        {"text": "Coach C, facing, a seat for the bag. Printed tickets."},
    ),
    (
        "Imogen Vale Coaching",
        "place",
        "The Saltings",
        {"address": "The Saltings, Marram", "way": "Before the tide. After it, the morning after."},
    ),
    (
        "Penrose Lyle Architects",
        "place",
        "Tanner’s Yard",
        {
            "address": "3 Tanner’s Yard, Skelby",
            "way": "First floor; the ground floor is a cobbler and gets the post.",
        },
    ),
    (
        "Thornley Green Larder",
        "place",
        "The Old Chapel",
        {"address": "The Old Chapel, Thornley Green", "hours": "Tuesdays and Fridays, 10 to 1"},
    ),
    (
        "Thornley Green Larder",
        "environment",
        "Forms",
        {"text": "In the hymn book box, by surname. One form since the summer."},
    ),
)

# Whose, said by whom, what, in how many working days it is due, and whether it has been kept.
PROMISES: tuple[tuple[str, str, str, int, bool], ...] = (
    ("Harlow & Sons", "ours", "The letter on prices, to everybody who comes back every year", 0, False),
    ("Harlow & Sons", "theirs", "Priya measures the lane for the small van", 2, False),
    ("Harlow & Sons", "ours", "Read the post to Ray until the wrist is whole", -2, True),
    ("Imogen Vale Coaching", "ours", "Two dates for the hospital trust", 1, False),
    ("Imogen Vale Coaching", "theirs", "Corrections for chapters one to four", 3, False),
    ("Penrose Lyle Architects", "theirs", "Certificate 4 for the school", -6, False),
    ("Thornley Green Larder", "ours", "Ask Mrs Pell for her declaration", 0, False),
    ("Thornley Green Larder", "ours", "Sixty posters to the printer", -1, True),
)

# Whose, in which words, in how many weeks from now.
AHEAD: tuple[tuple[str, str, str, int], ...] = (
    ("Harlow & Sons", "goal", "A week in which I quote nothing at the kitchen table.", 0),
    ("Harlow & Sons", "plan", "The fair again, with a corner stand", 20),
    ("Harlow & Sons", "plan", "Callum writes his own job sheets", 9),
    ("Imogen Vale Coaching", "goal", "“The book out, and me still liking it.”", 0),
    ("Imogen Vale Coaching", "plan", "Two days for the hospital trust", 7),
)
