"""Segment files: what goes in comes out, whatever was torn off, left behind or erased between."""

import errno
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.lib import segments
from alongside.lib.segment_records import HEADER_BYTES, MAGIC, DamagedRecordError
from alongside.lib.segments import Place, SegmentStore, Span
from tests.examples import examples

BLOBS = st.lists(
    st.one_of(st.binary(max_size=300), st.binary(max_size=20).map(lambda part: part * 60)), max_size=8
)
COMMON = examples(60)


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "originals")


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """Hypothesis runs one test function many times; each run takes a folder of its own in here."""
    yield tmp_path


def fresh(folders: Path, *, roll_bytes: int = segments.ROLL_BYTES) -> SegmentStore:
    return SegmentStore(Path(tempfile.mkdtemp(dir=folders)), roll_bytes=roll_bytes)


def span(place: Place) -> Span:
    return Span(place.offset, place.offset + place.stored_bytes)


def test_what_was_appended_is_read_with_its_digest(store: SegmentStore) -> None:
    place = store.append([b"Dear Ada"])[0]
    assert store.read(place) == (b"Dear Ada", hashlib.sha256(b"Dear Ada").digest())


def test_nothing_appended_writes_nothing(store: SegmentStore) -> None:
    assert store.append([]) == [] and store.sizes() == {}


def test_an_empty_blob_is_kept(store: SegmentStore) -> None:
    assert store.read(store.append([b""])[0])[0] == b""


def test_repetition_takes_less_room_than_it_has(store: SegmentStore) -> None:
    assert store.append([b"again " * 1000])[0].stored_bytes < 300


def test_what_does_not_shrink_is_kept_as_it_is(store: SegmentStore) -> None:
    noise = os.urandom(1000)
    assert store.append([noise])[0].stored_bytes == HEADER_BYTES + 1000


def test_a_full_segment_is_followed_by_the_next(tmp_path: Path) -> None:
    store = SegmentStore(tmp_path, roll_bytes=500)
    places = [store.append([os.urandom(300)])[0] for _ in range(5)]
    assert [place.segment for place in places] == [1, 1, 2, 2, 3]


@pytest.mark.slow
@COMMON
@given(batches=st.lists(BLOBS, max_size=5), roll_bytes=st.integers(1, 2000))
def test_any_batches_come_back(folders: Path, batches: list[list[bytes]], roll_bytes: int) -> None:
    store = fresh(folders, roll_bytes=roll_bytes)
    places = [store.append(batch) for batch in batches]
    assert [[store.read(place)[0] for place in batch] for batch in places] == batches


@pytest.mark.slow
@COMMON
@given(first=BLOBS, torn=st.binary(min_size=1, max_size=400), second=BLOBS, data=st.data())
def test_a_batch_torn_at_any_byte_harms_no_other(
    folders: Path, first: list[bytes], torn: bytes, second: list[bytes], data: st.DataObject
) -> None:
    store = fresh(folders)
    places = store.append([*first, b"end"])
    whole = store.path(1).stat().st_size
    store.append([torn])
    os.truncate(store.path(1), data.draw(st.integers(whole, store.path(1).stat().st_size)))
    places += SegmentStore(store.folder).append(second)
    assert [store.read(place)[0] for place in places] == [*first, b"end", *second]


@pytest.mark.broad
def test_a_walk_finds_what_stands_behind_every_length_of_torn_record(tmp_path: Path) -> None:
    torn_bytes = SegmentStore(tmp_path / "whole").append([b"torn " * 9])[0].stored_bytes
    found = []
    for length in range(torn_bytes):
        store = SegmentStore(tmp_path / str(length))
        store.append([b"torn " * 9])
        os.truncate(store.path(1), length)
        place = store.append([b"sound"])[0]
        found.append([record.place for record in store.records(1, Span(0, 10**6))] == [place])
    assert all(found) and len(found) > HEADER_BYTES


def test_a_walk_tells_all_that_a_ledger_needs(store: SegmentStore) -> None:
    blobs = [b"one", b"two " * 100, MAGIC * 3]
    places = store.append(blobs)
    found = list(store.records(1, Span(0, store.sizes()[1])))
    expected = [(hashlib.sha256(blob).digest(), len(blob)) for blob in blobs]
    assert [(record.place, (record.sha256, record.size_bytes)) for record in found] == list(
        zip(places, expected, strict=True)
    )


