// What a page offers, by a selector, in the order in which it counts: first the page itself, then what the rail offers on every page.
const isOfRail = (element) => element.closest(".rail") !== null;

export const offered = (selector) => [...document.querySelectorAll(selector)].sort((one, other) => isOfRail(one) - isOfRail(other));
