// Pages for people without an account; each works without any of this.
import "./js/guest/seen.js";
import "./js/guest/sending.js";
import "./js/typed/form.js";
