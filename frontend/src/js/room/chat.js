// What is written in a call: kept by the server, shown as text and nothing else.
export class Chat {
  constructor(root, say) {
    this.panel = root.querySelector("[data-chat]");
    this.lines = root.querySelector("[data-lines]");
    this.unread = root.querySelector("[data-unread]");
    this.button = root.querySelector('[data-do="chat"]');
    const words = root.querySelector("[data-words]");
    root.querySelector("[data-say]").addEventListener("submit", (event) => {
      event.preventDefault();
      if (words.value.trim() && say({ t: "say", text: words.value })) words.value = "";
    });
    this.words = words;
  }

  show(lines) {
    this.lines.replaceChildren();
    for (const line of lines) this.add(line);
  }

  hear(line) {
    this.add(line);
    if (!this.panel.hidden || line.mine) return;
    this.unread.textContent = Number(this.unread.textContent || 0) + 1;
  }

  add({ name, text, at, mine }) {
    const item = document.createElement("li");
    const who = document.createElement("bdi");
    const when = document.createElement("time");
    const said = document.createElement("p");
    who.className = "who";
    who.textContent = mine ? "You" : name;
    when.dateTime = at;
    when.textContent = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    said.dir = "auto";
    said.textContent = text;
    item.append(who, " ", when, said);
    this.lines.append(item);
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    const isOpen = !this.panel.hidden;
    this.button.setAttribute("aria-pressed", isOpen);
    this.button.setAttribute("aria-expanded", isOpen);
    if (!isOpen) return;
    this.unread.textContent = "";
    this.words.focus();
  }
}
