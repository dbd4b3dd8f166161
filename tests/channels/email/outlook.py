"""Messages in Outlook's own form, made for tests: properties in, a compound file (MS-CFB) with them (MS-OXMSG) out."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
TEXT, BINARY, NUMBER, TIME = 0x001F, 0x0102, 0x0003, 0x0040
Value = str | bytes | int | datetime | Mapping[int, "Value"]
Tree = dict[str, "bytes | Tree"]


def outlook(
    known: Mapping[int, Value],
    *,
    recipients: Sequence[Mapping[int, Value]] = (),
    files: Sequence[Mapping[int, Value]] = (),
) -> bytes:
    """A `.msg`: `known` by number of property, as are those of each recipient and file."""
    counts = struct.pack("<8x4I8x", len(recipients), len(files), len(recipients), len(files))
    root = _properties(known, head=counts)
    root["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b""}
    for number, one in enumerate(recipients):
        root[f"__recip_version1.0_#{number:08X}"] = _properties(one, head=bytes(8))
    for number, one in enumerate(files):
        root[f"__attach_version1.0_#{number:08X}"] = _properties(one, head=bytes(8))
    return compound(root)


def _properties(known: Mapping[int, Value], *, head: bytes) -> Tree:
    made: Tree = {}
    rows = b""
    for number, value in sorted(known.items()):
        if isinstance(value, Mapping):
            # A message within: a folder of its own, whose properties have a shorter head.
            made[f"__substg1.0_{number:04X}000D"] = _properties(value, head=bytes(24))
            rows += struct.pack("<HHIII", 0x000D, number, 6, 0xFFFFFFFF, 1)
        elif isinstance(value, int):
            rows += struct.pack("<HHIII", NUMBER, number, 6, value, 0)
        elif isinstance(value, datetime):
            ticks = round((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            rows += struct.pack("<HHIQ", TIME, number, 6, ticks)
        else:
            kind = TEXT if isinstance(value, str) else BINARY
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            made[f"__substg1.0_{number:04X}{kind:04X}"] = content
            rows += struct.pack("<HHIII", kind, number, 6, len(content) + 2 * (kind == TEXT), 0)
    made["__properties_version1.0"] = head + rows
    return made


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    start: int = END
    child: int = FREE
    right: int = FREE
    children: list[int] = field(default_factory=list)


def compound(root: Tree) -> bytes:
    """MS-CFB, version 3: small streams in the mini stream, large ones in sectors, one chain of siblings a folder."""
    entries = [_Entry("Root Entry", 5)]
    _list(entries, 0, root)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []
    for one in entries:
        if one.kind != 2 or not one.content:
            continue
        if len(one.content) >= CUTOFF:
            one.start = _chain(sectors, fat, one.content)
            continue
        one.start = len(mini_fat)
        count = -(-len(one.content) // MINI)
        mini_fat += [*range(one.start + 1, one.start + count), END]
        mini += one.content.ljust(count * MINI, b"\0")
    entries[0].content = mini
    entries[0].start = _chain(sectors, fat, mini)
    mini_fat_start = _chain(sectors, fat, struct.pack(f"<{len(mini_fat)}I", *mini_fat), pad=b"\xff")
    mini_fat_count = -(-len(mini_fat) * 4 // SECTOR)
    folder_start = _chain(sectors, fat, b"".join(map(_row, entries)))
    # The table tells of its own sectors too.
    count = 1
    while (len(sectors) + count) * 4 > count * SECTOR:
        count += 1
    own = range(len(sectors), len(sectors) + count)
    table = fat + [FAT] * count
    table += [FREE] * (count * SECTOR // 4 - len(table))
    head = struct.pack(
        "<8s16xHHHHH6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, folder_start, 0, CUTOFF,
        mini_fat_start if mini_fat else END, mini_fat_count, END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *own, *[FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _list(entries: list[_Entry], parent: int, tree: Tree) -> None:
    numbers = []
    for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
        numbers.append(len(entries))
        is_folder = isinstance(content, dict)
        entries.append(_Entry(name, 1 if is_folder else 2, b"" if isinstance(content, dict) else content))
        if isinstance(content, dict):
            _list(entries, numbers[-1], content)
    for one, following in zip(numbers, numbers[1:], strict=False):
        entries[one].right = following
    if numbers:
        entries[parent].child = numbers[0]


def _chain(sectors: list[bytes], fat: list[int], content: bytes, *, pad: bytes = b"\0") -> int:
    if not content:
        return END
    start = len(sectors)
    count = -(-len(content) // SECTOR)
    sectors += [content[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, pad) for at in range(count)]
    fat += [*range(start + 1, start + count), END]
    return start


def _row(one: _Entry) -> bytes:
    name = one.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        name, len(name), one.kind, 1, FREE, one.right, one.child, 0,
        0 if one.kind == 1 else one.start, len(one.content),
    )  # fmt: skip
