// A button that prints the page; without script the browser's own menu does.
import { whenPresent } from "./ready.js";

whenPresent("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
