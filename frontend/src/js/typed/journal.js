// Keeps what is typed as it is typed: at once in this browser, within a second at the server, which says how far it has it.
// One request at a time, each with the revision that it goes on from: another window is noticed rather than written over.
// Where an answer was lost, the server has what was sent last; that is no other window. What another window wrote is
// brought together with what stands here where the page knows how (`merge`), else a person chooses.
import { forget, keep, look } from "./store.js";

const BROWSER_MS = 80;
const SERVER_MS = 250;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;
const PATIENCE_MS = 10_000;
const LOOKING_MS = 3_000;
const LATE = Symbol();
const FIRST_AND_LAST = 3;
// What a closing page may still send (Fetch §4.5, keepalive).
const LAST_WORDS = 60_000;

export const sameFields = (one, other) => Object.keys(one).every((name) => one[name] === (other[name] ?? ""));

export class Journal {
  // `key` names it in this browser. `read` gives what stands in the form, by field; `show` puts it there;
  // `say(state, details)` tells the page. `same` compares two versions; `merge(bases, here, there)` makes one of two,
  // `bases` being what both may go on from: what was sent and perhaps never arrived, last what both had for certain.
  constructor(form, { key, read, show, say, same = sameFields, merge }) {
    Object.assign(this, { form, key, read, show, say, same, merge, failures: 0, sents: [], other: {} });
    Object.assign(this, { isDirty: false, isOnItsWay: undefined, isHeld: false, isEnded: false });
    this.base = Number(form.dataset.revision);
    // What both this page and the server had last.
    this.known = read();
    window.addEventListener("pagehide", () => this.lastWords());
    window.addEventListener("online", () => this.isDirty && this.send());
  }

  // What an earlier window of this browser could not hand over is taken up again where nothing was written since.
  // A browser that is slow to say what it has does not keep anybody from writing; it is heard whenever it says it,
  // because it reads before anything that is typed here can take that place.
  async begin() {
    const opened = { stands: this.read(), base: this.base };
    const looking = look(this.key);
    const late = new Promise((done) => setTimeout(done, LOOKING_MS, LATE));
    const left = await Promise.race([looking, late]);
    if (left === LATE) looking.then((found) => this.takeUp(found, opened));
    else await this.takeUp(left, opened);
  }

  async takeUp(left, { stands, base }) {
    if (!left || this.isEnded) return undefined;
    const here = this.read();
    const isUntouched = this.base === base && !this.isDirty && !this.isOnItsWay;
    if (this.same(left.typed, here)) return isUntouched ? forget(this.key) : undefined;
    const sents = left.sents ?? [];
    const isGoingOn = left.base === base || sents.some((sent) => this.same(sent, stands));
    if (!this.merge && !(isGoingOn && isUntouched)) return this.hold({ left: left.typed });
    const bases = isGoingOn ? [stands] : [...sents].reverse().concat(left.known);
    this.show(isGoingOn && isUntouched ? left.typed : this.merge(bases, left.typed, here));
    this.say("taken-up");
    return this.changed();
  }

  changed(wait = SERVER_MS) {
    if (this.isEnded) return;
    this.isDirty = true;
    if (this.isHeld) return;
    this.say("typing");
    this.browserTimer ??= setTimeout(() => this.keepHere(), BROWSER_MS);
    this.serverTimer ??= setTimeout(() => this.send(), wait);
  }

  keepHere() {
    this.browserTimer = undefined;
    if (!this.isDirty || this.isEnded) return undefined;
    return this.put(this.read());
  }

  put(typed) {
    const { base, sents, known } = this;
    return keep(this.key, { typed, base, sents, known });
  }

  async send() {
    clearTimeout(this.serverTimer);
    this.serverTimer = undefined;
    if (this.isOnItsWay || this.isHeld || this.isEnded || !this.isDirty) return;
    this.isDirty = false;
    this.sent = this.read();
    this.remember(this.sent);
    this.isOnItsWay = this.ask();
    const answer = await this.isOnItsWay;
    this.isOnItsWay = undefined;
    await this.hear(answer);
  }

