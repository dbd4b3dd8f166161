// A second click while a reply is on its way does nothing; what is wrong is read out and can be gone to.
for (const form of document.querySelectorAll("form[data-reply]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector("button.main").setAttribute("aria-disabled", "true");
  });
}
// Back from the next page, the form is as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-reply]")) {
    delete form.dataset.sent;
    form.querySelector("button.main").removeAttribute("aria-disabled");
  }
});
document.querySelector("[data-errors]")?.focus();
