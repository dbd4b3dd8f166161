// Says once that a person has the page before them: in sight for two seconds, in a browser that nobody drives.
// Programs that read mail for dangerous links fetch an address; few wait, and those that do are mostly driven.
const page = document.querySelector("[data-seen]");
const SECONDS = 2;

if (page && !navigator.webdriver) {
  let timer = 0;
  const say = () => {
    document.removeEventListener("visibilitychange", look);
    fetch(page.dataset.seen, { method: "POST", body: new URLSearchParams({ form: page.dataset.stamp }), keepalive: true }).catch(() => {});
  };
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(say, SECONDS * 1000);
  };
  document.addEventListener("visibilitychange", look);
  look();
}
