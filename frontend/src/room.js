// Only on pages with a call: everything of it hangs on the element that carries data-room.
import { mount } from "./js/room/call.js";

for (const root of document.querySelectorAll("[data-room]")) mount(root);
