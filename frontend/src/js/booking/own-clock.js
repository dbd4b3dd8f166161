// Whoever books away from home reads beside each time what their own device will show then.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const city = zone?.split("/").at(-1).replaceAll("_", " ");
const written = (at, options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(at);

// `given` is as the page writes it, with the offset of its clock: "2026-12-01T09:00+00:00".
function here(given) {
  const at = new Date(given);
  const shown = written(at, { hour: "2-digit", minute: "2-digit" });
  const on = written(at, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-");
  if (given.startsWith(`${on}T${shown}`)) return "";
  return given.startsWith(on) ? shown : `${written(at, { weekday: "short" })} ${shown}`;
}

let tells = false;
for (const time of zone ? document.querySelectorAll(".free-day input[name=at]") : []) {
  const words = here(time.value);
  const place = time.nextElementSibling;
  if (!words || place.querySelector(".hers")?.textContent === `${words} ${city}`) continue;
  tells = true;
  const own = document.createElement("span");
  own.className = "hers";
  own.textContent = `${words} ${city}`;
  place.append(" ", own);
}
for (const place of document.querySelectorAll("[data-own-clock]")) {
  const words = place.dataset.ownClock ? here(place.dataset.ownClock) : "";
  if (words) place.textContent = ` On this device, by the clock of ${city}, that is ${words}.`;
  else if (tells && !place.dataset.ownClock) place.textContent = ` This device goes by the clock of ${city}: its times stand below them.`;
}
