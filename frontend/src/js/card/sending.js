// Sends what waits in this phone to the desk, each line under its own name, so that what is sent twice is there once.
import { put, waiting } from "./store.js";

const AT_ONCE = 50;
const PATIENCE_MS = 15_000;

// "sent", "away", "signed-out", "stale" (the page's token is of before) or "refused" (the whole, by a desk that is there).
export async function send(member, lines, token) {
  for (;;) {
    const some = (await waiting(member, lines)).filter((one) => !one.wrong).slice(0, AT_ONCE);
    if (!some.length) return "sent";
    const answer = await post(lines, token(), some);
    if (answer.status !== 200) return meaning(answer.status);
    const told = new Map(answer.lines.map((one) => [one.key, one]));
    let settled = 0;
    for (const one of some) {
      if (!told.has(one.key)) continue;
      settled++;
      const { wrong, stands } = told.get(one.key);
      // A tick or a taking back that cannot be carried out is about something that is not there any more, unless it stands.
      if (wrong && !["tick", "item", "back"].includes(one.kind)) await put({ ...one, wrong });
      else await put(stands ? { ...one, wrong, done: answer.at } : { ...one, done: answer.at });
    }
    // An answer that names none of them would be asked for without end.
    if (!settled) return "away";
  }
}

function meaning(status) {
  if (status === 0 || status === 429 || status >= 500) return "away";
  return { 401: "signed-out", 403: "stale" }[status] ?? "refused";
}

async function post(lines, token, some) {
  const body = JSON.stringify({ lines: some.map(({ key, kind, at, facts }) => ({ key, kind, at, facts })) });
  try {
    const response = await fetch(lines, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "fetch" },
    });
    if (response.type === "opaqueredirect") return { status: 401 };
    return { status: response.status, ...(response.ok ? await response.json() : {}) };
  } catch {
    return { status: 0 };
  }
}
