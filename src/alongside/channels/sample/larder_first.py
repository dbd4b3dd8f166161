"""Conversations with the Thornley Green Larder, a village food charity: the first half of the year."""

SCRIPT = """
== larder-freezer | 49 | The freezer

@ Tue 13:40 | steve > you cc margaret
Hi Nell,

The chest freezer has died with forty quid's worth of peas in it. We had a party with the peas. The repair man says
£310 and wouldn't promise. A new one's about £480. Is there any pot that would pay for one before we lose the
butcher's donation on Friday week?

Steve

@ Tue 15:10 | you > steve cc margaret, joan
Dear all,

There may be two:

1. The Skelby Community Fund has "small urgent" grants up to £500, and decides within a week. I can have the form ready
for Margaret's signature this evening
2. Joan, is there anything left of the harvest supper money?

In the meantime the parish hall has an empty freezer and the clerk says we may use it until the end of the month.

Nell

@ Tue 18:22 | joan > you, steve cc margaret
There is £122.60 of the harvest supper, and it was raised "for equipment", so a freezer
is quite in order. I should like to see three quotations please.

Joan

@ Wed 09:30 | margaret > you cc steve, joan
I've signed it at the kitchen table and Wendy has the hall key for Steve. What a
treasure you are.

Margaret

@ +1w Thu 11:14 | you > margaret cc steve, joan
They said yes: £400, in the account by Monday. With Joan's £80 that's the freezer, and it arrives on {date+3} between
8 and 12. Joan, three quotations are in your folder; the middle one is A-rated.

Nell

@ Thu 12:30 | steve > you cc margaret, joan
You beauty. Butcher's been told. There'll be peas again.

== larder-dbs | 46 | Checks for the new drivers

@ Mon 10:45 | you > steve
Hi Steve,

The three new drivers need their checks before the first run on {date+14}. I have forms back from Alan and Gita. I
haven't had Neil's, and Alan's has no date of birth. Could you ask Neil on Tuesday, when he's in? People answer you
and not forms.

Nell

@ Tue 13:55 | steve > you
Neil's is in my hand. He'd done it weeks ago and was using it as a bookmark. Alan is 12/4/51 and says don't put it in
the newsletter.

Steve

@ Wed 09:25 | you > steve
All three are sent off. Nothing about Alan in the newsletter, though 12 April will now be a suspicious day for him.

Nell

== larder-agm | 41 | AGM papers

@ Wed 16:05 | margaret > you cc joan
Dear Nell,

The AGM is on {date+20}, and I'd like people to have the papers ten days before. Could you
remind me what we need? Last year I forgot the apologies and Mr Pell has not forgotten.

Warmly,
Margaret

@ Thu 10:12 | you > margaret cc joan
Dear Margaret,

What we need, and who has it:

1. Notice and agenda (I'll write them today)
2. Last year's minutes (in the folder; item 6 says "Mr Pell spoke at length", shall we leave that in?)
3. Chair's report (you, one page)
4. Accounts, looked over by Mr Dunn (Joan)
5. Nominations for two trustees (all of us)

If I have 3 and 4 by {date+7}, everything goes out on time.

Nell

@ Thu 14:40 | joan > you, margaret
The accounts are with Mr Dunn. He is slow but he finds things. I shall have them by the
Monday.

Joan

@ +1w Thu 20:05 | margaret > you cc joan
Here's my page, late at night and too long. Please cut the paragraph about weather. And
leave Mr Pell in; he'll be pleased.

M.

@ Fri 10:50 | you > margaret cc joan, steve | agm-papers.pdf
All papers in one file, to be sent at noon unless somebody stops me. 61 members by e-mail, nine by post, stamps
already on. The weather is gone, apart from the one line about the snow and the van.

Nell

== larder-agm-after | 37 | Thank you

@ Thu 09:10 | margaret > you
Dear Nell,

Forty-four people, two new trustees, no shouting. Mr Pell said the papers were "in order",
which is a love poem. I know you do more hours than you write down. Please write them down.

With love,
Margaret

@ Thu 10:00 | you > margaret
Dear Margaret,

A love poem indeed. I promise to write them down. Draft minutes will be with you on Monday, and I'll tell the
charity regulator about the two new trustees this week.

Nell

@ Mon 15:00 | you > margaret cc joan | agm-minutes-draft.pdf
Minutes, as promised. I've got Mr Pell's "in order" in, word for word.

Nell

== larder-grant | 36 | Skelby Community Fund: the big one

@ Mon 11:00 | you > margaret, steve, joan
Dear all,

The fund's yearly grant opens today: up to £12,000 over two years, closes in five weeks. It's a real form (14 pages).
To write it well I need, in your own words and as messy as you like:

1. What happened last winter that would not have happened without us (Steve)
2. How many households, and how you count them (Steve)
3. What would be the first thing to stop if money ran out (Margaret)
4. Reserves, and why it's right to have them (Joan)
5. One story, with permission, no names (anyone)

Nell

@ Tue 12:35 | steve > you cc margaret, joan
1. Somebody's boiler went and we found out because she stopped coming. 2. 83 households last month, I count front
doors. 5. I've one in mind, I'll ask her on Friday.

Steve

@ Wed 19:48 | joan > you cc margaret, steve
4. Reserves are £6,210, being four months of rent, power and the van. It is right to have
them because boilers do not ask first.

Joan

@ +2w Mon 10:20 | you > margaret cc steve, joan | grant-draft.pdf
Here's the draft, 14 pages with everyone's words in. What's still missing is number 3, from you, Margaret. Three
sentences are plenty. I'll send it in on {day+4}.

Nell

@ Tue 08:15 | margaret > you
3. The door being open on a Friday. Everything else could be begged or borrowed. But if
people come and find the door shut they won't come a second time.

M.

@ Fri 12:10 | you > margaret cc steve, joan
It's in. I ended it with the door.

Nell

== larder-clerk | 33 | The chapel roof

@ Thu 10:20 | clerk > you
Dear Ms Avery,

The parish council owns the Old Chapel, as you'll know, and is minded to repair the north slope of the roof. There
would be scaffolding across the Larder's entrance for about a fortnight. Could the Larder manage with the side door?

Yours sincerely,
Wendy Marsh

@ Thu 11:40 | you > clerk cc steve, margaret
Dear Wendy,

The side door has three steps, so prams and Mr Ellery's frame couldn't get in. Might the scaffolders leave a covered
way to the main door, or work round Tuesdays and Fridays from 10 to 1? We'd gladly give them soup.

Kind regards,
Nell Avery

@ Mon 14:35 | clerk > you cc steve, margaret
Dear Nell,

They'll leave a covered way two metres wide, with a board overhead. The foreman asks what sort of soup.

Wendy

@ Mon 15:02 | steve > clerk, you cc margaret
Leek and potato on a Tuesday, whatever's left on a Friday.
"""
