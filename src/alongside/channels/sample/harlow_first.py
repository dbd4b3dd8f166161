"""Conversations with Harlow & Sons, joiners: the first half of the year."""

SCRIPT = """
== harlow-aldous | 50 | Mrs Aldous and the bay window

@ Mon 08:52 | tom > you
Morning Nell,

Could you have a word with Mrs Aldous for me? The bay went in six weeks ago and she still owes us the second half,
£1,840. She's a lovely woman and I don't want her getting a red letter, but I've got the glass merchant breathing
down my neck.

Cheers,
Tom

@ Mon 10:15 | you > tom
Morning Tom,

Of course. I'll ring her rather than write, she strikes me as somebody who opens her post on a Sunday. Was there
anything left to finish? If she is waiting for something, that will be why.

Nell

@ Mon 12:40 | tom > you
Ah. The bottom left catch. I said I'd send Callum round and I never did. You're good at this.

Tom

@ Tue 11:05 | you > tom cc priya
It was the catch. She was a bit embarrassed to bring it up. Callum is going round on Thursday at 9.30 (Priya, I've
put it in the workshop diary) and she'll transfer the money as soon as the window shuts. I promised her he'd take
his boots off.

Nell

@ Fri 16:20 | tom > you
Paid in full at ten past four. She gave Callum a fruit cake as well, which has not survived the journey.

Have a good weekend,
Tom

== harlow-oak | 47 | Oak for the Lowfield staircase

@ Tue 08:31 | priya > you
Hi Nell,

The oak for the Lowfield House staircase was meant to come last Thursday. It hasn't, and nobody at Brackenfell is
picking up. I need 14 boards at 54 mm, kiln dried, or I have two men sweeping the floor next week. Can you get
an answer out of them?

Thanks,
Priya

@ Tue 09:02 | you > gareth cc priya
Dear Gareth,

I look after the office for Harlow & Sons. Their order 3381 (14 boards European oak, 54 mm, kiln dried) was due last
Thursday and has not arrived. Could you tell me today:

1. Is the oak in your yard?
2. If it is, which day will it be on the lorry?
3. If it isn't, can you send part of the order so that work can start?

Kind regards,
Nell Avery
for Harlow & Sons

@ Tue 15:47 | gareth > you cc priya
Hello Nell,

Sorry about this. The kiln was down for four days and everything has slid. I have nine boards ready now and the other
five come out on Monday. I can put the nine on Thursday's lorry, before ten.

I should have rung, I know.

Gareth

@ Tue 16:05 | priya > you
Nine is plenty to start on. The strings and the first flight come out of that. Thank you, I'd have been on hold until
Christmas.

Priya

@ +1w Tue 09:20 | you > gareth cc priya
Good morning Gareth,

The nine boards came on Thursday and Priya is pleased with them. Are the other five out of the kiln?

Nell

@ Tue 11:32 | gareth > you cc priya
They are, and lovely stuff too. On the lorry for Wednesday. I've knocked £60 off for your trouble.

Gareth

== harlow-callum | 44 | Callum and college

@ Wed 10:10 | tom > you
Nell, the college wants a form back about Callum's second year and I've had it on the dash of the van for three weeks.
There's coffee on it. Can you ask them for a clean one?

Tom

@ Wed 10:48 | you > tom | apprentice-review-form.pdf
I rang them and they e-mailed it straight over; here it is with everything filled in that I know. It needs from you:

1. What he has done this year (two or three sentences, in your words)
2. Whether he can start on the spindle moulder this term
3. A signature

If you talk to me on your way home I'll type up number one.

Nell

@ Wed 17:20 | tom > you
Right. This year he's done window sashes start to finish, cut his first dovetails that didn't need hiding, and
learned to make tea for eight. Spindle moulder, yes, with Priya stood next to him. I'll sign it in the morning.

Tom

@ Thu 09:11 | you > tom
Perfect, I've left the tea in. It's on your desk in the tray with the yellow sticker; scan it back to me and I will
send it to the college today.

Nell

@ Thu 13:30 | tom > you
Done. He read it and went pink.

== harlow-fair | 40 | The Northern Homes Fair

@ Mon 09:30 | tom > you
Morning Nell,

I've let myself be talked into a stand at the Northern Homes Fair. Three metres by two. I have no idea what one does.
Can you find out what it costs, what's included, and whether we can get the van in? Dad says we did it in 1988 and
came home with a cold and one order for a gate.

Tom

@ Mon 14:22 | you > tom | fair-costs.csv
Hello Tom,

I spoke to the organisers. Costs are in the sheet; the short version is £1,120 all told if we book by the end of next
week, and £240 more after that. Tables and lights are extra, electricity isn't. Vans may unload from 7 until 8.30 on
the first morning.

My suggestion: one staircase tread with a newel post that people can touch, the sash window cut in half so they see
the weights, and photographs of everything else. People at fairs touch things.

Shall I book?

Nell

@ Mon 14:58 | tom > you
Book it. I like the window cut in half. Priya says if anyone is sawing a good window in half it's going to be her.

Tom

@ Tue 10:05 | you > fair cc tom
Dear exhibitors' team,

Please book stand B17 (3 x 2 m) for Harlow & Sons of Calderby. We would like two tables, no carpet, and we bring our
own lights. The invoice may go to tom@harlowandsons.example, with a copy to me.

Could you also tell me whether we may bring a workbench of 90 kg?

Kind regards,
Nell Avery

@ Wed 12:15 | fair > you cc tom | stand-B17.pdf
Dear Nell,

Thank you for booking stand B17! Your confirmation is attached. A workbench is very welcome as long as two people can
lift it; there is no fork-lift before 8.00.

We look forward to welcoming Harlow & Sons.

The exhibitors' team

@ Wed 12:40 | tom > you
Two people can lift it. Whether they can the next morning is another matter.

== harlow-ray-birthday | 37 | not to say anything

@ Thu 07:58 | tom > you
Nell, Dad is 72 on {short+13} and thinks nobody knows. Could you book a table at the Weir Hotel for nine, somewhere
he can hear what people are saying? You're invited, obviously, if you can face the drive.

Tom

@ Thu 09:25 | you > hotel
Good morning,

May I book a table for nine on {short+13} at 7 pm, in the name of Harlow? One of the party is a little hard of hearing,
so the corner by the garden door would be kind, if it is free.

With thanks,
Nell Avery

@ Thu 11:10 | hotel > you
Dear Ms Avery,

With pleasure: nine people on {short+13} at 7 pm, at the round table by the garden door. The band plays in the bar that
evening but we shall keep the door shut.

Kind regards,
Anneliese

@ Thu 11:30 | you > tom
Booked: nine at seven, round table, band behind a shut door. I'd have loved to come but it is my mother's choir that
evening. I've ordered him the good whisky from all of you; it comes to Priya's so he doesn't see it.

Nell

@ Thu 12:02 | tom > you
You think of everything. He'll know by lunchtime anyway. He can smell a secret through a fire door.

== harlow-van | 34 | Van insurance up again

@ Tue 15:10 | tom > you
Renewal for both vans just came: £2,980. Last year it was £2,210. Nothing's happened to them except Callum and the
bollard, and we paid for that ourselves. Can you see what else is out there?

Tom

@ Fri 10:30 | you > tom | van-quotes.csv
Hi Tom,

Three quotes in the sheet, all with tools in transit up to £5,000 and any driver over 21:

- Halden, £2,260, excess £350
- your present people, if we say we're leaving: £2,480, excess £250
- a third at £2,050 that doesn't cover tools overnight, so I wouldn't

I'd go for Halden. They'll want the mileage of both vans and a no-claims letter, which I have already asked for.
The old policy runs out on {date+9}, so tell me by {date+5} if you can.

Nell

@ Fri 12:45 | tom > you
Halden. Big van 88,400, little van 41,150 and a smell of dog.

@ Mon 09:40 | you > tom
Done, both vans covered from midnight on the day the old one ends. Certificates are in the shared folder, and a copy
is printed and on its way to you for the glove boxes. You've saved £720.

Nell

== harlow-photos | 31 | Photographs for the new website

@ Wed 13:05 | you > tom cc priya
Hello both,

The web designer needs twelve good photographs by the end of the month. I have these: Lowfield staircase (4), the
chapel doors (2), Mrs Aldous's bay (1). Could you think about:

1. Somebody actually working, hands and shavings
2. The outside of the workshop on a dry day
3. The three of you, not squinting
4. Anything from Ray's time, framed or in a drawer

Nell

@ Wed 15:15 | ray > you
Theres a box in the loft from 1961 on. My dad with the first van. I will fetch it down if Tom holds the ladder.
Ray

Sent from my phone

@ Thu 08:20 | priya > you cc tom | workshop-morning.png
Hi Nell,

Took this one at half past seven this morning with the sun coming through the extractor. Nobody's hands in it but I
think it's the nicest the place has ever looked. I'll do the hands on Monday when we're on the spindles.

Priya

@ Thu 09:00 | you > priya cc tom
Priya, that is the front page. I've sent it to the designer already. Ray, yes please to the box; I'll scan them all
when I'm up on {day+4} and you shall have them back the same day.

Nell

== harlow-lowfield | 29 | Lowfield House, final account

@ Mon 16:45 | priya > you cc tom
Hi Nell,

Staircase is in, snagged and oiled. Can you draw up the final account? Extra over the quote: one newel turned twice
because they changed their minds about the ball (6 hours), and the handrail continued into the cellar (£410 materials
plus 9 hours). All agreed on site, I wrote it on the back of the drawing and he initialled it.

Priya

@ Tue 11:20 | you > priya cc tom | lowfield-final-account.pdf
Here it is for you to check before it goes. I've put the initialled drawing behind it, as page two, because £1,085 of
extras always reads better with a signature next to it.

Nell

@ Tue 13:10 | tom > you
Spot on. Send it.

@ +1w Fri 10:12 | you > tom cc priya
Lowfield have paid, all £11,430 of it, with a note: "Worth every penny, and the dog has finally learned to use the
stairs." I've saved it for the website.

Nell
"""
