"""Conversations with Imogen Vale, executive coach: talks, a retreat and a book."""

SCRIPT = """
== imogen-keynote | 28 | They want me on a stage

@ Wed 09:15 | imogen > you
A conference in Harrogate wants me to speak for forty minutes to 300 people who run hospitals. On "Listening under
pressure". I said I'd think about it, by which I meant hide. Help?

I.

@ Wed 10:00 | you > imogen
Before you hide, may I find out:

1. What they pay, and when
2. Whether it's recorded, and who may show it
3. If you can have a chair. You're at your best in a chair
4. Who speaks before you (last year you followed a magician)

Then you can decide like a grown-up.

Nell

@ Fri 11:45 | you > imogen
Answers: £1,800 plus the train, within 30 days; recorded for their members only, for a year; a chair, with pleasure;
and you're the opening, so nobody is before you but the tea.

Nell

@ Fri 12:10 | imogen > you
The opening! With a chair! All right. Yes. Before I change my mind.

@ Fri 12:32 | you > imogen cc margaret | invite 24 09:30 40 Harrogate, main hall
Accepted on your behalf; invitation attached with the train in the notes.

Margaret, I'm copying you in because Imogen will be on the very subject you asked about for the trustees' day, and she
says you may have the talk for nothing, if there is soup.

Nell

@ Fri 14:26 | margaret > you, imogen
Dear Imogen, dear Nell,

What a kind offer. There is always soup. Our trustees could all do with some listening, beginning with the chair.

Margaret

== imogen-migraine | 24 | Today

@ Thu 07:41 | imogen-home > you
Migraine. Can't look at the screen. Sorry

@ Thu 07:58 | you > imogen-home
Don't read on. Everything is moved, nobody minds. Curtains shut.

N

@ Fri 09:30 | imogen > you
Back among the living. What did you tell them?

@ Fri 09:41 | you > imogen
The truth with the corners rounded: that you were unwell and would sooner give them a whole hour next week than half
of one today. The 10 o'clock moved to Tuesday, the 2 o'clock to Wednesday. Bernadette from the hospital trust sent a
heart.

Nell

== imogen-holiday-nell | 21 | My fortnight off

@ Mon 09:00 | you > imogen
Dear Imogen,

I'm away from {date+20} for two weeks: a canal, a boat that does four miles an hour, no signal. Beth Calloway covers
for me, as last time. She knows your calendar and the window rule. I'll write everything down and introduce you again
on the Friday before.

What do you know already about those weeks that she ought to know?

Nell

@ Mon 17:15 | imogen > you
Only that my sister comes on the Wednesday and I'm to be found unavailable. Have a heavenly time. Does the boat have
a name?

@ Tue 09:10 | you > imogen
"Second Wind". I didn't choose it, but I did choose it, if you see what I mean.

Nell

== imogen-cover | 17 | Handover to Beth

@ Fri 10:30 | you > beth, imogen | handover-imogen.pdf
Dear Beth, dear Imogen,

You know each other, so briefly. Beth has the diary and the inbox from Monday; I'm back two weeks on Monday. Attached
are four pages with what's booked, what's open and what never to do. The three that matter:

1. Mr Langley's session on the second Tuesday stays, whatever anyone says
2. The Saltings may ring about beds. It's seven doubles and one twin
3. Nothing on Wednesday, her sister

Thank you both,
Nell

@ Fri 11:15 | beth > you, imogen
Got it, read it, printed it. Go and steer something.

Beth

@ +2w Mon 08:20 | beth > you
Welcome back! All quiet. Langley tried to move twice, I held the line. The Saltings rang; it's now eight doubles as
they've sawn the twin in half or something, so no complaints. Invoice attached to nothing because I'd like to be taken
for lunch instead.

Beth

== imogen-testimonials | 15 | Kind words

@ Tue 11:05 | you > imogen
The publisher's form asks for six endorsements. You have at least eleven people who'd do it tomorrow. Shall I draft a
note that doesn't make you squirm?

Nell

@ Wed 08:50 | imogen > you
I'm squirming already, but yes. Not "I'd be honoured". Nobody has ever been honoured.

@ Wed 09:35 | you > imogen
"I've written a book and you are in it, under another name and with better hair. Would you write two sentences that a
stranger could believe? No is a fine answer."

Nell

@ Wed 09:39 | imogen > you
Send it before I improve it.

== imogen-train | 11 | Harrogate trains

@ Mon 10:50 | rail > you
Your tickets for Skelby to Harrogate are ready.

Outward 07.12, return 15.48, coach C, seats 21 and 22. Collection reference: 7QF2MX

This is an automatic message. Please keep the reference safe.

@ Mon 11:02 | you > imogen
Tickets are bought for the day, with a second seat beside you for the bag and the view. Reference 7QF2MX, and I've
printed them too, as your phone and machines do not get on.

Nell

@ Mon 11:30 | imogen > you
My phone and I are in counselling. Thank you.

== imogen-retreat-food | 8 | Retreat: who eats what

@ Tue 14:00 | you > imogen | retreat-guests.csv
All eight have paid and answered. In the sheet: beds, trains, and what they eat. One coeliac, two vegetarian, one
"anything but swede". Somebody would like to know if sea swimming is compulsory.

I've asked the farm shop for a delivery on the first afternoon before the tide. May I have your shopping list by
Friday?

Nell

@ Thu 09:05 | imogen > you
Not compulsory, merely judged. List: four big pans of things. I'll do it properly by Friday lunch, promise.

@ Fri 12:55 | imogen > you
With five minutes to spare:

- squash, onions, garlic, a frightening quantity of potatoes
- lentils (green), rice, coeliac-proof pasta
- eggs 36, butter, good cheddar, the blue one Bernadette likes
- apples, oats, dark chocolate
- no swede

@ Fri 14:20 | you > imogen
Ordered. I added coffee, because you forgot it last year and I had to take the call.

Nell

== imogen-after-retreat | 5 | After the retreat

@ Mon 11:20 | imogen > you
Nell, it was the best one yet. On the second evening the tide came in and somebody turned off the lights, and we just
sat. Can you book The Saltings again for next year before I come to my senses? And could you send each of them
the photograph, with the line about the lighthouse?

I.

@ Mon 15:45 | you > imogen | lighthouse.png
Booked, the same weekend, same price if we pay half by the end of the month. All eight have their lighthouse. Three
have answered already: two are crying, and one has left his boots behind.

Nell

@ Tue 09:10 | imogen > you
The boots are his metaphor. Post them anyway.
"""
