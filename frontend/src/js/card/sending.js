// Sends what waits in this phone to the desk, each line under its own name, so that what is sent twice is there once.
import { put, waiting } from "./store.js";

const AT_ONCE = 50;
const PATIENCE_MS = 15_000;

// "sent", "away", "signed-out" or "refused" (what is left has words of its own why).
export async function send(member, lines, token) {
  for (;;) {
    const some = (await waiting(member, lines)).filter((one) => !one.wrong).slice(0, AT_ONCE);
    if (!some.length) return "sent";
    const answer = await post(lines, token(), some);
    if (answer.status !== 200) return answer.status === 0 || answer.status >= 500 ? "away" : answer.status === 403 ? "stale" : "signed-out";
    const told = new Map(answer.lines.map((one) => [one.key, one.wrong]));
    let settled = 0;
    for (const one of some) {
      if (!told.has(one.key)) continue;
      settled++;
      // A tick or a taking back that cannot be carried out is about something that is not there any more.
      if (told.get(one.key) && one.kind !== "tick" && one.kind !== "back") await put({ ...one, wrong: told.get(one.key) });
      else await put({ ...one, done: answer.at });
    }
    // An answer that names none of them would be asked for without end.
    if (!settled) return "away";
  }
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
