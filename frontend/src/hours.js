// A week of hours in a table: the arrows walk over its cells as in a spreadsheet.
import { whenPresent } from "./js/ready.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function next(cell, [down, right]) {
  const row = cell.closest("tr");
  const place = [...row.cells].indexOf(cell.closest("td"));
  const rows = [...row.parentElement.rows];
  return rows[rows.indexOf(row) + down]?.cells[place + right]?.querySelector("input:not([type=hidden])");
}

// Left and right leave a cell only from its ends: in between they move the caret.
function leaves(cell, key) {
  if (key === "ArrowUp" || key === "ArrowDown") return true;
  const isAll = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const end = key === "ArrowLeft" ? 0 : cell.value.length;
  return isAll || (cell.selectionStart === end && cell.selectionEnd === end);
}

whenPresent("form[data-week]", (form) => {
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td input:not([type=hidden])");
    if (!cell || !STEPS[event.key] || event.altKey || event.ctrlKey || event.metaKey || !leaves(cell, event.key)) return;
    const other = next(cell, STEPS[event.key]);
    if (!other?.checkVisibility()) return;
    event.preventDefault();
    other.focus();
  });
  form.addEventListener("focusin", ({ target }) => target.matches("td input") && target.select());
});
