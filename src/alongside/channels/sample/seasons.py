"""Conversations that belong to a time of the year: a holiday, a closing date, the taxes."""

SCRIPT = """
== season-christmas | 12-01 | Over Christmas

@ Tue 09:30 | you > tom, clare, imogen, margaret
Dear all,

My desk is shut from the evening of 23 December to the morning of 2 January. If something burns in between, ring and
let it ring; if something only smoulders, write, and I'll find it.

Could you tell me by the end of next week:

1. Which days you're closed yourselves
2. What has to be out of the door before then
3. Who may be given my mobile number

With love and tinsel,
Nell

@ Tue 12:45 | tom > you
Closed from the 20th, back on the 5th. Everything's got to be out of the door before, it always has. Nobody gets your
number, you have earned your mince pie.

Tom

@ Wed 09:02 | imogen > you
I'm at my sister's from the 22nd with no opinions. The newsletter should go on the 18th. Give the number to no one.

Imogen

== season-christmas-larder | 12-08 | Hampers: the list

@ Mon 10:40 | steve > you
Hi Nell,

110 hampers this year, packing on the Saturday. Can you turn my scribbles into labels, with the allergies in red?
There's a photo of the scribbles. Number 43 says "no nuts", not "no hats".

Steve

@ Tue 09:20 | you > steve | hamper-labels.csv
110 labels, allergies in red, 43 may have a hat. Two addresses are the same with different names, 17 and 88. Is that
two households, or one that signed up twice?

Nell

@ Tue 13:36 | steve > you
Two, upstairs and downstairs, and they don't speak. Best deliver them an hour apart.

== season-tax | 01-12 | Before the end of January

@ Mon 09:40 | hilary > you
Dear Nell,

Your return is ready bar two things: the mileage for the second half of the year, and the receipt for the laptop. If
I have them this week I can file with a fortnight to spare, unlike some.

Hilary

@ Tue 16:30 | you > hilary | mileage.csv
Dear Hilary,

Mileage attached: 1,914 miles, mostly to Calderby and back. I'll send you the receipt by Thursday, it's in an
envelope called "important" and there are four of those.

Nell

@ Thu 11:50 | hilary > you
Filed. You owe a little less than last year. Throw out three of the envelopes.

Hilary

== season-easter | 03-16 | Closed for the spring break?

@ Mon 11:10 | you > margaret cc steve
Dear Margaret, dear Steve,

Will the Larder open on Good Friday this year? Last year you did, with buns. I'd like to put it on the door and in the
newsletter before people ask.

Nell

@ Mon 15:20 | steve > you cc margaret
Open, with buns. Half past nine till the buns run out.

== season-boat | 07-06 | Summer shut-down

@ Tue 08:45 | priya > you cc tom
Hi Nell,

We're shutting the workshop for the first two weeks of August, machines get serviced. Could you tell everyone with a
job on the board, and put the message on the phone? Ray wants to record it himself. I leave that with you.

Priya

@ Tue 10:30 | you > priya cc tom
Fourteen people told, all but one perfectly happy. I had Ray record it. It lasts a minute and forty seconds and
there's a bit about swifts. I think we keep it.

Nell

@ Tue 12:10 | tom > you, priya
We keep it.
"""
