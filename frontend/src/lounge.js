// Only on pages of a lounge: everything of it hangs on the element that carries data-lounge.
import { mount } from "./js/lounge/room.js";

for (const root of document.querySelectorAll("[data-lounge]")) mount(root);
