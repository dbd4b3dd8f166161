"""Letters from outside: suppliers, a bank, a recruiter, other assistants; most of them belong in the tray."""

SCRIPT = """
== world-recruiter | 46 | Exciting EA opportunity in Leeds

@ Thu 11:03 | jess > you
Hi Nell,

I came across your profile and was blown away! My client, a fast-growing firm in Leeds, needs an Executive Assistant
(office based, five days, £31k). Would you be free for a quick call today or tomorrow?

Jess

@ Thu 16:10 | you > jess
Hello Jess,

Thank you, but I'm very happily my own boss and my office is three steps from my kettle.

Best wishes,
Nell Avery

== world-recruiter-again | 29 | Following up on my last mail

@ Wed 10:31 | jess > you
Hi Nell,

Just circling back! My client has gone up to £32k and there is now fruit on Wednesdays. Could I tempt you?

Jess

== world-bank-charges | 43 | Changes to your business account

@ Mon 06:30 | bank > you
Dear Ms Avery,

We are changing the monthly charge of your Business Current account. In sixty days it will be £8.50 (now £7.00). Your
account number and sort code stay as they are. You need not do anything.

We will never ask for your password by e-mail.

Northmoor Bank

== world-bank-statement | 30 | Your statement is ready

@ Tue 06:30 | bank > you
Dear Ms Avery,

A new statement for your account ending 118 is ready in online banking.

Northmoor Bank

== world-bank-limit | 10 | Your statement is ready

@ Tue 06:30 | bank > you
Dear Ms Avery,

A new statement for your account ending 118 is ready in online banking. From next month statements also show
the exchange rate of every foreign payment.

Northmoor Bank

== world-insurance | 32 | Your professional indemnity cover

@ Wed 09:00 | insurer > you | indemnity-renewal.pdf
Dear Ms Avery,

Your professional indemnity and cyber cover ends in four weeks. Your renewal premium is £214.60 and details are
attached. Has the number of your clients changed, or do you now keep any of their data on paper?

Halden Insurance

@ Fri 14:20 | you > insurer
Dear Halden,

Still four clients. On paper only what they send me on paper, in a locked cabinet; the rest is on an encrypted disk.
Please renew.

Nell Avery

== world-printer | 24 | Your order 5520: proof

@ Mon 13:20 | printer > you | harlow-card-proof.pdf
Hello Nell,

Proof of the 500 business cards attached. We noticed that the ampersand in "Harlow & Sons" is in a different typeface
from the rest. On purpose?

Lorna

@ Mon 13:48 | you > printer
Well spotted, and yes: it was cut by hand over the workshop door in 1961 and they'd sooner change the name. Please go
ahead.

Nell

== world-gareth-closing | 19 | Yard closed for stocktake

@ Wed 14:00 | gareth > you
Hello Nell,

The yard is closed on {date+7} and {date+8} for stocktaking. Orders in by {date+4}, please, or they'll wait till
the week after. Could you pass it on to whoever orders at Harlow's these days?

Gareth

== world-beth-lunch | 40 | Lunch?

@ Tue 12:10 | beth > you
I've spoken to nobody but a printer since Friday. Lunch on Thursday at the garden centre? There's a scone I'd like you
to meet.

Beth

@ Tue 12:14 | you > beth
Yes. I was about to introduce myself to the postman. Half twelve, by the ferns.

Nell

@ Tue 12:20 | beth > you
By the ferns.

== world-beth-rates | 26 | What do you charge for travel?

@ Thu 17:40 | beth > you
A new one wants me on site twice a month, an hour and ten each way. Do you charge for the driving? I feel mean if I
do, and cross if I don't.

Beth

@ Fri 09:15 | you > beth
Half rate for the time, full for the miles, and it's in the agreement so that it's the paper being mean and not me.
You can have my wording:

"Travelling time is charged at half the hourly rate; mileage as the tax office has it."

Nell

@ Fri 09:30 | beth > you
The paper being mean! I'm having that framed.

== world-beth-quiet | 5 | One of mine has gone quiet

@ Tue 16:20 | beth > you
Do you ever get the one who slowly stops answering? I keep rereading my own mails for what I said wrong.

Beth

@ Tue 16:48 | you > beth
I have one of those right now. It's hardly ever about us. I'm going to stop sending lists and ring on a Friday
afternoon, when people are honest. Want to do yours at the same time and have a debrief?

Nell

@ Tue 16:55 | beth > you
Friday at four. Bring wine, mute your line.

== world-away-dominic | 31 | Mr Langley, new room

@ Thu 10:30 | you > dominic
Dear Dominic,

Imogen comes to you on {date+8} at 9.30. Could you let me know the floor, and whether she needs photo ID at the desk?

Kind regards,
Nell Avery

@ Thu 10:31 | dominic > you | away
Thank you for your message. I am out of the office until Monday with no access to e-mail. For anything urgent please
ring the switchboard.

Dominic Frost

@ +1w Mon 09:12 | dominic > you
Dear Nell, back now. Fourth floor, no ID, but they'll want her number plate if she drives.

Dominic

== world-bounce | 21 | Orangery doors, invoice 2204

@ Fri 09:30 | you > old-tenant
Dear Bramley Hall,

A kind reminder of invoice 2204 for the orangery doors (£3,260). Could you tell me when we may expect it?

Nell Avery
for Harlow & Sons

@ Fri 09:31 | daemon > you | bounce
I'm sorry to have to inform you that your message could not be delivered.

<bookings@bramleyhall.example>: 550 5.1.1 No such mailbox here

== world-aisha-gone | 1 | Your list, as promised

@ Mon 10:10 | you > aisha
Dear Aisha,

I'm late with this: everything of yours that only I know where to find, from the lime plaster man's number to your
logbook from year one. I hope there's still time to take it along to Leeds.

Nell

@ Mon 10:11 | daemon > you | bounce
I'm sorry to have to inform you that your message could not be delivered.

<aisha@penroselyle.example>: 550 5.1.1 No such mailbox here

== world-list-hours | 35 | Unused retainer hours: roll over or not?

@ Mon 19:40 | list-ann > solo-list | list
Dear all,

A client with a 15 hour retainer used six last month and would like to carry nine over.
I've never allowed it and have never been asked. What do you do?

Ann

@ Mon 20:15 | list-kofi > solo-list | list
Up to a quarter rolls over, for one month, and then it's gone. It's in the agreement
from day one, so nobody is surprised.

Kofi

@ Tue 08:50 | list-sal > solo-list | list
None. They're buying my being there, not a jar of minutes. But I tell them on the 20th
how many are left, so that there's time to use them.

Sal

== world-list-phone | 16 | How do you answer the phone for five firms?

@ Wed 12:20 | list-sal > solo-list | list
Genuine question. Twice this week I've said the wrong company's name. I've got sticky
notes all round the screen and look like a fridge.

Sal

@ Wed 13:05 | list-ann > solo-list | list
A different ring for each. And I never say the name till I've breathed in.

Ann

@ Thu 09:25 | list-kofi > solo-list | list
I say "Good morning, Kofi speaking" and let them tell me who I work for.

Kofi

== world-hour-one | 45 | Five inboxes, one head

@ Thu 06:00 | hour > you | newsletter
This week in The Admin Hour: how three assistants keep five inboxes apart, why the best time to raise your rates is
a Tuesday, and a reader's trick with clothes pegs.

You get this letter because you asked for it. You can leave at any time.

== world-hour-two | 33 | The reply nobody writes

@ Thu 06:00 | hour > you | newsletter
This week in The Admin Hour: the short, warm no. Twelve ways to decline a task that isn't yours, collected from
readers who have used them and lived.

You get this letter because you asked for it. You can leave at any time.

== world-hour-three | 20 | What to do with a quiet week

@ Thu 06:00 | hour > you | newsletter
This week in The Admin Hour: don't fill it. Also: a template for the quarterly call that clients look forward to, and
an interview with an assistant who lives on a lighthouse, by choice.

You get this letter because you asked for it. You can leave at any time.

== world-hour-four | 7 | Holiday cover without tears

@ Thu 06:00 | hour > you | newsletter
This week in The Admin Hour: the two-page handover, what to leave out, and how to come back to an inbox without
crying into it.

You get this letter because you asked for it. You can leave at any time.

== world-hour-five | 1 | Ring them

@ Thu 06:00 | hour > you | newsletter
This week in The Admin Hour: an argument for the telephone. Seven readers rang a client for no reason. Six were glad,
and one got more work out of it.

You get this letter because you asked for it. You can leave at any time.
"""
