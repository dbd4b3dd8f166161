// Where the call happens: following Join or the number begins it, and the clock of a call that has begun goes on.
import { whenPresent } from "../ready.js";

// The link opens as links do; that it has begun is said beside.
whenPresent("a[data-begins]", (link) => {
  link.addEventListener("click", () => document.querySelector("[data-begin]")?.click());
});

// In a room it begins with whoever works here going in; the room itself is the affair of its own script.
document.addEventListener("room:in", () => document.querySelector("[data-begin]")?.click());

// Once it is over for everybody its links open nothing.
document.addEventListener("room:over", ({ detail }) => {
  const inviting = document.getElementById("room-inviting");
  if (inviting && !detail.canReturn) inviting.hidden = true;
  // What she has ended for everybody is over for her notes too: the page after the call follows.
  if (detail.endedHere) document.querySelector('button[form="call-notes"][name="end"]')?.click();
});

const two = (number) => String(number).padStart(2, "0");

whenPresent("[data-began]", (place) => {
  const before = Number(place.dataset.before) * 1000;
  const began = Date.parse(place.dataset.began);
  const tell = () => {
    if (!place.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, Math.floor((Date.now() - began + before) / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    place.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  };
  const timer = setInterval(tell, 1_000);
  tell();
});
