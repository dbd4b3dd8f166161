"""The details of each month, the latest first: hours and work, themes, figures, and what people answered."""

# Hours, what they went into, what the client answered ("" for nothing).
HARLOW_HOURS: tuple[tuple[str, str, str], ...] = (
    ("22", "the letter on prices and 58 regulars, Mill Cottage, a good deal of Ray's diary", ""),
    (
        "24.5",
        "prices, what each job really took, and the fortnight round Ray's wrist",
        "Paid. Cheapest week I've had.",
    ),
    ("21", "the new day rates, the shelves for the Larder, two insurance forms", "Paid, thanks Nell."),
    ("19.5", "cover for Priya, Mrs Denby's greens, the forged mail and what followed", ""),
    (
        "18",
        "Bramley Hall and the fifteen smaller bills that hid behind it",
        "Paid. I'd like it noted I rushed.",
    ),
    (
        "20",
        "the chapel's statement, card proofs, quotes for eleven visits from the fair",
        "Paid this morning.",
    ),
    ("27", "the fair, before, during and especially after", "Worth it. Paid."),
    ("22", "photographs, Lowfield's account, the 1961 box", "Paid. Dad wants to know who's scanning him."),
    ("19", "both vans, the website's words, a table for nine", ""),
    ("20.5", "the stand, Callum's college, fourteen reminders", "Paid, and ta for Callum."),
    ("18", "the oak, the kiln, and a lot of polite telephoning", "Paid. Get yourself a new phone."),
    ("17.5", "Mrs Aldous and nine others who only needed asking", ""),
)
IMOGEN_HOURS: tuple[tuple[str, str, str], ...] = (
    (
        "16",
        "lighthouses, eight thank-yous, next year's Saltings, the run-up to the proofs",
        "Paid with love.",
    ),
    ("21", "the retreat: beds, trains, potatoes", ""),
    ("14", "Harrogate trains, the endorsements coming in, your sister's visit", "Paid! I."),
    ("12", "the note nobody was honoured by, and the diary", "Paid. You undercharge. Discuss."),
    ("9.5", "handing over to Beth and taking back again (Beth's hours are on her own bill)", ""),
    (
        "13",
        "a bad Thursday, fourteen first conversations, the contract for the book",
        "Paid, and thank you for Thursday.",
    ),
    ("15.5", "Harrogate, the chair, the trustees' day", "Paid. The CHAIR."),
    ("14", "Castlegate's new system, the form with one question", ""),
    ("17", "eleven phone calls about tables, and the booking page", "Paid. Worth it for the tide alone."),
    ("15", "chapters four and five, the flat, the fridge man", "Paid, from my own kitchen."),
    ("18.5", "chapter three and a man who sells milk", "Paid at what is 5 am here. I."),
    ("16", "Castlegate's dates, both time zones, 38 photographs of a notebook", ""),
)
PENROSE_HOURS: tuple[tuple[str, str, str], ...] = (
    ("4", "the landlord, the contractor's register, two reminders", ""),
    ("6", "the school's file, chasing certificate 4", ""),
    ("9", "the fees list, the contractor, Aisha's cake", "Sorry, only seeing this now. Will pay this week."),
    ("11", "the fees list, certificate 3, small things", "On its way, sorry."),
    ("15", "offices in Skelby, the bursar, the website", "Thanks Nell, will do."),
    ("17", "website words, the lease, the school's minutes", "Paid, thanks."),
    ("20", "hanging OTTER1, the lime plaster, Chantry Row's site minutes", "Paid. Thank you!"),
    ("18", "the joiner, the governors' questions, library expenses", "Done, thank you Nell."),
    ("20", "the broker, study leave, six sets of minutes", "Paid within the hour, as ever. C"),
    ("21", "the competition, 497 words of it", "Paid! You were worth every word."),
    ("19", "Oban, the governors, a model with a roof", "Paid. Biscuits not included."),
    ("20", "Chantry Row, its north point and everything round it", "Paid just now. C"),
)
LARDER_HOURS: tuple[tuple[str, str, str], ...] = (
    ("9", "the singing, the posters, Gift Aid so far", ""),
    ("10", "five stars and how to keep them", "Approved, and paid by Joan. Five stars to you too. M."),
    ("8", "shelves, the cleaning log, minutes", ""),
    (
        "9.5",
        "the sentence that replaced a sheet, Mr Dunn and the bank",
        "Approved. Thank you for the sentence.",
    ),
    ("8", "the van, the newsletter, a green scarf", "Approved, paid on Friday."),
    ("9", "the fund's agreement, its first report", ""),
    ("7.5", "five mornings filled, thank-you letters", "Approved with thanks. M."),
    ("10", "the roof, the rota, the trustees' day", "Approved. I counted more than that, you know."),
    ("14", "fourteen pages and a door", "Approved by acclamation. M."),
    ("12", "the AGM, its papers, Mr Pell", "Approved. In order."),
    ("8", "three drivers' checks, the minutes", ""),
    ("9", "the freezer, from peas to peas", "Approved, and bless you."),
)
# What Imogen sends for her letter, and what Nell makes of it.
LETTERS: tuple[tuple[str, str, str, str], ...] = (
    (
        "boats",
        "Something about how a boat that's tied up still moves. I was on the quay and couldn't look away.",
        "Still moving, tied up",
        "",
    ),
    (
        "being asked",
        "I keep thinking about the question on our form. Nobody asks people what would make an hour worth it.",
        "What would make this worth your hour?",
        "Send it. I've read it four times and I'm jealous of myself.",
    ),
    (
        "potatoes",
        "Peeling for eight. All the real talk happened over the sink, backs to each other. Can that be a letter?",
        "Backs to each other",
        "Yes to all. It's the best one this year.",
    ),
    (
        "migraines",
        "Be careful with this one. I'd like to say that cancelling is also a way of keeping a promise.",
        "On cancelling",
        "You found the line I couldn't. Send.",
    ),
    (
        "sisters",
        "Mine was here. She doesn't listen, she waits. And yet I tell her everything. Why?",
        "She waits",
        "My sister has approved it. She changed one comma, and she's right.",
    ),
    (
        "the dull middle",
        "Halfway through anything. Books, years, marriages, bridges.",
        "The middle of the bridge",
        "",
    ),
    (
        "chairs",
        "Standing up makes us perform and sitting makes us honest. Discuss, in 400 words.",
        "In favour of chairs",
        "Good. Keep the bit about my grandmother's.",
    ),
    (
        "being second",
        "Somebody I know came second out of 74 and minded less than he thought. No names!",
        "Second",
        "You've hidden him beautifully. Send.",
    ),
    (
        "the tide",
        "Two hours in which you can't leave. What would you talk about?",
        "Two hours, no road",
        "Yes, and add that the retreat is full, so that it's not an advertisement.",
    ),
    (
        "milk",
        "I came home and somebody had put milk in the fridge. It's been holding me up for a fortnight.",
        "Who puts the milk in",
        "I cried at my own newsletter. It's you in there, you know that.",
    ),
    (
        "trams",
        "People on trams who look up. One in nine, I counted. What do the other eight do with their faces?",
        "One in nine",
        "Perfect. Send at your seven, not mine.",
    ),
    (
        "time zones",
        "About being in nobody's morning. Lonely, and very good for thinking.",
        "Nobody's morning",
        "Oh, that title. Yes.",
    ),
)
# Households, kilos given, what Steve adds.
FIGURES: tuple[tuple[str, str, str], ...] = (
    (
        "91",
        "2,140",
        "Ninety-one front doors. New ones are mostly young and say sorry a lot. We tell them not to.",
    ),
    ("88", "2,060", "Rice still on the bottom shelf, shelf still level."),
    ("86", "1,980", "A man came to give back a tin opener he borrowed in the spring of last year."),
    ("84", "2,010", "Since we threw out the sheet we've had six from over the boundary. The sky's still up."),
    ("79", "1,730", "Quiet. Everyone has courgettes. Please nobody give us courgettes."),
    ("77", "1,690", "Gita ran two mornings on her own. There was singing."),
    ("78", "1,750", "The school brought crisps. Two hundred and six bags of crisps."),
    ("80", "1,810", "Side door has jammed again, it's still a feature."),
    (
        "82",
        "1,900",
        "Leek and potato wins the soup vote, 31 to 12. Spoilt papers: 4, all from the scaffolders.",
    ),
    ("83", "1,950", "That's the winter's cold in the figures, I think. Twelve came only for the warm."),
    ("85", "1,870", "New freezer hums in B flat, says the choir."),
    ("81", "1,640", "Would have been more but for the peas."),
)
# Who owes Harlow & Sons how much, and a word on it.
OWED: tuple[tuple[str, str, str, str], ...] = (
    ("£6,420", "4", "All of them under thirty days, which I don't think has ever happened.", ""),
    (
        "£8,150",
        "6",
        "The eldest is a gatepost in Calderby, £95. He pays in cash when he sees you.",
        "I'll be seen.",
    ),
    ("£9,300", "7", "Chantry Row's second stage is in there and not due before the 20th.", ""),
    (
        "£11,870",
        "9",
        "Two I'd like you to ring yourself, as they're friends of your father's.",
        "Do I have to. OK.",
    ),
    ("£15,040", "11", "Bramley Hall is off the list. I may frame the list.", ""),
    ("£18,300", "12", "Bramley Hall is still the top line, with a date beside it now.", "No comment."),
    ("£14,660", "10", "Six are from after the fair: small, new and prompt.", ""),
    (
        "£12,900",
        "8",
        "Lowfield has gone from the list in one go, so it looks emptier than it is.",
        "I'll take it.",
    ),
    ("£21,500", "13", "More than half is Lowfield, who always pay on the last day.", ""),
    (
        "£17,220",
        "14",
        "Four went out with last year's bank line at the foot. I've sent them afresh.",
        "Good spot.",
    ),
    ("£16,080", "15", "Eleven reminders today, all of them by name and none in red.", ""),
    (
        "£19,450",
        "19",
        "That's everything, even what was in the van. We start from here.",
        "It's worse than I'd thought.",
    ),
)
