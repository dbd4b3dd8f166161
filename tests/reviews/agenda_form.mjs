// The script of an agenda's page, with just so much of a page as it asks for; what was said and sent goes out as JSON.
import { pathToFileURL } from "node:url";

const [script, scene] = process.argv.slice(2);
const heard = {};
const state = { textContent: "" };
const bodies = [];
const waiting = [];
const form = {
  action: "https://desk.example/agenda/",
  elements: {},
  getAttribute: () => "agenda/",
  querySelectorAll: () => [],
  hasAttribute: () => false,
  querySelector: () => state,
};
globalThis.document = {
  querySelector: () => form,
  addEventListener: (name, hear) => (heard[name] ??= []).push(hear),
};
globalThis.window = { addEventListener: () => {} };

globalThis.FormData = class extends URLSearchParams {
  constructor() { super(); }
};
globalThis.DOMParser = class {
  parseFromString = () => ({ querySelector: () => null });
};
const answers = {
  "signed-out": { ok: false, type: "opaqueredirect", status: 0, text: async () => "" },
  "another-page": { ok: true, type: "basic", status: 200, text: async () => "<p>Sign in" },
  pressed: { ok: true, type: "basic", status: 200, text: async () => "" },
};
globalThis.fetch = (_, { body, redirect }) => {
  bodies.push({ body: String(body), redirect });
  return new Promise((answer) => waiting.push(() => answer(answers[scene])));
};
const turn = () => new Promise((go) => setTimeout(go, 400));
const submit = (name, value) =>
  heard.submit.forEach((hear) => hear({ target: form, submitter: { name, value }, preventDefault: () => {} }));

await import(pathToFileURL(script).href);
submit("", "");
if (scene === "pressed") submit("do", "up:1");
waiting.shift()();
await turn();
process.stdout.write(JSON.stringify({ state: state.textContent, bodies }));
process.exit();
