// What a person typed or chose on the desk and has not sent yet.
const FIELD = "#desk :is(input, textarea, select)";

export const isTick = ({ type }) => type === "checkbox" || type === "radio";
export const fields = () => [...document.querySelectorAll(FIELD)];

// Of a list that offers no choice of its own the first stands chosen.
const isFirst = (field, options) => !field.multiple && field.selectedIndex === 0 && !options.some((one) => one.defaultSelected);

export function isAsItCame(field) {
  if (isTick(field)) return field.checked === field.defaultChecked;
  if (field.type === "file") return field.files.length === 0;
  if (field.localName !== "select") return field.value === field.defaultValue;
  const options = [...field.options];
  return options.every((one) => one.selected === one.defaultSelected) || isFirst(field, options);
}

export const fieldsBegun = () => fields().filter((field) => !isAsItCame(field));

export const isWriting = () => document.activeElement?.matches(FIELD) || fieldsBegun().length > 0;