  // Whether the server has everything; when it does not, the page has said so.
  async flush() {
    while (this.isOnItsWay) await this.isOnItsWay;
    do await this.send();
    while (this.isDirty && !this.isHeld && !this.failures && !this.isEnded && !this.isSignedOut);
    return !this.isDirty && !this.isHeld && !this.isEnded;
  }

  // Whose answer was lost may have arrived all the same: the first that were sent when the server fell silent, and the
  // last, sent when it spoke again.
  remember(sent) {
    if (this.sents.length && this.same(this.sents.at(-1), sent)) return;
    this.sents.push(sent);
    if (this.sents.length > 2 * FIRST_AND_LAST) this.sents.splice(FIRST_AND_LAST, 1);
  }

  async ask() {
    // First here: should everything stop now, the next window knows whose words the server may have by then.
    await this.put(this.sent);
    try {
      const response = await fetch(this.form.dataset.keep, {
        method: "POST", body: this.body(this.sent), redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { "X-Requested-With": "fetch" },
      });
      if (response.type === "opaqueredirect") return { status: 401 };
      const isWords = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, ...(isWords ? await response.json() : {}) };
    } catch {
      return { status: 0 };
    }
  }

  body(typed) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    return new URLSearchParams({ ...typed, scripted: "1", revision: this.base, csrfmiddlewaretoken: token });
  }

  async hear(answer) {
    if (answer.status === 200 || (answer.status === 409 && this.isOwn(answer.stands))) {
      this.failures = 0;
      this.base = answer.revision;
      this.known = answer.stands ?? this.sent;
      this.sents = [];
      this.form.elements.namedItem("revision").value = answer.revision;
      // What was typed meanwhile has waited long enough.
      if (this.isDirty || answer.status === 409) return this.changed(0);
      if (answer.stands) this.show(answer.stands);
      await forget(this.key);
      return this.say("kept", answer);
    }
    this.isDirty = true;
    await this.keepHere();
    if (answer.status === 409) return this.merge ? this.bringTogether(answer) : this.hold(answer);
    if ([401, 403, 404, 410].includes(answer.status)) return this.end(answer);
    if (answer.status === 422) return this.say("refused", answer);
    this.say("away");
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.failures++, LONGEST_WAIT_MS);
    this.serverTimer ??= setTimeout(() => this.send(), wait);
  }

  isOwn(stands) {
    return stands && this.sents.some((sent) => this.same(sent, stands));
  }

  bringTogether({ revision, stands }) {
    this.show(this.merge([...this.sents].reverse().concat(this.known), this.read(), stands));
    Object.assign(this, { base: revision, known: stands, sents: [] });
    this.changed(0);
  }

  // Two versions: nothing is sent until a person has chosen.
  hold(answer) {
    this.isHeld = true;
    this.other = answer;
    this.say("other", answer);
  }

  end(answer) {
    this.isSignedOut = answer.status === 401;
    this.isEnded = !this.isSignedOut;
    this.say("ended", answer);
  }

  keepMine() {
    if (this.other.left) this.show(this.other.left);
    this.base = this.other.revision ?? this.base;
    this.isHeld = false;
    this.isDirty = true;
    return this.send();
  }

  async takeTheirs() {
    this.isEnded = true;
    await forget(this.key);
    window.location.reload();
  }

  lastWords() {
    if (!this.isDirty || this.isHeld || this.isEnded) return;
    this.keepHere();
    const body = this.body(this.read());
    if (body.toString().length < LAST_WORDS) fetch(this.form.dataset.keep, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

// Nothing leaves the page before the server has all that was typed: a form that finds no server loses no word.
export function flushFirst(form, journal, before = () => {}) {
  form.addEventListener("submit", (event) => {
    before();
    if (form.dataset.flushed) return;
    event.preventDefault();
    const { submitter } = event;
    journal.flush().then((isKept) => {
      if (!isKept) return;
      form.dataset.flushed = "1";
      // A form that is still telling of one submission begins no other (HTML §4.10.21.3).
      setTimeout(() => form.requestSubmit(submitter));
    });
  });
  window.addEventListener("pageshow", () => delete form.dataset.flushed);
}
