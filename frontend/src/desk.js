// One module per behaviour; every page works without any of them.
import "./js/swap.js";
import "./js/keyboard.js";
import "./js/help.js";
import "./js/search.js";
import "./js/undo.js";
import "./js/letter-frame.js";
import "./js/theme.js";
import "./js/drop.js";
import "./js/found.js";
import "./js/fresh.js";
import "./js/live.js";
import "./js/countdown.js";
import "./js/print.js";
import "./js/copy.js";
import "./js/by-hand.js";
import "./js/timer.js";
