// The line to the server, over which browsers find each other; frames in and out. When it breaks it comes back by itself:
// picture and sound do not go this way.
const FIRST_WAIT = 250;
const LONGEST_WAIT = 2_000;
// What the server closes with, and what it means: these are final, all else is tried again.
const FINAL = { 4401: "no-right", 4400: "refused", 4429: "refused", 1009: "refused", 4409: "elsewhere" };

export class Line {
  constructor(path, { onOpen, onFrame, onLost, onFinal }) {
    this.address = new URL(path, window.location.href.replace(/^http/, "ws")).href;
    Object.assign(this, { onOpen, onFrame, onLost, onFinal });
    this.wait = FIRST_WAIT;
    this.failed = 0;
    this.isOver = false;
    this.open();
  }

  open() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.failed = 0;
      this.onOpen();
    });
    socket.addEventListener("message", ({ data }) => this.socket === socket && this.onFrame(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.socket === socket && this.closed(code));
  }

  closed(code) {
    if (this.isOver) return;
    if (FINAL[code]) return this.end(FINAL[code]);
    this.failed += 1;
    this.onLost();
    setTimeout(() => this.again(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // A socket that is refused looks like one that found nobody: whether there still is a page says which it was.
  async again() {
    if (this.isOver) return;
    if (this.failed >= 3) {
      try {
        const answer = await fetch(window.location.pathname, { method: "HEAD", cache: "no-store", redirect: "manual" });
        if (answer.status === 404 || answer.type === "opaqueredirect") return this.end("no-right");
      } catch {
        // The server is away; it comes back.
      }
    }
    this.open();
  }

  end(why) {
    this.isOver = true;
    this.onFinal(why);
  }

  say(frame) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  close() {
    this.isOver = true;
    this.socket.close(1000);
  }
}
