"""Conversations with Imogen Vale, executive coach: a winter in Toronto, and coming home."""

SCRIPT = """
== imogen-clocks | 51 | Which three o'clock?

@ Mon 14:05 | imogen-toronto > you
Good morning Nell, or good afternoon, or whatever you're having.

I sat in an empty video room from three until twenty past. Then it dawned on me that it was Castlegate's three o'clock.
Can we make this impossible? I'm in Toronto for another ten weeks and I can't apologise every Monday.

Love,
Imogen

@ Mon 14:31 | you > imogen-toronto
Dear Imogen,

It's dawn with you, so I'll be brief. From now on every invitation I send says both ("3 pm London, 10 am Toronto") in
the title, and I have set your calendar to show two columns. I've also blocked everything before 8 am your time,
otherwise London will book you at five.

Castlegate were charming. Dominic suggests the same time on {date+2}; I said yes.

Nell

@ Mon 14:48 | imogen-toronto > you
Both times in the title. Why has nobody in the history of calendars thought of that? Thank you.

== imogen-dominic | 50 | Mr Langley's remaining sessions

@ Wed 15:20 | dominic > you
Dear Nell,

Rupert would like to put in his remaining four sessions with Imogen. He prefers mornings, never the last Thursday of
the month (board), and he'd like one of them to be in person once she is back. Might you suggest dates?

With thanks,
Dominic

@ Thu 10:05 | you > dominic cc imogen-toronto
Dear Dominic,

With pleasure. All at 9.30 London time:

1. {date+14}, by video
2. {date+34}, by video
3. {date+54}, in person, at your offices if there is a room with a window
4. {date+74}, by video

I've kept away from board Thursdays. Shall I send invitations?

Kind regards,
Nell Avery

@ Thu 11:42 | dominic > you cc imogen-toronto
Those are all fine, and there is a room with a window. I'll see that nobody else gets it.

Dominic

@ Thu 14:15 | imogen-toronto > you
You've bewitched that man. He made me wait eleven days for a reply last year.

== imogen-book | 47 | Chapter three

@ Tue 14:40 | imogen-toronto > you
Nell darling,

I've rewritten chapter three on a tram. It's in the folder, as 38 photographs of a notebook. I know, I know. Could you
type it? Take as long as it needs and charge me properly for it. The bits in boxes are for the margin.

I.

@ Tue 16:02 | you > imogen-toronto
I can read all of it but page 17, where the tram went round a corner. I'll send you the first half by Friday and the
rest by Wednesday of next week.

Nell

@ Fri 15:55 | you > imogen-toronto | chapter-three-part-one.pdf
Pages 1 to 19, as promised. I've put a small query where you use "liminal" for the fourth time.

I wasn't going to say anything, but the passage about your first boss made me stop typing and ring my mother.

Nell

@ Fri 17:10 | imogen-toronto > you
That's the nicest review I'll ever get. Page 17 says: "Nobody was ever persuaded by being interrupted." Cut every
liminal but one.

@ Wed 16:20 | you > imogen-toronto | chapter-three-complete.pdf
Complete: 6,240 words, one liminal.

Nell

== imogen-flights | 43 | Coming home

@ Mon 15:00 | imogen-toronto > you
It's time. Could you look for a flight home between {date+12} and {date+16}? Daytime if such a thing exists, an
aisle, and I have one suitcase more than I came with (books). I don't mind paying to be human the next day.

Imogen

@ Tue 11:20 | you > imogen-toronto
Morning, when you get there.

There is exactly one daytime flight and it goes on {date+13}: leaves 8.40 your time, lands 20.35. Aisle 14C is
free. Two cases are included, a third is £70. The night one a day later is £210 cheaper, and you'd be a ghost until
the weekend.

I'd also book the airport hotel for that night, and the 10.15 train on the morning after. Shall I?

Nell

@ Tue 14:12 | imogen-toronto > you
14C, hotel, train, all of it. No ghosts.

@ Tue 15:05 | you > imogen-toronto | itinerary-home.pdf
All booked, one page attached. The fridge man is coming to your flat the day before, and I've asked him to leave it
switched on with milk in it.

Nell

@ +2w Thu 10:40 | imogen > you
I'm home. There was MILK. And bread, and tulips, which I don't believe was the fridge man.

I.

== imogen-website | 39 | Booking page

@ Thu 11:10 | imogen > you
Now I'm in one place I want people to book the first conversation themselves. But I don't want them to see my whole
life, and not Mondays, and I want half an hour after each to stare out of the window. Is that a thing one can have?

I.

@ Thu 15:30 | you > imogen
It is, including the window. I'd offer Tuesday and Thursday afternoons, three slots each, bookable from three days to
six weeks ahead, and one question on the form: "What would make this worth your hour?" You answer that question in
your head anyway before you pick up.

What should it be called? "Discovery call" is forbidden, I assume.

Nell

@ Fri 09:50 | imogen > you
Forbidden. "A first conversation". And you're right about the question.

@ Tue 10:15 | you > imogen
It's live, and I have tested it as a man called Bernard. You have one real booking already, Thursday at 2; her answer
to the question is "To be told I'm not mad". I've sent her the usual two paragraphs.

Nell

== imogen-retreat | 35 | Retreat: finding the house

@ Mon 10:30 | imogen > you
I want to do the retreat again. Eight people, three nights, a house with one long table and no television. Not
the place with the peacocks. Under two hours from Skelby. Ideas?

Imogen

@ Wed 14:45 | you > imogen | retreat-houses.csv
Three that I'd trust, after eleven phone calls; the sheet has the figures.

1. Fallow Hall: long table, ten bedrooms, walled garden, £2,700. A cook, if wanted. No peacocks, but geese
2. The Saltings: on the estuary, eight bedrooms, £2,200. Tide cuts off the lane for two hours a day
3. Greystone Barn: cheapest at £1,650, everybody shares a bathroom with somebody

I'd be torn between the first two.

Nell

@ Wed 15:10 | imogen > you
The tide! Eight executives who CAN'T leave for two hours. The Saltings, please, before someone else has the same idea.

@ Thu 09:35 | you > imogen
Held for us until {date+6}, deposit £440. Five questions so that I can write to the eight:

1. Which dates: the weekend of {short+134} or the one after?
2. The price for each of them, £890 as last time?
3. Do we cook together, or shall I find a cook?
4. May they bring phones?
5. Who do you want to ask first?

Nell

@ Thu 10:20 | imogen > you
1. The one after. 2. £940, everything's gone up. 3. Cook together, it's where the talking happens. 4. Phones in a basket by
the door. For 5 I'll send you names when I've slept on it.

@ Wed 11:02 | you > imogen
Names whenever you're ready. Deposit is paid and the house is ours.

Nell

@ Wed 12:30 | imogen > you
Ten names on their way this evening, in order of courage.

== imogen-invoice | 32 | Castlegate's purchase order

@ Tue 10:00 | you > dominic cc imogen
Dear Dominic,

Invoice 118 (Mr Langley, two sessions, £960) came back from your accounts with "no PO". Would you know the right
number, or the right person?

Kind regards,
Nell Avery

@ Tue 10:25 | dominic > you cc imogen
Dear Nell,

PO 40077163. They changed the system on Monday and told nobody, the rest of us included. Please send it again to the
same address with that in the subject line and I'll walk down to see that it's paid.

Dominic

@ Fri 14:05 | you > imogen
Castlegate paid this morning. I believe he really did walk down.

Nell
"""
