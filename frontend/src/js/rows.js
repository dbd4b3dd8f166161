// The lines of a page, and which of them is the same one after the page has come anew.

// A group that holds lines of its own is walked line by line; what the group offers works on each of them.
export const rows = () => [...document.querySelectorAll("[data-row]:not(:has([data-row]))")].filter((row) => row.checkVisibility());
export const rowInFocus = () => document.activeElement?.closest("[data-row]");

// What tells a row from all others: its own name, where it leads, what it offers first.
export function nameOf(row) {
  const offered = row.querySelector("[formaction]");
  return [row.id, row.querySelector(".row-open")?.href, offered?.getAttribute("formaction"), offered?.value].join(" ");
}

export const rowNamed = (name) => rows().find((row) => nameOf(row) === name);
