"""Conversations with Penrose Lyle Architects as they grow fewer and slower, until nobody answers."""

SCRIPT = """
== penrose-website | 25 | Website words

@ Wed 10:30 | you > clare cc daniel
Hello Clare,

The new website has four projects and one of them still says "text to come". Could you give me ten minutes on the
phone about Chantry Row? I'll write it up and you only correct it.

Nell

@ Thu 14:22 | clare > you
Yes of course. It's a bit mad here, can we say Monday at 9?

@ Mon 09:40 | you > clare | chantry-row-words.pdf
That was lovely, thank you. 180 words attached. I kept "a house for people who like stairs" because nobody else would
dare.

Nell

@ Wed 17:30 | clare > you
Approved! Sorry for the delay.

C

== penrose-office | 22 | The lease

@ Mon 09:50 | daniel > you
Nell, our landlord wants to know by the end of the month if we're staying at Tanner's Yard. Could you find out, quietly,
what else there is in Skelby of about 70 square metres? Not to move. Just to know.

Daniel

@ Wed 11:40 | you > daniel | skelby-offices.csv
Quietly done, five in the sheet. Only two are cheaper and one of those is over a fish shop. With your rent review at
3 per cent, staying looks sensible; I could ask the landlord for new windows in exchange for five years.

Three things I'd need to know before I write to him:

1. Would you sign for five years?
2. How many desks do you need a year from now?
3. Is Clare of the same mind?

Nell

@ Fri 17:55 | daniel > you
Thanks for that. 2: four, maybe three. I'll talk to Clare about the other two.

Daniel

@ +1w Fri 10:00 | you > daniel
Morning Daniel, did you and Clare get to talk about the lease? The landlord's date is {date+4}.

Nell

@ Wed 18:20 | daniel > you
We did, sort of. We've asked him for another month.

D

== penrose-fees | 19 | Fees outstanding

@ Tue 10:10 | you > clare | fees-outstanding.csv
Hello Clare,

The month's list of what's owed to you: £14,300 in all, of which the school is £8,900 and 41 days late. Their bursar
says she is waiting for your certificate number 3. Do you have it, or shall I draw it up from number 2?

Nell

@ Fri 16:40 | clare > you
I'll do it at the weekend, I have to look at the site photos anyway.

Clare

@ +1w Thu 09:30 | you > clare
Hi Clare, I haven't seen certificate 3. I know how weekends go. Here's a draft with number 2's figures brought
forward; you'd only have to change the two lines in yellow.

Nell

@ +1w Tue 12:05 | clare > you
Sorry sorry. Done, sent to the bursar, thank you for the yellow.

== penrose-aisha-pass | 16 | I passed!!

@ Wed 15:01 | aisha > you
Nell! I passed! I'm an architect! I wanted you to hear it from me, you're the reason I had two weeks instead of three
panicky weekends.

Aisha xx

@ Wed 15:10 | you > aisha
AISHA. Wonderful, wonderful. I've just told the cat and she's pleased too. Cake is on its way to Tanner's Yard for
Friday morning; do not let Daniel cut it, he does it with a scale rule.

Nell

== penrose-hours | 13 | Our hours together

@ Mon 10:20 | you > clare cc daniel
Dear Clare, dear Daniel,

You have me for 20 hours a month, and in the last two you've used eleven and nine. I'd rather say so than send the
same invoice and hope that nobody looks. Shall we have our long call early this time and see what would help, or
whether you need less of me for a while? Either is quite all right.

I could do {date+5} at 10 or {date+7} at 3.

Nell

@ +1w Tue 17:15 | clare > you
Hi Nell, that's kind of you. Things are just a bit up in the air. Can I come back to you on dates? I'll let you know by
the end of the week.

Clare

@ +1w Wed 09:35 | you > clare
Of course. I'll keep {date+6} at 10 free in pencil, and you can always ring.

Nell

@ +1w Fri 18:31 | clare > you
Sorry, missed this one. That date's gone, hasn't it. Soon!

== penrose-register | 10 | Drawing register for the school

@ Tue 09:45 | you > clare, daniel
Morning both,

The contractor at Skelby Primary is asking for the current drawing register. The one I have stops at revision C. Could
one of you send me the latest?

Nell

@ +1w Wed 16:50 | daniel > you
I'll get the register to you by Friday.

Daniel

@ +1w Wed 10:15 | you > daniel
Hi Daniel, a small nudge for the register; the contractor has rung me twice. If it's easier, tell me which folder and
I'll build it from the title blocks.

Nell

== penrose-aisha-leaving | 8 | Before you hear it elsewhere

@ Thu 13:20 | aisha > you
Hi Nell,

I wanted to tell you myself: I've handed in my notice, I finish at the end of next month. Nothing bad. There just isn't
much coming in, and I've been offered a job in Leeds with a bathroom of one's own, so to speak. Clare and Daniel have
been nice about it.

I'll miss our mails.
Aisha

@ Thu 13:45 | you > aisha
Oh Aisha. I'm sad for me and so glad for you. Thank you for telling me. Leeds doesn't know its luck.

Is there anything of yours that only I know where to find? I'll make you a list before you go.

Nell

== penrose-review-call | 6 | Our long call

@ Mon 10:00 | you > clare cc daniel
Dear Clare, dear Daniel,

It's five months since we last talked properly and I miss it. I've put down what I'd like to ask:

1. What would you like off your desks that's still on them?
2. Is there anything I do that no longer helps?
3. Should we go to ten hours a month from next quarter?

Half an hour would do. Any morning next week.

Nell

@ +2w Thu 18:04 | clare > you
Sorry Nell, drowning. I'll try for next week.

C

== penrose-lease-again | 2 | Tanner's Yard: the landlord rang

@ Wed 11:30 | you > daniel cc clare
Hello Daniel,

The landlord rang me as he can't reach you. The extra month is over and he has somebody who would like to see the
rooms. He'd much rather keep you. Could you tell me, or him, yes or no by {date+6}?

I hope you're both all right. If there is bad news about work you can say so; I'd rather help than guess.

Nell
"""
