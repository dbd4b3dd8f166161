"""What a browser keeps of cards, in Node with a small stand-in for what browsers keep things in: it goes in time."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parents[2] / "frontend" / "src" / "js"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node builds the pages' scripts")

_BROWSER = """
const later = (target, name, result) => { target.result = result; queueMicrotask(() => target.on[name]?.()); };
const event = () => { const one = { on: {}, addEventListener(name, does) { one.on[name] = does; } }; return one; };
const tables = {};
globalThis.indexedDB = { open(name) {
  const rows = (tables[name] ??= new Map());
  const does = {
    getAll: () => [...rows.values()], getAllKeys: () => [...rows.keys()], get: (key) => rows.get(key),
    put: (row, key) => rows.set(key ?? row.key, row), delete: (key) => rows.delete(key),
  };
  const asked = ([what, how]) => [what, (...all) => ({ result: how(...all) })];
  const table = Object.fromEntries(Object.entries(does).map(asked));
  const request = event();
  const transaction = () => {
    const one = event();
    one.objectStore = () => table;
    later(one, "complete");
    return one;
  };
  later(request, "success", { transaction });
  return request;
} };
const kept = new Map();
const cacheOf = (rows) => ({
  match: async (path) => rows.get(path), delete: async ({ url }) => rows.delete(new URL(url).pathname),
  keys: async () => [...rows.keys()].map((path) => ({ url: `https://desk.example${path}` })),
});
globalThis.caches = {
  keys: async () => [...kept.keys()],
  open: async (name) => cacheOf(kept.get(name)),
  delete: async (name) => kept.delete(name),
};
const ended = [];
const worker = (path) => ({ scope: `https://desk.example${path}`, unregister: async () => ended.push(path) });
const serviceWorker = { getRegistration: async (path) => worker(path) };
Object.defineProperty(globalThis, "navigator", { value: { serviceWorker } });
const page = (date) => ({ headers: new Map([["date", date]]) });
"""


def ran(script: str) -> Any:
    """What a script of a page answers with, as `told`."""
    whole = f"{_BROWSER}\n{script}\nconsole.log(JSON.stringify(told));"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", whole],
        cwd=SOURCES,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.broad
def test_what_is_kept_of_cards_goes_after_two_weeks_and_nothing_newer_or_unsent_does():
    told = ran(
        """
        const now = Date.parse("2026-03-20T12:00:00Z");
        const old = "Thu, 05 Mar 2026 12:00:00 GMT", young = "Sat, 07 Mar 2026 12:00:00 GMT";
        kept.set("card:/visits/1/card/:a", new Map([["/visits/1/card/", page(old)], ["/faces/x/", page(old)]]));
        kept.set("card:/visits/2/card/:a", new Map([["/visits/2/card/", page(young)], ["/faces/x/", page(old)]]));
        kept.set("card:/visits/3/card/:a", new Map([["/static/built/a.js", page(old)], ["/faces/x/", page(old)]]));
        kept.set("other", new Map());
        const typed = await import("./typed/store.js"), store = await import("./card/store.js");
        await typed.keep("7:card:1", { text: "old", at: now - 15 * 864e5 });
        await typed.keep("7:card:2", { text: "young", at: now - 13 * 864e5 });
        await typed.keep("7:card:3", { text: "of an earlier version" });
        await typed.keep("7:by-hand", { text: "no card" });
        await store.put({ key: "done-old", member: "8", done: "2026-03-05T12:00:00.000000Z" });
        await store.put({ key: "done-young", member: "8", done: "2026-03-07T12:00:00.000000Z" });
        await store.put({ key: "unsent", member: "8", at: "2026-01-01T12:00:00.000Z" });
        const { sweep } = await import("./old-cards.js");
        await sweep(now);
        const told = {
          caches: [...kept].map(([name, rows]) => [name, [...rows.keys()]]),
          typed: [...tables["alongside-letters"].keys()],
          stamped: tables["alongside-letters"].get("7:card:3").at === now,
          lines: [...tables["alongside-card"].keys()],
          ended,
        };
        """
    )
    assert told["caches"] == [
        ["card:/visits/2/card/:a", ["/visits/2/card/", "/faces/x/"]],
        ["card:/visits/3/card/:a", ["/static/built/a.js"]],
        ["other", []],
    ]
    assert (told["typed"], told["stamped"]) == (["7:card:2", "7:card:3", "7:by-hand"], True)
    assert told["ended"] == ["/visits/1/card/"]
    assert told["lines"] == ["done-young", "unsent"]


@pytest.mark.broad
@pytest.mark.parametrize(
    ("status", "how"),
    [(400, "refused"), (404, "refused"), (403, "stale"), (500, "away"), (429, "away"), (0, "signed-out")],
)
def test_an_answer_that_refuses_is_not_read_as_signed_out(status, how):
    told = ran(
        f"""
        globalThis.fetch = async () => ({{ status: {status}, ok: false, type: {status} ? "basic" : "opaqueredirect" }});
        const store = await import("./card/store.js"), {{ send }} = await import("./card/sending.js");
        await store.put({{ key: "a", member: "7", lines: "/x/", order: 1, kind: "note", facts: {{}} }});
        const told = await send("7", "/x/", () => "token");
        """
    )
    assert told == how


@pytest.mark.broad
def test_a_taking_back_of_what_stands_keeps_why_and_is_not_sent_again():
    told = ran(
        """
        const answers = { at: "2026-03-20T12:00:00.000000Z", lines: [
          { key: "a", wrong: "It stands.", stands: true },
          { key: "b", wrong: "Gone.", stands: false },
        ] };
        globalThis.fetch = async () => ({ status: 200, ok: true, type: "basic", json: async () => answers });
        const store = await import("./card/store.js"), { send } = await import("./card/sending.js");
        const back = { member: "7", lines: "/x/", order: 1, kind: "back", facts: {} };
        for (const key of ["a", "b"]) await store.put({ key, ...back });
        const how = await send("7", "/x/", () => "token");
        const left = await store.all("7", "/x/");
        const told = { how, open: (await store.waiting("7", "/x/")).length, wrong: left.map((one) => one.wrong ?? "") };
        """
    )
    assert told == {"how": "sent", "open": 0, "wrong": ["It stands.", ""]}
