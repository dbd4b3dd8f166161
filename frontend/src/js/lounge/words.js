// Brings what stands in the page level with what the server gives, line by line: what stays is not touched, so that
// nothing is read out twice, and whoever stood at the end stands there again.
const NEAR = 120;

const isAtTheEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR;
export const toTheEnd = () => window.scrollTo({ top: document.documentElement.scrollHeight });

function levelList(list, fresh) {
  const known = new Map([...list.children].map((line) => [line.id, line]));
  let before = null;
  for (const line of [...fresh.children]) {
    const old = known.get(line.id);
    known.delete(line.id);
    const kept = old?.isEqualNode(line) ? old : line;
    if (old && kept !== old) old.replaceWith(line);
    const place = before ? before.nextElementSibling : list.firstElementChild;
    if (place !== kept) list.insertBefore(kept, place);
    before = kept;
  }
  for (const gone of known.values()) gone.remove();
}

export function bringLevel(part, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const wasAtTheEnd = isAtTheEnd();
  const door = part.querySelector("[data-lounge-door]");
  const freshDoor = fresh.querySelector("[data-lounge-door]");
  if (door && freshDoor && !door.isEqualNode(freshDoor)) door.replaceChildren(...freshDoor.childNodes);
  const words = fresh.querySelector("[data-lounge-words]");
  if (words) levelList(part.querySelector("[data-lounge-words]"), words);
  if (wasAtTheEnd) toTheEnd();
}
