"""Conversations with the Thornley Green Larder, a village food charity: the second half of the year."""

SCRIPT = """
== larder-rota-gaps | 27 | Rota: five holes

@ Tue 14:10 | steve > you
Hi Nell,

Everyone's going on holiday at once. I've got holes on these mornings: two Tuesdays, three Fridays, all in the next
seven weeks. Can you do that thing where you write to people and they don't feel written to?

Steve

@ Wed 10:05 | you > steve | rota-gaps.csv
I can. I've written to eleven who haven't done a morning since the spring, each with one date and one job: "Could you
do the tea on Friday the something, ten till one? Gita will be there." People say yes to tea and Gita.

The sheet is shared; you'll see it fill up.

Nell

@ Fri 09:45 | you > steve
All five are filled, and there's a reserve, Mrs Pell, who says that her husband needn't know.

Nell

@ Fri 13:50 | steve > you
I love this village.

== larder-fund-yes | 25 | Your application 2291

@ Wed 12:00 | funder > you cc margaret
Dear Nell, dear Margaret,

I'm delighted to tell you that the panel has awarded the Thornley Green Larder £11,000 over two years. Several members
mentioned the last paragraph. The agreement follows by post; please return it signed within 21 days.

Warm regards,
Ruth

@ Wed 12:06 | you > margaret, steve, joan
ELEVEN THOUSAND. It was your door, Margaret.

Nell

@ Wed 12:30 | joan > you, margaret, steve
I have had to sit down. Please may it be paid into the deposit account and not the
current one.

Joan

@ Wed 13:04 | steve > joan, you, margaret
There's cake in the kitchen for whoever gets here by two.

== larder-van | 22 | Van: who drives it to the garage?

@ Mon 09:20 | you > steve
Morning Steve,

The van's MOT is due by {date+12}. The garage can take it on {date+4} at 8.30 or on {date+9} at 8.30. Who could drive
it there, and who fetches it? And does the side door still only open from the inside? They'll ask.

Nell

@ Mon 19:12 | steve > you
The first one, I'll take it and Alan fetches me. Side door yes, it's a feature.

@ Fri 12:22 | steve > you
Passed! Advisory on one tyre and "general smell of onions".

== larder-newsletter-photo | 20 | May we use this?

@ Thu 10:50 | you > steve cc margaret | soup-tuesday.png
Hello both,

This is my favourite from Tuesday, for the front of the newsletter. There are four faces in it. I have a yes from
three. Would somebody ask the lady with the green scarf, and show her the picture while asking?

Nell

@ Fri 14:00 | steve > you
She says yes as long as it's her good side. I said it's all good side. She hit me with the scarf.

== larder-complaint | 18 | A difficult Friday

@ Fri 16:15 | steve > you cc margaret
Nell, Margaret,

Somebody was turned away today as his postcode's over the boundary. He was upset and so was Gita, who only did what the
sheet says. I don't want a sheet that makes Gita say that.

Steve

@ Mon 09:05 | margaret > steve, you
Nor do I. The boundary was drawn when we had one shelf. Nell, would you draft a sentence
for the trustees to agree by e-mail this week? And I'll ring the gentleman myself.

Margaret

@ Mon 11:30 | you > margaret, steve
"Whoever comes through the door is given food that day. If they live nearer to another larder, we ring it together
with them before they go." And we throw away the sheet.

Nell

@ Mon 12:05 | margaret > you, steve
That's it precisely. Please send it to the trustees as mine.

@ Wed 17:20 | you > margaret, steve
All seven trustees said yes, Joan within a minute. The sheet is in my stove.

Nell

== larder-joan-bank | 16 | Two signatures

@ Tue 18:45 | joan > you
Dear Nell,

The bank wants every signatory to come in with a passport, and will not see Mr Dunn, who
has been going there since 1974 and has no passport. I was short with the young man. Could
you find out, nicely, what else they will take?

Joan

@ Wed 11:50 | you > joan
Dear Joan,

They'll take a driving licence or a bus pass, plus a council tax bill from this year. Mr Dunn has both. There's an
appointment for the two of you on {date+5} at 11, with a Mrs Kaur, who sounded as if she has met a treasurer before.

I told her you had been short, and she said she'd have been shorter.

Nell

@ +1w Wed 10:15 | joan > you
All done in ten minutes. Mrs Kaur admired my columns.

Joan

== larder-shelves-up | 9 | The shelves are up

@ Mon 08:55 | steve > you cc tom | shelves.png
Twelve metres of them! Callum brought a level and a trumpet. Nobody knew about the trumpet. The bottom shelf has a
hundredweight of rice on it and hasn't noticed.

Tom, thank you, from 83 front doors.

Steve

@ Mon 10:10 | tom > steve, you
Glad they fit. He's kept the trumpet very quiet here, by which I mean he hasn't.

Tom

== larder-food-safety | 7 | Hygiene inspection

@ Wed 15:40 | steve > you
The council's inspector is coming some time in the next month, they don't say when. Last time we lost a star because
nobody could find the cleaning log. Have we got it?

Steve

@ Thu 09:30 | you > steve | cleaning-log.csv
We have: every Tuesday and Friday since the last visit, typed up from the sheets you photograph. Three gaps, all in
the week of the snow, when you were shut. I've printed it for the folder by the sink.

Still to do at your end:

1. A thermometer in the new freezer that isn't Margaret's jam one
2. Date labels on anything opened
3. The fly screen

Nell

@ Fri 14:35 | steve > you
1 and 2 are done. 3 Neil is on it.

@ +2w Tue 13:10 | steve > you cc margaret
She came. FIVE. She said she'd never seen a cleaning log with spelling like it. I said that's our Nell.

Steve

== larder-singing | 4 | An evening of singing

@ Mon 19:30 | margaret > you cc steve
Dear Nell,

We thought of an evening of singing in the chapel: songs that everybody half knows, pies,
and a bucket at the door. Would {date+28} do, at seven? And might the coaching friend of
yours come, the one who likes soup?

Margaret

@ Tue 10:20 | you > margaret cc steve
{date+27} is free in the chapel, the village hall and the choir. I've pencilled it with all three. And I'll ask her;
she sings alto, and she's loud.

I'll send you a poster as soon as the choir has settled on its songs.

Nell
"""
