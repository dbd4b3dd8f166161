"""Conversations with Harlow & Sons, joiners: the second half of the year."""

SCRIPT = """
== harlow-fair-week | 26 | Fair week: who, what, when

@ Mon 09:05 | you > tom cc priya, ray | fair-rota.csv
Good morning all,

The rota for the fair is attached. In short: Tom and Callum unload on Thursday from 7.15, Priya has Thursday and
Saturday on the stand, Tom all three days, Ray on Friday from ten until he's had enough.

I'll look after the sign-up sheet from here: photograph it every evening, send it to me, and everyone who leaves
an address gets a friendly mail the next morning.

Nell

@ Mon 12:31 | ray > you
I shall not have had enough. Is there a chair.
Ray

Sent from my phone

@ Mon 12:50 | you > ray cc tom
There is a chair, Ray, and it is yours. It's the captain's chair from the office, so nobody will dare to sit in it.

Nell

@ Fri 18:40 | tom > you | sign-up-sheet.png
Sheet from today. Forty-one names. Dad sold two sash windows and an argument about double glazing. My feet hurt.

Tom

@ +1w Mon 10:30 | you > tom cc priya | fair-follow-up.csv
Morning Tom,

All 96 have had a mail. Nine have answered already: six want a visit, two want a price, one wants to know if Ray is
single. The list is attached, warmest at the top. I've offered the six a slot in the week after next and kept
Wednesday free for you.

Nell

== harlow-chapel | 23 | Chapel pews, damp report

@ Tue 10:35 | tom > you
The trustees at the chapel want "a written statement regarding the moisture content" before they'll sign for the pews.
I told them the wood was dry. Apparently that isn't a statement. If I give you the readings can you make it sound like
somebody who owns a tie?

Readings: 11, 11.5, 10.8, 12.1, 11.2 per cent. Taken last Friday with the good meter, at five places.

Tom

@ Tue 14:10 | you > tom | moisture-statement.pdf
With tie, attached. I added the name of the meter and that anything between 10 and 13 per cent is right for a heated
building; check that I have that the right way round before it goes out under your name.

Nell

@ Tue 15:42 | tom > you
Right way round. I'd have said 9 to 13 but let's not start a debate with Methodists. Please send it to them.

== harlow-latepay | 20 | Bramley Hall: sixty days now

@ Mon 11:00 | you > tom
Hello Tom,

Bramley Hall still hasn't paid for the orangery doors: £3,260, due sixty days ago. I've sent two reminders and left a
message with a very polite young man. Before I write the stiff one, is there anything I should know? Anything wrong
with the doors, any promise you made on site?

Nell

@ Mon 13:22 | tom > you
Nothing wrong with them. She asked if she could pay when the weddings pick up, and I said "no rush". I know. I know.

Tom

@ Mon 13:45 | you > tom
That's all right, it only means I can't say she's late. I'll write that you were glad to wait and ask her for a date.
People nearly always keep a date they named themselves.

Nell

@ +1w Thu 09:50 | you > tom
She named {date+12}, in writing, with an apology. It's in my diary to look on the day after.

Nell

@ +2w Fri 09:15 | you > tom
It's here: £3,260, before the day she named. No stiff letter was harmed.

Nell

@ Fri 09:40 | tom > you
I'm going to have "no rush" taken off me by a surgeon.

== harlow-priya-leave | 17 | Priya away: handing over

@ Wed 14:15 | priya > you cc tom
Hi Nell,

I'm off from {date+8} for two weeks (Kerala, my cousin's wedding, 400 people, pray for me). Tom has the workshop but
you have the phone, so here's what will come up:

1. The glass for Mill Cottage arrives on the Tuesday. It must be checked in the van, not after.
2. Callum's college day moves to Wednesday that week.
3. If the saw doctor rings, say yes.
4. Mrs Denby will ask whether her shutters can be a different green. They can until the Friday, then they're painted.

Priya

@ Wed 15:02 | you > priya cc tom
Thank you, that's the clearest handover I've had all year. I've put all four in with reminders. Two questions: who
checks the glass if Tom is on site, and which green does Mrs Denby have now, so that I know a different one when I
hear it?

Nell

@ Thu 08:25 | priya > you cc tom
Callum can check the glass, he's got better eyes than any of us. And she has "Lichen". If she says "Sage", that's what
she had before Lichen.

@ +2w Wed 10:02 | you > tom
Tom, Mrs Denby would like Sage. I said yes, as it's only Wednesday.

Nell

@ Wed 10:20 | tom > you
Of course she would.

== harlow-forged | 14 | Change of bank details

@ Tue 13:07 | ray > you | forged
Hello,

Please note that we have moved our account. All supplier payments of this week should go to the new account below,
today if possible. I am in a meeting, do not call.

Sort code 00-00-00
Account 00000000

Ray Harlow

== harlow-forged-told | 14 | An odd mail "from Ray"

@ Tue 13:25 | you > tom cc priya
Tom, Priya,

I've just had a mail that says it comes from Ray, with new bank details and a request not to ring. It didn't come from
your server, and Ray has never in his life written "please note". I rang him; he was up a ladder, and rude about it.

Nothing has been paid or changed. Would you tell everyone that bank details only ever change by a phone call between
you and me?

Nell

@ Tue 13:41 | tom > you cc priya
Good grief. Thank you. I'd have spotted it too, he's never been in a meeting. I'll tell the lads at three o'clock tea.

Tom

== harlow-shelves | 12 | Shelving for the Larder

@ Mon 10:20 | you > tom, steve
Dear Tom, dear Steve,

You two should know each other. Steve runs the volunteers at the Thornley Green Larder, where tins are stacked in
bread crates up to shoulder height. Tom has a rack full of good birch ply offcuts that he'd otherwise pay to get rid
of. I'll leave it there.

Nell

@ Mon 12:18 | tom > you, steve
Hello Steve. Send me the length of the wall and how heavy a tin is and I'll work something out. We've offcuts enough
for about twelve metres. No charge, Dad's mother ran the soup kitchen in Calderby.

Tom

@ Tue 09:44 | steve > tom, you
Tom, that's extraordinary, thank you. The wall is 5.4 m, ceiling slopes from 2.6 down to 2.2. A tin is about 450 g but
the rice is the thing: 20 kg sacks, so the bottom shelf wants to be stout. We've six people who can hold a drill.

Steve

@ Wed 15:30 | tom > steve, you | larder-shelves.pdf
Sketch attached. Stout at the bottom. I'll cut everything here and number it; you put it up on a Saturday and Callum
comes over to see that it's level. Would the {short+13} suit?

Tom

@ Thu 10:06 | steve > tom, you
That Saturday is perfect. There will be soup, naturally. Joan asks whether she may put "shelves by Harlow & Sons" in
the newsletter, with a photograph?

Steve

@ Thu 10:31 | you > tom, steve
I've put the Saturday in both diaries. Tom, I said yes to the photograph on your behalf, since you'd only have been
modest about it.

Nell

== harlow-price | 9 | Price list for next year

@ Thu 09:15 | tom > you
Nell, timber's up nine per cent and everybody I've paid this month is up too. We've not moved our day rate in two
years. What would you do?

Tom

@ Thu 16:30 | you > tom | day-rates.csv
I looked back over what we charged this year against what the jobs took (sheet attached). The windows are fine. The
stairs lose you about £30 a day, because they always run over, and small repairs cost more to quote than they bring.

So, rather than nine per cent on everything: stairs up by twelve, windows by five, and a minimum charge of £180 for
anything that needs the van. Sleep on it?

Nell

@ Fri 07:55 | tom > you cc priya
Slept on it. Priya says she's been saying this about the stairs since 2019. Do it, from the first of the month after
next, and could you draft the letter to the regulars? Not grovelling.

Tom

@ Fri 11:42 | you > tom cc priya
I'll send you the draft by Wednesday. Not a grovel in it.

Nell

@ Wed 10:08 | you > tom cc priya
Here's the letter, as promised:

"From next quarter our day rate for staircases will be £410. We have held our prices for two years; timber hasn't.
Anything we have already quoted stays as quoted. As ever, if something we made isn't right, ring us and we will come."

Nell

@ Wed 12:50 | tom > you
That's us exactly. Send it to everyone.

== harlow-hospital | 6 | Dad

@ Tue 08:05 | tom > you
Nell, Dad's had a fall off the low trestle, of all things. He's all right, wrist broken and very cross. I'm at the
hospital with him, could you clear my today and tomorrow? Priya has the workshop.

@ Tue 08:19 | you > tom
Oh Tom. Yes, leave it all with me. Cleared: the 10 o'clock at Mill Cottage (she sends her love), the glass rep, and
tomorrow's site visit, which I've moved to next Monday at 2. I won't ring you; text me when you want something done.

Give Ray my love and tell him the captain's chair is waiting.

Nell

@ Wed 16:44 | ray > you
Left handed this. Home. They have put it in BLUE. Thank you for the grapes love
Ray

Sent from my phone

@ Thu 09:02 | you > ray
Ray, blue suits you. Keep it up on a cushion, and let Tom carry things for once.

Nell
"""
