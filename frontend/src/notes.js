// Only on the page of a call: notes that keep themselves, marks on their lines, how long it has been.
import "./js/calls/notes.js";
import "./js/calls/place.js";
