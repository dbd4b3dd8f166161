// The agenda that both sides write: on her page and, without an account, on the client's.
import "./js/agenda/form.js";
