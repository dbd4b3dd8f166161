// Day and night change at once; the server keeps the choice.
import { whenPresent } from "./ready.js";

whenPresent("[data-theme-form]", (form) => {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (chosen === undefined) return;
    event.preventDefault();
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) button.ariaPressed = String(button === event.submitter);
    const kept = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body: kept, redirect: "manual" }).catch(() => form.submit());
  });
});
