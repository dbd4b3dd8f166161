"""Conversations with Penrose Lyle Architects while everything was quick and warm: the first months."""

SCRIPT = """
== penrose-planning | 51 | Planning: 14 Chantry Row

@ Tue 09:10 | clare > you
Good morning Nell,

We'd like to get Chantry Row in by Thursday. Drawings are all in the folder, Aisha has checked the scales. Could you
put the submission together: form, ownership certificate, the fee (£258), design statement?

Thank you!
Clare

@ Tue 09:31 | you > clare cc aisha
Morning Clare,

Starting now. Two things I can't see in the folder: a north point on drawing 03, and the date on the ownership
certificate. The portal sends back anything without a north point, as we learned last spring.

Nell

@ Tue 09:44 | aisha > you cc clare
North point is on, re-saved as 03A. Sorry! I'd hidden the layer so that I could see the drains.

Aisha

@ Tue 09:58 | clare > you
Certificate dated and signed, just uploaded. What would we do without you.

C

@ Wed 11:15 | you > clare cc aisha | receipt-chantry-row.pdf
Submitted and paid, a day early. Receipt attached. The council says eight weeks from {date+2}; I've put week six in
your diary so that you can ring the officer before she writes.

Nell

@ Wed 11:22 | clare > you
Brilliant. Go and have a biscuit.

== penrose-invites | 48 | Dates for the school governors

@ Mon 14:02 | daniel > you
Nell,

The governors at Skelby Primary want us to present the extension. There are seven of them and they've never once been
in a room together. Evening, an hour, in the next three weeks, not a Wednesday (choir). Can you herd them?

Daniel

@ Mon 14:20 | you > daniel
Consider them herded. I'll offer three evenings and say that we go with whichever five can make.

Nell

@ Wed 10:40 | you > daniel cc clare, aisha
It's Thursday {short+11} at 6.30 in the hall: six yes, one "probably". The caretaker is opening up at six and I've
asked for the projector to be there, rather than "around".

One of them wrote that she can't picture anything from a plan. Might there be a model?

Nell

@ Wed 11:05 | daniel > you cc aisha
There might now. Aisha, card and a scalpel?

D

@ Wed 11:12 | aisha > you, daniel
On it. Roof comes off so that they can look in. I'll need two days and the good table.

Aisha

@ +2w Fri 08:51 | daniel > you
They loved the roof. Unanimous, and one of the governors cried a bit. Thank you for getting them all there.

Daniel

== penrose-travel | 45 | Oban, two nights

@ Thu 16:30 | clare > you
Nell, the boathouse client wants me on site and it's in Oban, which appears to be in Norway. Could you work out how I
get there and back between {date+7} and {date+9}? I'd rather a train than two flights and a hire car. Somewhere
quiet to sleep, with a desk.

Clare

@ Fri 09:25 | you > clare
Morning Clare,

It can be done and it's rather lovely:

- Out {day+6} 08.14 from Skelby, change twice, Oban 16.08 (the last three hours are the good ones; sit on the left)
- Two nights at a small guest house above the harbour, desk by the window, £92 a night
- Back {day+8} 08.57, home by five

The client collects you at 9 on the morning between and has promised lunch. All flexible until Monday noon. Shall I?

Nell

@ Fri 09:33 | clare > you
Yes please, all of it. Sitting on the left!

@ Fri 10:20 | you > clare | oban-itinerary.pdf
Booked. Itinerary attached on one page with the seats, the guest house, the client's mobile and the only café in Oban
that opens before eight.

Nell

@ +1w Wed 17:48 | clare > you
Am looking at a stag swimming across a bay. You were right about the left. I have done four hours of drawing without
one interruption, I may move here.

C

== penrose-library | 42 | Skelby Library competition: what's missing

@ Mon 10:00 | daniel > you
Nell, we've decided to go in for the library. Entries close in three weeks. Could you read the brief as only you can
and tell us what they'll throw us out for?

Daniel

@ Tue 12:10 | you > daniel cc clare | library-checklist.csv
I've read all 64 pages so that you don't have to. The checklist is attached with who and when. They'll throw you out
for:

1. Any name or logo on the boards (it's anonymous: six characters, your choice)
2. Boards larger than A1, or foam
3. A statement over 500 words. They say that they count
4. No proof of insurance for £5m; yours says £2m, so I've asked the broker what two more weeks of cover would cost

Clare, number 4 needs your yes.

Nell

@ Tue 12:31 | clare > you cc daniel
Yes to 4. Good catch, they'd have had us there.

@ Tue 12:46 | daniel > you cc clare
The six characters are OTTER1. Don't ask.

D

@ +2w Thu 15:30 | you > daniel cc clare, aisha
OTTER1 was handed in over the counter at 3.04 pm and I have a stamped slip. The statement is 497 words. Now everybody
please go home and sleep.

Nell

@ Thu 15:41 | aisha > you cc daniel, clare
Asleep already. Thank you Nell x

== penrose-aisha-leave | 38 | Study leave

@ Wed 11:30 | aisha > you
Hi Nell,

My Part III exam dates are out. Could you look at the diary and tell me honestly how much study leave I can take in
the four weeks before without anything falling over? I don't like to ask Clare before I know.

Aisha

@ Wed 13:14 | you > aisha
Honestly: two full weeks, and Fridays in the two before that. The only thing in the way is the Chantry Row site
meeting, and Daniel would like to do that one (he told me so, you didn't hear it from me).

Ask for exactly that, and say it was I who looked.

Nell

@ Wed 14:02 | aisha > you
Asked. She said "of course, why so little?" I don't know what I was scared of. Thank you.

== penrose-broker | 36 | Professional indemnity renewal

@ Tue 10:05 | you > clare cc daniel
Hello both,

The broker's form is due back on {date+8}. I've filled in what I can from last year. What only you two know:

1. Fees for the year, split by houses, public buildings and everything else
2. Any work outside the UK (is Oban? it feels so)
3. Any circumstance that might lead to a claim, however silly
4. Whether you want to go to £5m for good, now that the library has asked for it

Nell

@ Tue 11:50 | daniel > you cc clare
1. Houses 61, public 30, else 9. 2. No. 3. No. 4. Clare?

Daniel

@ Tue 13:25 | clare > you cc daniel
4. Yes. It's £340 more and I'll sleep better.

@ Tue 14:00 | you > clare cc daniel
Then that's all I need. Off to the broker this afternoon; the certificate will be in the folder by Friday.

Nell

== penrose-harlow | 33 | A joiner for Chantry Row

@ Mon 11:15 | clare > you
Nell, didn't you say you look after a joinery? Chantry Row needs a staircase with a curved string and everybody I've
asked either sucks their teeth or wants it by machine. Would it be odd to introduce us?

Clare

@ Mon 12:02 | you > clare, tom
Dear Clare, dear Tom,

Not odd at all; I asked you both first. Clare Penrose is building a tall thin house in Chantry Row and wants a stair
with a curved string. Tom Harlow has just oiled one at Lowfield House and is at a loss without it.

I keep each of your affairs to myself, as always, so from here you two talk and I only keep the diaries. A visit on
{date+6} at 10 would suit you both.

Nell

@ Mon 12:40 | tom > clare, you
Hello Clare. I'd like to see it. Is the wall it stands against flat, or does it say it's flat?

Tom

@ Mon 12:52 | clare > tom, you
It says it is. You're clearly the right man. See you on {date+6} at ten, hats are in the porch.

Clare

@ +1w Wed 09:15 | tom > clare, you | chantry-stair.pdf
Thank you for showing me round. Price attached, £9,850 fixed and fitted in ash, eleven weeks. The wall is out by
31 mm, I've allowed for it.

Tom

@ Wed 10:05 | clare > tom, you
31 mm! I'll frame that e-mail. The clients said yes before I'd finished reading it out.

== penrose-library-result | 30 | OTTER1

@ Fri 16:05 | daniel > you cc clare, aisha
Second. Out of 74. They want to show the boards in the entrance hall for a month, and there's £2,000.

I thought I'd mind more.

Daniel

@ Fri 16:12 | you > daniel cc clare, aisha
Second out of seventy-four, from an office of three and a half! I'm the half. I'm so proud of you all. I'll ring the
library on Monday about hanging, and about the money.

Nell

@ Fri 16:20 | clare > you cc daniel, aisha
Pub at five for those within walking distance. Nell, we'll put one in the post.

== penrose-cpd | 27 | CPD lunch

@ Tue 12:15 | aisha > you
Hi Nell, the lime plaster man can come and talk to us over lunch in a couple of weeks. He's free on Tuesdays and
Thursdays. Could you find a day when both of them are in, and order sandwiches that aren't egg?

Aisha

@ Tue 15:30 | you > aisha cc clare, daniel | invite 7 12:30 60 Penrose Lyle, the big table
Thursday {short+7} it is, half past twelve, sandwiches that aren't egg. Invitation attached; he'd like a wall he can
get dirty, so I said the one behind the printer.

Nell

@ Wed 10:45 | aisha > you
Perfect. He's bringing a bucket. Clare says yes, Daniel hasn't said no.
"""
