// Other days are another page: what is typed already goes along, within this tab and no further.
const form = document.querySelector("form.booking");
const KEY = `booking:${window.location.pathname}`;

function take() {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    sessionStorage.removeItem(KEY);
    return left;
  } catch {
    return [];
  }
}

function keep() {
  const typed = [...form.querySelectorAll(".field input")].filter((field) => field.value).map(({ name, value }) => [name, value]);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(typed));
  } catch {
    // A browser that keeps nothing.
  }
}

if (form) {
  for (const [name, value] of take()) {
    const field = form.elements.namedItem(name);
    if (field && !field.value) field.value = value;
  }
  for (const link of form.querySelectorAll("a[href]")) link.addEventListener("click", keep);
}
