// Times that are free, and a call that was booked, for somebody without an account; each works without any of this.
import "./js/booking/own-clock.js";
import "./js/booking/typed.js";
