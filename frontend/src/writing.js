// Only on the page where a letter is written: the editor, the journal, names that complete themselves, files.
import "./js/writing/letter.js";
import "./js/writing/addresses.js";
import "./js/writing/dropping.js";
