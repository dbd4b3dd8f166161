"""Small words that a paragraph may use though they stand in none of its lines: they tell, and claim nothing.

Left out on purpose: whatever denies (not, never, nobody), counts (all, most, both, only), orders (after, until), will
and would, and every word for how something went (kept, late, good). Such a word has to stand in the lines themselves.
"""

from __future__ import annotations

SMALL_WORDS = frozenset(
    """
    a an the this that these those it its there here
    we us our ours you your they them their theirs who whom which what
    i and or as at by for from in into of off on onto over to with within between about around during through throughout
    is are was were be been being has have had having do does did
    also further moreover besides then where when while how so
    together altogether respectively including included include includes
    came come comes took take taken place made make went gave give given got get
    spoke speak spoken talked talk talking wrote write written writing exchanged exchange
    said say says told tell mentioned mention noted note notes recorded record counted count counts
    concerned concern concerning regarding dealt deal covered cover covers discussed discuss
    looked look looking stood stand stands stays show shows showed shown
    total totalling totaling held remains remain remained lasting
    lasted last spent spend worked work working amounted amount amounts
    conversation conversations contact topic topics subject subjects matter matters item items thing things
    line lines list period time times day days review side sides part parts part
    named called titled reads read
    """.split()
)
