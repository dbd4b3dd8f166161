"""What was said in the sample practice: every name, place and number is invented.

    @ 36 Thu 16:00 | 62 | meeting | tom, priya | quotes on Fridays
    Words, up to the next mark.

Weeks ago and when (or `-2 11:00`, working days before today), minutes, how, with whom, what is next. Minutes
of 0: nobody answered. A talk stands in the week that its words belong to, beside the letters.
"""

from __future__ import annotations

TALKS: dict[str, str] = {
    "Harlow & Sons": """
@ 50 Thu 12:40 | 14 | call | tom | Ring her again in a fortnight
Mrs Aldous will pay when the putty is painted. Nobody had told her that it has to dry.
@ 47 Tue 09:20 | 6 | call | priya
Brackenfell's kiln was down. Fourteen boards on Friday, by their own lorry.
@ 44 Wed 10:20 | 9 | call | tom
The college will take the form by e-mail. Tom says what Callum did; I write it down.
@ 40 Mon 17:15 | 31 | call | tom | Costs by Wednesday
The fair, at length. Small stand, big pictures, Ray in a chair. Decided: no gate this time.
@ 37 Fri 08:45 | 5 | call | tom
Table for nine is booked by the garden door. Ray suspects nothing, or says so.
@ 36 Thu 16:00 | 62 | meeting | tom, priya | Try: quotes on Fridays, all at once
Long call over the quarter. What went well: nobody opened a red letter. What did not: quotes lie about for nine
days. Priya would like one list of what waits for glass.
@ 34 Thu 11:10 | 12 | call | tom
Three insurers compared. He takes the second, and tells Callum about the bollard.
@ 31 Wed 14:30 | 18 | call | priya
Photographs: a dry day, hands and shavings, and nobody squinting.
@ 29 Tue 11:40 | 7 | call | priya
Lowfield: the extras stand as signed. The dog may use the stairs.
@ 26 Fri 18:50 | 22 | call | tom
From the fair. Forty-one names, two windows sold by Ray. His feet hurt.
@ 23 Tue 14:40 | 8 | call | tom
What moisture is right for a heated building. He would say 9 to 13.
@ 22 Thu 10:00 | 185 | visit | tom, ray, priya | A tray by the saw, emptied into my inbox every Friday
At Weir Lane. The office is a shelf and a telephone; Ray keeps the post in a biscuit tin. Saw where quotes go to
sleep: under the kettle. The workshop is warmer than the office, so that is where everybody talks.
@ 20 Mon 13:50 | 10 | call | tom
Bramley Hall: he said "no rush" himself. She names a date, then we hold her to it.
@ 17 Fri 15:30 | 26 | call | priya | Ring Tom every morning at half past eight
Handing over before Kerala: glass, college day, saw doctor, Mrs Denby's greens.
@ 15 Mon 08:30 | 0 | call | tom
@ 15 Mon 08:55 | 8 | call | tom
The saw doctor came. Yes, said Tom.
@ 14 Tue 13:15 | 4 | call | ray | Nothing about bank details by mail, ever
It was not him who wrote. He was up a ladder, and said so.
@ 12 Thu 09:30 | 11 | call | tom
Shelves for the Larder out of birch ply. He wants a photograph, not money.
@ 9 Fri 16:30 | 48 | call | tom, priya | The letter goes to everybody who comes back every year
Prices for next year, job by job. Stairs twelve, windows five, a smallest bill of 180. Decided: from the first
of January.
@ 6 Wed 17:40 | 6 | call | tom
Ray is home. Cleared the week. I shall not ring; he rings.
@ 5 Thu 12:30 | 13 | call | ray | Eleven o'clock, three days a week
Ray himself, one hand. He would like the post read out to him at eleven.
@ 4 Tue 11:00 | 9 | call | ray
The post, read out. Two bills, one wedding.
@ 4 Thu 11:00 | 7 | call | ray
The post. A catalogue of saws, with remarks.
@ 3 Tue 11:00 | 12 | call | ray
The post, and 1961 at some length.
@ 2 Thu 11:05 | 8 | call | ray
The post. He can hold a pencil again.
@ 2 Fri 15:00 | 16 | call | tom
Fair next year: the same place if the corner is free.
@ 1 Tue 11:00 | 10 | call | ray
The post. He asks who is scanning him.
@ -4 11:05 | 9 | call | ray
The post. One letter in green ink.
@ -2 11:00 | 12 | call | ray
The post. He means to answer one of them himself.
@ -1 15:40 | 7 | call | priya
The lane: which van, and who tells the cottage.
@ 1 Wed 16:20 | 21 | call | priya
Mill Cottage, five things. The lane is shut for three weeks, so the small van.
""",
    "Imogen Vale Coaching": """
@ 49 Thu 15:00 | 41 | meeting | imogen | Chapter three by the end of the month
From Toronto, over her breakfast. The book wants a shape; we draw one on paper and hold it up.
@ 46 Thu 15:00 | 28 | meeting | imogen
Castlegate's dates in both time zones. She laughs at the milkman.
@ 42 Thu 15:00 | 33 | meeting | imogen
Homesick, a little. The fridge man; the flat; when to come back.
@ 38 Tue 10:00 | 55 | meeting | imogen | Try: one sentence that says no
Long call over the winter. Less diary, more book. She would like me to say no for her, kindly, in her own words.
@ 35 Tue 10:00 | 19 | call | imogen
The retreat: eleven tables rung, two can do eight guests and the tide.
@ 33 Mon 10:15 | 12 | call | imogen
Booking page. One question on the form, not nine.
@ 28 Wed 10:30 | 24 | call | imogen
Before she hides: what Harrogate pays, who may film, whether there is a chair.
@ 27 Tue 10:00 | 17 | meeting | imogen
There is a chair.
@ 24 Fri 10:00 | 8 | call | imogen
After the migraine. Nobody minded; two asked how she was.
@ 21 Tue 10:00 | 36 | meeting | imogen
My fortnight off, and Beth. What never to move: Mr Langley.
@ 17 Fri 11:15 | 22 | meeting | imogen
Handing over, the three of us. Nothing on Wednesday, her sister.
@ 14 Mon 09:40 | 15 | call | imogen
Back. What Beth kept, what she moved, why the bag was in Skelby.
@ 13 Tue 10:00 | 44 | meeting | imogen | The note without honour, to eight
Endorsements: eleven people to ask, six wanted. Decided: she rings three of them herself.
@ 11 Tue 10:00 | 14 | call | imogen
Harrogate: seats, the bag, the view.
@ 9 Tue 10:00 | 29 | meeting | imogen
Her talk, read aloud to me. Forty-one minutes; one story fewer.
@ 8 Thu 12:10 | 10 | call | imogen
Who eats what. Swimming is judged, not compulsory.
@ 6 Fri 09:30 | 13 | call | imogen
Boots, left behind; sent on.
@ 5 Tue 10:00 | 31 | meeting | imogen
After the retreat. Saltings again next year, half by the end of the month.
@ 4 Tue 10:00 | 18 | meeting | imogen | Chapters one to four by Monday
Proofs: I read for dates and names, she for everything else.
@ 3 Tue 10:00 | 22 | meeting | imogen
Somebody from the hospital trust wants two days. Which two.
@ 2 Tue 10:00 | 27 | meeting | imogen
A price for the trust. She names it without coughing, the second time.
@ 1 Tue 10:00 | 20 | meeting | imogen
Proofs, chapters one to four. The lighthouse is spelt right throughout.
@ -3 10:00 | 24 | meeting | imogen
What the hospital trust is really asking for, and what it would cost to say yes.
@ 1 Fri 14:15 | 9 | call | imogen
On the slow train, llamas.
""",
    "Penrose Lyle Architects": """
@ 48 Mon 09:30 | 37 | meeting | clare, daniel
Library expenses, and who writes minutes. I do, from their notes.
@ 44 Mon 09:30 | 25 | meeting | clare
The governors want to know why a joiner costs what he costs.
@ 40 Mon 09:30 | 29 | meeting | clare, aisha
Chantry Row, site minutes. Aisha sits her papers in the summer.
@ 36 Mon 09:30 | 33 | meeting | clare, daniel
Long call. They are content; the school pays late. Try: certificates on the first, not when somebody remembers.
@ 31 Mon 09:30 | 18 | call | clare
Website: four projects, one of them says "text to come".
@ 25 Mon 09:05 | 21 | call | clare
Chantry Row in ten minutes, which took twenty.
@ 22 Tue 10:15 | 12 | call | daniel
Seventy square metres, quietly. One is above a fish shop.
@ 19 Thu 11:30 | 9 | call | clare
The bursar waits for certificate 3.
@ 16 Wed 15:20 | 6 | call | aisha
She passed.
@ 13 Wed 15:00 | 24 | meeting | clare
Fewer hours for a while. She would rather decide in the new year.
@ 9 Thu 10:00 | 0 | call | clare
""",
    "Thornley Green Larder": """
@ 48 Wed 11:00 | 35 | call | margaret | Dates of the four trustees' meetings
The year ahead: the fund, the lease of the chapel, forty more households.
@ 43 Wed 11:00 | 16 | call | joan
Gift Aid: which declarations are missing, and who is best asked by whom.
@ 39 Wed 11:00 | 22 | call | steve
Rota by telephone for those without e-mail.
@ 35 Wed 11:00 | 28 | call | margaret
The report to the fund. Numbers from Steve, words from her, both on two pages.
@ 30 Wed 11:00 | 19 | call | steve
New fridge. Who is in on Thursday to let the men in.
@ 27 Fri 13:15 | 95 | visit | margaret, steve | One form instead of three
At the Old Chapel, while they were open. Eighty people in three hours and nobody was hurried. The freezer hums
in D; the forms are kept in a hymn book box.
@ 21 Wed 11:00 | 24 | call | margaret
After the visit: one form instead of three. Tried for a month.
@ 16 Wed 11:00 | 17 | call | joan
The sheet adds up. She rang to say so.
@ 12 Mon 11:20 | 8 | call | steve
The wall is 4.20 metres, and a tin weighs 480 grams.
@ 10 Wed 11:00 | 40 | call | margaret, joan | Christmas hampers: how many, by when
Long call over the summer. Shelves; the one form is kept; the newsletter shorter.
@ 6 Wed 11:00 | 14 | call | steve
Ninety-six hampers if the ply holds.
@ 4 Wed 11:00 | 18 | call | margaret
The singing: poster, soup, who stands at the door.
@ 2 Wed 11:00 | 12 | call | joan | Ask Mrs Pell
Declarations: three are still out, one of them Mrs Pell's.
@ -2 15:30 | 16 | call | margaret
Doors, soup, programme. Who holds the torch.
@ 1 Thu 15:30 | 11 | call | margaret
Forty copies or sixty. Sixty.
""",
}
