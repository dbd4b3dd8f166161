// Files dropped anywhere on the letter are attached to it; the field they go into is the one without script too.
import { whenPresent } from "../ready.js";

whenPresent("form[data-draft]", (form) => {
  const field = form.querySelector("input[type=file]");
  if (!field) return;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const over = (isOver) => (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.toggle("over", isOver);
  };
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  // Before the editor takes them for text.
  form.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    over(false)(event);
    event.stopPropagation();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }, { capture: true });
});
