// What she pressed is sent as it stood then, also where an earlier answer is waited for; and what is under way already is
// not begun once more.
const pressed = new WeakMap();
const underWay = new Set();

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const path = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const data = new FormData(form, submitter);
  const name = [path, ...[...data].map(([key, value]) => `${key}=${value}`)].join("&");
  if (form.matches("[hx-sync]")) {
    if (underWay.has(name)) return event.stopImmediatePropagation(), event.preventDefault();
    underWay.add(name);
  }
  pressed.set(event, { form, path, data, name });
}, { capture: true });

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const sent = pressed.get(detail.triggeringEvent);
  if (sent?.form !== detail.elt) return;
  if (!sent.form.hasAttribute("hx-post")) detail.path = sent.path ?? detail.path;
  for (const name of [...detail.formData.keys()]) detail.formData.delete(name);
  for (const [name, value] of sent.data) detail.formData.append(name, value);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const sent = pressed.get(detail.requestConfig.triggeringEvent);
  if (sent) underWay.delete(sent.name);
});

// A page that comes back as it was left waits for no answer.
window.addEventListener("pageshow", () => underWay.clear());
