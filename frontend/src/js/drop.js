// Mail dropped on the page goes up with a bar that tells how far it is; without script the form does the same.
import { whenPresent } from "./ready.js";

const inWords = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

function send(form) {
  const box = form.querySelector("[data-drop-progress]");
  const [bar, words] = [box.querySelector("progress"), box.querySelector("p")];
  const button = form.querySelector("button");
  const request = new XMLHttpRequest(); // fetch cannot tell how much has gone up
  box.hidden = false;
  button.disabled = true;
  const stop = (text) => {
    words.textContent = text;
    button.disabled = false;
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (100 * event.loaded) / event.total;
    words.textContent = event.loaded < event.total ? `${inWords(event.loaded)} of ${inWords(event.total)} sent` : "Sent. Reading it now.";
  });
  request.addEventListener("load", () => {
    if (request.status < 400) window.location.assign(request.responseURL);
    else stop("This was refused. Nothing was brought in; choose the files again.");
  });
  request.addEventListener("error", () => stop("The connection broke before all of it was sent. Nothing was brought in; send it again."));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

whenPresent("[data-drop]", (form) => {
  const field = form.querySelector("input[type=file]");
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
    send(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
});
