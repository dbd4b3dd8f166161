// What was just done stays in sight for ten seconds; the count stands still under the pointer or the focus.
import { whenPresent } from "./ready.js";

const SECONDS = 10;

whenPresent("[data-toast]", (toast) => {
  const isHeld = () => toast.matches(":hover, :focus-within") || document.hidden;
  let left = SECONDS * 10;
  const close = () => {
    clearInterval(timer);
    toast.remove();
  };
  const timer = setInterval(() => {
    if (!toast.isConnected) clearInterval(timer);
    toast.classList.toggle("held", isHeld());
    if (!isHeld() && --left <= 0) close();
  }, 100);
  toast.classList.add("counting");
  const closer = toast.querySelector("[data-toast-close]");
  closer.hidden = false;
  closer.addEventListener("click", close);
});
