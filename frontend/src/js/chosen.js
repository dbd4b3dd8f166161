// A form that only chooses files is sent when they are chosen.
import { whenPresent } from "./ready.js";

whenPresent("input[data-send-chosen]", (field) => field.addEventListener("change", () => field.files.length && field.form.requestSubmit()));
