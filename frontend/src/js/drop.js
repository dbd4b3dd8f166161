// Mail can be dropped on the page and shows how far it has come. The form itself goes up through htmx, which tells
// the progress of an upload; without script the browser sends the same form.
import { whenPresent } from "./ready.js";

const inWords = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

whenPresent("[data-drop]", (form) => {
  const field = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-drop-progress]");
  const [bar, words] = [box.querySelector("progress"), box.querySelector("p")];

  const over = (isOver) => (event) => {
    event.preventDefault();
    form.classList.toggle("over", isOver);
  };
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  form.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });

  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable) return;
    box.hidden = false;
    bar.value = (100 * detail.loaded) / detail.total;
    words.textContent =
      detail.loaded < detail.total ? `${inWords(detail.loaded)} of ${inWords(detail.total)} sent` : "Sent. Reading it now.";
  });
  form.addEventListener("htmx:sendError", () => {
    words.textContent = "It broke off before all of it was sent. Nothing was brought in; send it again.";
  });
});
