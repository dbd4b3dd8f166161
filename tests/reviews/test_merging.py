"""An agenda that several write at once: nothing is lost, nothing is there twice, in whatever order it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.reviews.merging import Item, Step, agenda_of, moved, place_after


def text(
    key: str, words: str, *, line: str = "", over: tuple[str, ...] = (), turn: int = 1, side="ours"
) -> Step:
    return Step(key, line or key, "text", turn, over, words, None, side)


def words(items: list[Item]) -> list[str]:
    return [item.text for item in items]


def test_lines_stand_in_the_order_of_their_places():
    steps = [text("a", "First"), text("b", "Second"), Step("p", "a", "place", 2, value=20.0)]
    assert words(agenda_of([*steps, Step("q", "b", "place", 2, value=10.0)])) == ["Second", "First"]


def test_other_words_take_the_place_of_those_that_were_seen():
    found = agenda_of([text("a", "Fair"), text("b", "The fair in May", line="a", over=("a",), turn=2)])
    assert words(found) == ["The fair in May"]
    assert found[0].others == ()


def test_words_of_two_at_once_stand_side_by_side():
    mine = text("b", "The fair in May", line="a", over=("a",), turn=2)
    yours = text("c", "The fair and its cost", line="a", over=("a",), turn=2)
    found = agenda_of([text("a", "Fair"), mine, yours])[0]
    assert {found.text, *(one.text for one in found.others)} == {"The fair in May", "The fair and its cost"}


def test_one_who_has_seen_both_puts_one_in_their_place():
    steps = [text("a", "A"), text("b", "B", line="a", over=("a",)), text("c", "C", line="a", over=("a",))]
    found = agenda_of([*steps, text("d", "B and C", line="a", over=("b", "c"), turn=3)])[0]
    assert (found.text, found.others) == ("B and C", ())


def test_line_taken_away_while_another_writes_on_it_stays():
    away = text("b", "", line="a", over=("a",), turn=2)
    assert agenda_of([text("a", "A"), away]) == []
    assert words(
        agenda_of([text("a", "A"), away, text("c", "A, please", line="a", over=("a",), turn=2)])
    ) == ["A, please"]


def test_same_words_of_two_stand_once():
    steps = [text("a", "A"), text("b", "B", line="a", over=("a",)), text("c", "B", line="a", over=("a",))]
    assert agenda_of(steps)[0].others == ()


def test_last_tick_and_minutes_hold():
    steps = [text("a", "A"), Step("t", "a", "tick", 2, value=1.0), Step("u", "a", "tick", 3, value=0.0)]
    found = agenda_of([*steps, Step("m", "a", "box", 2, value=15.0)])[0]
    assert (found.is_ticked, found.minutes) == (False, 15)


def items(count: int, *, gap: float = 1.0) -> list[Item]:
    steps = [text(f"{number:03}", str(number)) for number in range(count)]
    places = [Step(f"p{number}", f"{number:03}", "place", 2, value=number * gap) for number in range(count)]
    return agenda_of([*steps, *places])


def order_after(some: list[Item], places: dict[str, float]) -> list[str]:
    return [one.line for one in sorted(some, key=lambda one: (places.get(one.line, one.place), one.line))]


@pytest.mark.broad
@given(st.integers(1, 8), st.integers(0, 7), st.sampled_from((-1, 1)), st.sampled_from((1.0, 5e-324, 0.0)))
def test_a_moved_line_changes_place_with_its_neighbour(count, at, by, gap):
    some = items(count, gap=gap)
    at %= count
    wanted = [one.line for one in some]
    to = min(max(at + by, 0), count - 1)
    wanted.insert(to, wanted.pop(at))
    assert order_after(some, moved(some, some[at].line, by=by)) == wanted


def test_a_line_that_is_not_there_moves_nothing():
    assert moved(items(3), "gone", by=1) == {}
    assert place_after([]) < place_after(items(1, gap=5000.0) + items(2, gap=5000.0)[1:])


@dataclass
class Writer:
    """One of three, at a page of her own: what she has seen, and what she sent."""

    number: int
    seen: list[Step] = field(default_factory=list)
    sent: list[Step] = field(default_factory=list)
    wrote: set[str] = field(default_factory=set)

    def act(self, what: str, random: Random) -> None:
        shown = agenda_of([*self.seen, *self.sent])
        key, turn = f"{self.number}-{len(self.sent):03}", len(self.seen) + len(self.sent) + 1
        if what == "add" or not shown:
            self._send(text(key, f"new {key}", turn=turn))
            return
        item = random.choice(shown)
        if what == "change":
            self._send(text(key, f"changed {key}", line=item.line, over=item.seen, turn=turn))
        elif what == "note":
            self.sent.append(Step(key, item.line, "note", turn, item.seen_notes, f"note {key}"))
            self.wrote.add(f"note {key}")
        elif what == "move":
            places = moved(shown, item.line, by=random.choice((-1, 1)))
            for number, (line, at) in enumerate(places.items()):
                self.sent.append(Step(f"{key}-{number}", line, "place", turn, value=at))
        else:
            self.sent.append(Step(key, item.line, "tick", turn, value=1.0))

    def _send(self, step: Step) -> None:
        self.sent.append(step)
        self.wrote.add(step.text)


WHAT = st.sampled_from(("add", "change", "note", "move", "tick", "look"))
ACTS = st.lists(st.tuples(st.integers(0, 2), WHAT), max_size=40)


@pytest.mark.slow
@given(ACTS, st.randoms(use_true_random=False))
def test_three_writers_in_any_order_lose_nothing_and_have_nothing_twice(acts, random):
    writers = [Writer(number) for number in range(3)]
    for number, what in acts:
        if what == "look":
            writers[number].seen = [
                step for one in writers for step in one.sent if one is not writers[number]
            ]
        else:
            writers[number].act(what, random)
    everything = [step for one in writers for step in one.sent]
    found = agenda_of(everything)

    # Whatever nobody who had seen it put other words in the place of stands there, and once.
    overwritten = {key for step in everything for key in step.over}
    wanted = sorted(
        step.text for step in everything if step.what in ("text", "note") and step.key not in overwritten
    )
    stands = [one.text for item in found for one in (item.words, *item.others, *item.notes)]
    assert sorted(stands) == wanted
    # Sent again, and come in another order, it is the same agenda.
    again = everything + random.sample(everything, len(everything) // 2)
    random.shuffle(again)
    assert agenda_of(again) == found
