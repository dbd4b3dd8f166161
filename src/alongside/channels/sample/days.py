"""Conversations of the last days, placed by working days before today; in several the client spoke last."""

SCRIPT = """
== days-priya-five | now | Mill Cottage: five things

@ -4 09:18 | priya > you
Hi Nell,

Five things about Mill Cottage before we load the van:

1. Has she chosen between the brass and the black catches?
2. What time can we be in the house?
3. Is the lane still closed to anything over three tonnes?
4. Did the second half of the deposit come?
5. Would she mind if Callum took photographs for his portfolio?

Thanks!
Priya

@ -3 10:42 | you > priya
Morning Priya,

> 1. Has she chosen between the brass and the black catches?

Black, after a night of it.

> 2. What time can we be in the house?

From eight. She'll be in her dressing gown and says not to mind.

> 4. Did the second half of the deposit come?

Yes, £1,150, on Monday night.

I've left a message with the council about the lane.

Nell

== days-tom-visit | now | Lowfield again

@ -2 14:05 | you > tom
Hi Tom,

Lowfield House rang. The dog that learned to use the stairs has now eaten part of one. They'd like you to look at the
bottom riser, no hurry, and they're laughing about it.

Nell

@ -1 16:22 | tom > you
Ha. Could you find me an hour next week, before nine or after four? And do we still have the ash offcut from the
handrail on the list, or did it go to the Larder with the rest?

Also, can you check if the fair people have put up next year's prices yet? I might do two stands.

Tom

== days-ray | now | gate

@ -1 11:36 | ray > you
Nell there was a lady at the fair wanted a gate, like the 1988 one. What was her name and can you ring her for me, my
good hand is busy. Cast comes off Tuesday
Ray

Sent from my phone

== days-price-letter | now | The price letter: first answers

@ -3 15:10 | you > tom cc priya
The letter on prices went to 58 regulars. Eleven answers so far, all kind. Two say they had wondered when. One asks
whether stairs ordered this month still go at the old rate; I've said I would ask you.

Nell

@ -2 08:12 | tom > you cc priya
If they've ordered by the last day of the month, yes. Can you write that to her, and to anyone else who asks?

Tom

@ -2 08:40 | you > tom cc priya
Written to her. I'll send you a list of everyone's answers by {day+3}.

Nell

== days-imogen-proofs | now | Proofs!

@ -3 09:30 | imogen > you
THE PROOFS ARE HERE. 212 pages with my name at the top of every other one. The publisher wants them back in ten days.
Would you read them as well? You'll see what I can't, which is everything.

I.

@ -3 10:05 | you > imogen
Congratulations! Of course I will. I'll send you my corrections for chapters one to four by {day+5}, then the rest.
Please don't read the same ones first; start at the back.

Nell

@ -1 13:47 | imogen > you
Starting at the back is inspired. I already hate chapter nine. Three questions:

1. Has Harrogate paid yet? I have my eye on a chair
2. Can you get me out of Thursday's panel without my sounding ill?
3. Who was it that said the thing about interruptions at the retreat? I want to thank them in the book

I.

== days-imogen-new | now | Somebody from the hospital trust

@ -2 17:02 | imogen > you
Bernadette wants six sessions and asks for a written offer she can show her finance people. Could you put one together
like Castlegate's, but friendlier? She starts on the first of the month if they say yes.

Imogen

== days-larder-poster | now | The singing: poster and soup

@ -4 18:50 | margaret > you cc steve
Dear Nell,

The choir has settled its songs at last (they're in the attached list). Could you make the
poster now? And ask your alto if she'd sing the low part in number four, as our only
other alto has a new hip.

Margaret

@ -3 09:15 | you > margaret cc steve | singing-poster.png
Good morning Margaret,

Here's a first poster; I've used the lantern from last year, with its permission. The alto says yes to number four,
and asks whether she may bring eight people who have lately learned to be cut off by the tide.

Nell

@ -2 19:20 | margaret > you cc steve
It's charming, the lantern especially. Eight more are welcome. Might it say "doors at
half past six", and could you order 40 copies? Steve asks who will print the words
for people who only half know the songs.

Margaret

== days-joan-giftaid | now | Gift Aid claim

@ -3 18:31 | joan > you
Dear Nell,

The Gift Aid claim for the half-year is due at the end of the month. I make it 37 donors
and £1,284.00, but the box office total is £1,309.00. Have you a declaration for Mrs Pell?
I should hate to claim a Pell twice, or not at all.

Joan

== days-steve-done | now | Turkey or no turkey

@ -2 12:15 | steve > you
The butcher offers 20 chickens on Thursday, frozen. Have we room?

@ -2 12:28 | you > steve
By my list there's exactly one drawer, so twelve if they lie close. I've asked the parish hall for theirs and you can
have it until Sunday night.

Nell

@ -2 12:31 | steve > you
Then it's twenty. Thank you!

== days-penrose-check | now | Just to hear how you are

@ -6 09:40 | you > clare
Dear Clare,

No list this time. I've been thinking of you and wanted to hear how you are. I'm at my desk on Friday from two, if you
feel like ringing; and if you'd rather have me out of the way for a while, that's all right as well, just say.

Nell

== days-gareth | now | Order 3612: delivery date

@ -1 10:12 | gareth > you
Hello Nell,

Harlow's ash for the next staircase is ready sooner than I said. Could I bring it on {date+2} before ten? I thought I'd
ring this time, but you were engaged.

Gareth

== days-recruiter | now | One last try!

@ -1 09:09 | jess > you
Hi Nell,

The firm in Leeds would now consider "hybrid". Is there anything that would change your mind?

Jess

== days-larder-enquiry | now | Could my class help?

@ -2 15:55 | list-ann > you
Dear Nell,

We only know each other from the list. My sister teaches at Skelby Primary and her class would like to collect tins
for your Larder. Whom should she write to, and what do they need most?

Ann Dorrity

== days-today-imogen | now | Running late

@ 0 08:42 | imogen-home > you
On the slow train, everything's standing still near a field of llamas. Can you tell the ten o'clock I'll be quarter
past? Llamas very calm. I'm not

@ 0 08:51 | you > imogen-home
Told, and he's glad, he's late too. Look at the llamas.

N

== days-today-priya | now | Lane is open

@ 0 09:26 | priya > you
The council rang here instead of you: the lane's open again from today, so forget number three. I still need to know
about the photographs!

Priya
"""
