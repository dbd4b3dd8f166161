// The seconds in which a letter can still be taken back, counted down in words; then the page asks how far it is.
import { isBusy, renewDesk } from "./fresh.js";
import { whenPresent } from "./ready.js";

const SOON = 1_500;

// As soon as nothing on the page is in her hands.
async function ask(place) {
  if (place.isConnected && (isBusy() || !(await renewDesk("#rail-clients")))) setTimeout(ask, SOON, place);
}

whenPresent("[data-seconds]", (place) => {
  const until = Date.now() + Number(place.dataset.seconds) * 1_000;
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1_000);
    if (!place.isConnected) clearInterval(timer);
    else if (left > 0) place.textContent = `in ${left} s`;
    else {
      clearInterval(timer);
      place.textContent = "now";
      setTimeout(ask, SOON, place);
    }
  }, 250);
});
