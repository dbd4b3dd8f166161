// Finds as one types: any search field turns the reading column into the search page. The first letter adds one
// step to the history, the following ones replace it, so Back leads to where the search began.
import htmx from "htmx.org";
import { fieldsBegun } from "./begun.js";
import { whenPresent } from "./ready.js";

whenPresent("[data-search-words]", (field) => {
  const form = field.form;
  const onSearchPage = () => window.location.pathname === new URL(form.action).pathname;
  const isLarge = () => field.closest("#desk") !== null;
  field.setAttribute("hx-get", form.getAttribute("action"));
  field.setAttribute("hx-trigger", "input changed delay:120ms");
  field.setAttribute("hx-target", isLarge() ? "#results" : "#desk");
  field.setAttribute("hx-select", isLarge() ? "#results" : "#desk");
  field.setAttribute("hx-swap", "outerHTML show:none");
  field.setAttribute("hx-sync", "this:replace");
  field.addEventListener("htmx:beforeRequest", (event) => {
    // What stands half-written is not taken away while she types here; Enter goes to the search page.
    if (!isLarge() && fieldsBegun().length) return event.preventDefault();
    field.removeAttribute(onSearchPage() ? "hx-push-url" : "hx-replace-url");
    field.setAttribute(onSearchPage() ? "hx-replace-url" : "hx-push-url", "true");
  });
  htmx.process(field);
});