def test_a_walk_finds_a_record_whose_magic_lies_across_two_chunks(
    store: SegmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_CHUNK_BYTES", 3)
    with store.path(1).open("wb") as file:
        file.write(b"torn!")
    place = store.append([b"sound"])[0]
    assert [record.place for record in store.records(1, Span(0, 10**6))] == [place]


@pytest.mark.parametrize("at", [0, 4, 10, 30, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 30])
def test_a_flipped_bit_is_noticed(store: SegmentStore, at: int) -> None:
    place = store.append([b"Please send the invoice. " * 40])[0]
    data = bytearray(store.path(1).read_bytes())
    data[at] ^= 1
    store.path(1).write_bytes(data)
    with pytest.raises(DamagedRecordError):
        store.read(place)


def test_a_missing_segment_is_damage(store: SegmentStore) -> None:
    with pytest.raises(DamagedRecordError, match="missing"):
        store.read(Place(7, 0, 100))


def test_a_place_of_another_length_is_damage(store: SegmentStore) -> None:
    place = store.append([b"one", b"two"])[0]
    with pytest.raises(DamagedRecordError, match="another record"):
        store.read(place._replace(stored_bytes=place.stored_bytes + 1))


@pytest.mark.slow
@COMMON
@given(blobs=BLOBS, data=st.data())
def test_a_rewrite_keeps_places_and_leaves_no_other_byte(
    folders: Path, blobs: list[bytes], data: st.DataObject
) -> None:
    store = fresh(folders)
    places = store.append([*blobs, b"last"])
    kept = data.draw(st.sets(st.sampled_from(range(len(places)))))
    store.rewrite(1, [span(places[number]) for number in kept])
    assert [store.read(places[number])[0] for number in sorted(kept)] == [
        [*blobs, b"last"][number] for number in sorted(kept)
    ]
    assert store.leftovers(1, [span(places[number]) for number in kept]) == []


def test_what_a_rewrite_left_out_cannot_be_read(store: SegmentStore) -> None:
    kept, gone = store.append([b"kept", b"gone"])
    store.rewrite(1, [span(kept)])
    with pytest.raises(DamagedRecordError):
        store.read(gone)
    assert b"gone" not in store.path(1).read_bytes()


def test_a_reader_with_the_old_file_open_reads_on_through_a_rewrite(store: SegmentStore) -> None:
    gone, kept = store.append([b"gone", b"kept"])
    with store.open(1) as reader:
        store.rewrite(1, [span(kept)])
        reader.seek(kept.offset)
        assert reader.read(kept.stored_bytes).endswith(b"kept")


def test_holes_take_no_room_on_the_disk(store: SegmentStore) -> None:
    _, kept = store.append([os.urandom(4_000_000), b"kept"])
    store.rewrite(1, [span(kept)])
    assert store.path(1).stat().st_blocks * 512 < 100_000


def test_an_append_after_a_rewrite_goes_behind_it(store: SegmentStore) -> None:
    _, kept = store.append([b"gone", b"kept"])
    store.rewrite(1, [span(kept)])
    place = store.append([b"new"])[0]
    assert (store.read(kept)[0], store.read(place)[0], place.segment) == (b"kept", b"new", 1)


def test_an_older_segment_with_nothing_to_keep_goes(tmp_path: Path) -> None:
    store = SegmentStore(tmp_path, roll_bytes=1)
    store.append([b"one"])
    store.append([b"two"])
    store.rewrite(1, [])
    assert list(store.sizes()) == [2]


def test_the_newest_segment_stays_so_that_no_number_is_given_twice(store: SegmentStore) -> None:
    store.append([b"one"])
    store.rewrite(1, [])
    assert store.sizes() == {1: 0}


def test_a_rewrite_refuses_to_lose_what_the_ledger_claims(store: SegmentStore) -> None:
    place = store.append([b"one"])[0]
    with pytest.raises(DamagedRecordError):
        store.rewrite(1, [Span(0, place.stored_bytes + 1)])
    assert store.read(place)[0] == b"one"


def test_leftovers_are_the_stretches_nobody_claims(store: SegmentStore) -> None:
    one, two, three = store.append([b"one", b"two", b"three"])
    assert store.leftovers(1, [span(two)]) == [span(one), span(three)]


def test_a_failed_sync_is_raised_and_the_segment_not_used_again(
    store: SegmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(segments, "sync", refuse)
        with pytest.raises(OSError, match="input/output"):
            store.append([b"lost?"])
    assert store.append([b"safe"])[0].segment == 2


def test_a_full_disk_is_raised_and_the_next_batch_is_sound(
    store: SegmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_half(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(segments, "write_all", write_half)
        with pytest.raises(OSError, match="no space"):
            store.append([b"half"])
    assert store.read(store.append([b"whole"])[0])[0] == b"whole"


def test_threads_that_append_at_once_do_not_overlap(tmp_path: Path) -> None:
    store = SegmentStore(tmp_path, roll_bytes=20_000)
    found: list[tuple[bytes, Place]] = []

    def work(number: int) -> None:
        for turn in range(20):
            blobs = [f"{number}/{turn}/{part} ".encode() * 9 for part in range(5)]
            found.extend(zip(blobs, store.append(blobs), strict=True))

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 400 and all(store.read(place)[0] == blob for blob, place in found)


WRITER = """
import sys
from pathlib import Path
from alongside.lib.segments import SegmentStore
store = SegmentStore(Path(sys.argv[1]), roll_bytes=20_000)
for turn in range(20):
    blobs = [f"{sys.argv[2]}/{turn}/{part} ".encode() * 9 for part in range(5)]
    for blob, place in zip(blobs, store.append(blobs)):
        print(*place, blob.hex())
"""


@pytest.mark.broad
def test_processes_that_append_at_once_do_not_overlap(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, name], stdout=subprocess.PIPE, text=True)
        for name in ("web", "import")
    ]
    lines = [line.split() for writer in writers for line in writer.communicate()[0].splitlines()]
    store = SegmentStore(tmp_path)
    sound = [store.read(Place(*map(int, line[:3])))[0] == bytes.fromhex(line[3]) for line in lines]
    assert len(sound) == 200 and all(sound)
    assert all(store.leftovers(number, claims(lines, number)) == [] for number in store.sizes())


def claims(lines: list[list[str]], number: int) -> list[Span]:
    return [span(Place(*map(int, line[:3]))) for line in lines if int(line[0]) == number]


def append_file(store: SegmentStore, raw: bytes, *, said: bytes | None = None) -> Place:
    said = raw if said is None else said
    return store.append_file(io.BytesIO(raw), size_bytes=len(said), sha256=hashlib.sha256(said).digest())


def test_file_is_written_in_pieces_and_read_back(store: SegmentStore) -> None:
    raw = os.urandom(3 << 20)
    before = store.append([b"Dear Ada"])[0]
    place, behind = append_file(store, raw), store.append([b"Dear Bo"])[0]
    assert [store.read(one)[0] for one in (before, place, behind)] == [b"Dear Ada", raw, b"Dear Bo"]
    assert store.check(place) == hashlib.sha256(raw).digest()


@pytest.mark.slow
def test_file_is_never_whole_in_memory(tmp_path: Path) -> None:
    script = f"""
import hashlib, resource
from pathlib import Path
from alongside.lib.segments import SegmentStore
big = Path({str(tmp_path)!r}) / "big"
digest = hashlib.sha256()
with big.open("wb") as file:
    for _ in range(96):
        file.write(bytes(1 << 20))
        digest.update(bytes(1 << 20))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
store = SegmentStore(Path({str(tmp_path)!r}) / "originals")
with big.open("rb") as file:
    store.check(store.append_file(file, size_bytes=96 << 20, sha256=digest.digest()))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 32 << 10


@pytest.mark.parametrize("raw", [b"shorter", b"longer than was said", b"as long as it"])
def test_file_that_changed_meanwhile_is_refused_and_harms_nobody(store: SegmentStore, raw: bytes) -> None:
    before = store.append([b"Dear Ada"])[0]
    with pytest.raises(OSError, match="changed"):
        append_file(store, raw, said=b"what it said.")
    behind = store.append([b"Dear Bo"])[0]
    assert [store.read(one)[0] for one in (before, behind)] == [b"Dear Ada", b"Dear Bo"]


def test_damaged_file_is_noticed_without_reading_it_whole(store: SegmentStore) -> None:
    place = append_file(store, os.urandom(100_000))
    with store.path(place.segment).open("r+b") as file:
        file.seek(place.offset + 50_000)
        file.write(b"something else")
    with pytest.raises(DamagedRecordError):
        store.check(place)
