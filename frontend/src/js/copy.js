// A button that copies a field; without script one selects and copies.
import { whenPresent } from "./ready.js";

whenPresent("[data-copy]", (button) => {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
});
whenPresent("[data-select]", (field) => field.addEventListener("focus", () => field.select()));
