// A call, from the door to hanging up: ties the line to the server, the other people, the pictures and the buttons.
import { Chat } from "./chat.js";
import { Knocks } from "./knocks.js";
import { Lobby } from "./lobby.js";
import { fillDevices, Media } from "./media.js";
import { Peer } from "./peer.js";
import { Line } from "./socket.js";
import { Tiles } from "./tiles.js";

const WORDS = {
  "no-right": "This call is over, or your link was taken back.",
  refused: "The call was cut off because this page sent something unexpected. Load the page again.",
  elsewhere: "You have opened this call in another window. It goes on there.",
};

class Call {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.isGuest = "guest" in root.dataset;
    this.remembers = `call-${root.dataset.room}${this.isGuest ? "-guest" : ""}`;
    this.key = sessionStorage.getItem(this.remembers) ?? "";
    this.peers = new Map();
    this.servers = [];
    this.seat = 0;
    this.wants = false;
    this.say = (frame) => this.line.say(frame);
    this.media = new Media();
    this.tiles = new Tiles(root, this.media);
    this.chat = new Chat(root, this.say);
    this.knocks = new Knocks(root, (answer) => this.answer(answer));
    this.lobby = new Lobby(root, this.media, () => this.enter());
    this.listen();
    this.begin();
  }

  async begin() {
    await this.lobby.open();
    this.line = new Line(this.root.dataset.socket, {
      onOpen: () => this.opened(),
      onFrame: (frame) => this.hear(frame),
      onLost: () => this.status(this.seat ? "Alongside cannot be reached; your call goes on, and writing waits." : "Alongside cannot be reached. Trying again."),
      onFinal: (why) => this.over(WORDS[why]),
    });
    // A page that was loaded anew in the middle of a call goes back into it.
    if (this.key) this.wants = true;
  }

  opened() {
    this.status("");
    if (this.wants || this.seat) this.ask(!this.seat);
  }

  ask(fresh) {
    this.say({ t: "enter", name: this.lobby.name, key: this.key, fresh });
  }

  enter() {
    this.wants = true;
    this.find("enter").disabled = true;
    this.ask(true);
  }

  // Whoever lets somebody in goes in as well, so that nobody waits in an empty room.
  answer(frame) {
    if (frame.welcome && !this.wants) this.enter();
    this.say(frame);
  }

  hear(frame) {
    const heard = {
      door: () => { this.lobby.present(frame.present); this.knocks.show(frame.knocks); },
      welcome: () => this.welcome(frame),
      waiting: () => this.knocked(),
      admitted: () => this.ask(true),
      refused: () => this.refused(),
      full: () => this.refused("There are four in this call already, and no more fit in."),
      joined: () => frame.peer && this.joined(frame.peer),
      left: () => this.left(frame.seat),
      wavering: () => this.wavering(frame.seat),
      back: () => this.back(frame.seat),
      description: () => this.peerFor(frame.from)?.hear(frame),
      candidates: () => this.peerFor(frame.from)?.hear(frame),
      again: () => this.again(frame.from),
      doing: () => this.doing(frame),
      said: () => this.chat.hear(frame),
      knock: () => this.knocks.add(frame),
      "knock-gone": () => this.knocks.remove(frame.guest),
      servers: () => this.gotServers?.(frame.servers),
      ended: () => this.over("The call is over."),
    }[frame.t];
    heard?.();
  }

  welcome({ seat, key, peers, lines, servers, knocks }) {
    const isNew = seat !== this.seat;
    Object.assign(this, { seat, key, servers });
    sessionStorage.setItem(this.remembers, key);
    this.chat.show(lines);
    this.knocks.show(knocks);
    this.status("");
    this.show("in");
    if (isNew) this.dropAll();
    const here = new Set(peers.map((one) => one.seat));
    for (const known of [...this.peers.keys()]) if (!here.has(known)) this.left(known);
    for (const one of peers) if (!this.peers.has(one.seat)) this.meet(one, isNew || one.seat < seat);
    this.tellDoing();
  }

  meet({ seat, name }, begins) {
    const peer = new Peer({
      seat, name, begins, servers: this.servers, relayOnly: this.lobby.relayOnly, media: this.media, say: this.say,
      askServers: () => this.askServers(),
    });
    this.peers.set(seat, peer);
    this.tiles.add(peer);
    peer.addEventListener("moved", () => this.limit());
    peer.addEventListener("hopeless", () => this.peers.get(seat) === peer && this.beginAnew(peer));
    return peer;
  }

  limit() {
    for (const peer of this.peers.values()) peer.limit(this.peers.size);
  }

  // An offer may come before the word that its sender is here.
  peerFor(seat) {
    return this.peers.get(seat) ?? (seat > this.seat ? this.meet({ seat, name: "" }, false) : null);
  }

  joined(one) {
    const known = this.peers.get(one.seat);
    if (known) {
      known.name = one.name;
      this.tiles.tiles.get(one.seat).tile.querySelector("[data-tile-name]").textContent = one.name;
    } else {
      this.meet(one, false);
    }
    this.status(`${one.name} is here.`);
    this.tellDoing();
  }

  left(seat) {
    const peer = this.peers.get(seat);
    if (!peer) return;
    peer.close();
    this.peers.delete(seat);
    this.tiles.remove(seat);
    this.limit();
    this.status(`${peer.name} has left.`);
  }

  dropAll() {
    for (const seat of [...this.peers.keys()]) this.left(seat);
    this.status("");
  }

  // The server has lost them. If picture and sound still come they are there, and nothing is said.
  async wavering(seat) {
    const peer = this.peers.get(seat);
    if (!peer || (await peer.isAlive()) || this.peers.get(seat) !== peer) return;
    this.tiles.words(peer, "the line is lost");
    this.status(`${peer.name} was cut off.`);
  }

  back(seat) {
    const peer = this.peers.get(seat);
    if (peer) this.tiles.words(peer);
  }

  // Whoever came later begins; the other asks for it, or forgets what was and waits for the offer.
  beginAnew(peer) {
    this.say({ t: "again", to: peer.seat });
    if (peer.begins) this.replace(peer, true);
  }

  again(seat) {
    const peer = this.peers.get(seat);
    if (!peer) return;
    if (peer.begins) this.say({ t: "again", to: seat });
    this.replace(peer, peer.begins);
  }

  replace(peer, begins) {
    peer.close();
    this.peers.delete(peer.seat);
    this.meet(peer, begins).doing = peer.doing;
  }

  doing({ from, mic, camera, screen }) {
    const peer = this.peers.get(from);
    if (!peer) return;
    peer.doing = { mic, camera, screen };
    this.tiles.words(peer);
  }

  tellDoing() {
    const { tracks, screen } = this.media;
    const doing = { mic: Boolean(tracks.audio?.enabled), camera: Boolean(tracks.video), screen: Boolean(screen) };
    if (this.seat) this.say({ t: "doing", ...doing });
  }

  askServers() {
    if (!this.say({ t: "servers" })) return Promise.resolve(null);
    return new Promise((done) => {
      this.gotServers = (servers) => { this.servers = servers; done(servers); };
      setTimeout(() => done(null), 3_000);
    });
  }

  listen() {
    this.media.addEventListener("change", () => this.changed());
    this.root.addEventListener("click", ({ target }) => {
      const wish = target.closest("[data-do]")?.dataset.do;
      if (wish && this[`do_${wish}`]) this[`do_${wish}`]();
    });
    this.find("again").addEventListener("click", () => window.location.reload());
    const anotherWay = () => { for (const peer of this.peers.values()) { peer.restarts = 0; peer.restart(); } };
    window.addEventListener("online", anotherWay);
    navigator.connection?.addEventListener?.("change", anotherWay);
    document.querySelector("[data-room-over]")?.addEventListener("submit", () => { this.isIn = false; });
    window.addEventListener("beforeunload", (event) => this.isIn && event.preventDefault());
  }

  // What she has switched or plugged reaches everybody, and her own small picture.
  changed() {
    for (const peer of this.peers.values()) peer.sendOurs().then(() => this.limit());
    this.tellDoing();
    this.tiles.speakTo(this.media.chosen.speaker);
    const own = this.find("own-video");
    const { shown, tracks, screen } = this.media;
    if (own.srcObject?.getVideoTracks()[0] !== shown) own.srcObject = shown ? new MediaStream([shown]) : null;
    this.find("own").classList.toggle("no-picture", !shown);
    this.find("own").classList.toggle("screen", Boolean(screen));
    this.press("mic", tracks.audio?.enabled, "Microphone on", "Microphone off");
    this.press("camera", tracks.video, "Camera on", "Camera off");
    this.press("screen", screen, "Stop sharing", "Share screen");
  }

  press(wish, isOn, on, off) {
    const button = this.root.querySelector(`[data-do="${wish}"]`);
    button.setAttribute("aria-pressed", Boolean(isOn));
    button.textContent = isOn ? on : off;
  }

  async do_mic() {
    const { audio } = this.media.tracks;
    if (audio) audio.enabled = !audio.enabled;
    else this.status(await this.media.reopen("audio"));
    this.changed();
  }

  async do_camera() {
    if (this.media.tracks.video) this.media.stop("video");
    else this.status(await this.media.reopen("video"));
  }

  async do_screen() {
    if (this.media.screen) return this.media.unshare();
    try {
      await this.media.share();
    } catch (error) {
      if (error.name !== "NotAllowedError") this.status("Your browser does not share a screen here.");
    }
  }

  do_chat() {
    this.chat.toggle();
  }

  do_devices() {
    fillDevices(this.root, this.media);
  }

  async do_pip() {
    if (document.pictureInPictureElement) return document.exitPictureInPicture();
    try {
      await this.tiles.largest()?.requestPictureInPicture();
    } catch {
      this.status("There is no picture to show in a small window.");
    }
  }

  do_leave() {
    this.over("You have hung up.", true);
  }

  do_end() {
    this.endedHere = true;
    this.say({ t: "end" });
  }

  over(words, canReturn = false) {
    sessionStorage.removeItem(this.remembers);
    this.say({ t: "leave" });
    this.line.close();
    this.dropAll();
    this.seat = 0;
    this.lobby.close();
    this.media.close();
    this.show("after");
    this.find("after-words").textContent = words;
    this.find("again").hidden = !canReturn;
    this.root.dispatchEvent(new CustomEvent("room:over", { bubbles: true, detail: { canReturn, endedHere: this.endedHere } }));
  }

  // Said at the button as well: on a phone the line above is out of sight.
  knocked() {
    this.status("You have knocked. Somebody lets you in, or says that it does not suit.");
    const button = this.find("enter");
    button.dataset.label ||= button.textContent;
    button.textContent = "Waiting to be let in";
  }

  refused(words = "It does not suit just now. You may knock again in a moment.") {
    this.wants = false;
    this.status(words);
    const button = this.find("enter");
    button.textContent = button.dataset.label || button.textContent;
    button.disabled = false;
  }

  show(state) {
    this.isIn = state === "in";
    const isFirst = this.root.dataset.state !== state;
    this.root.dataset.state = state;
    this.find("before").hidden = state !== "before";
    this.find("call").hidden = state !== "in";
    this.find("after").hidden = state !== "after";
    this.root.querySelector('[data-do="pip"]').hidden = !document.pictureInPictureEnabled;
    if (state !== "in" || !isFirst) return;
    this.lobby.close();
    this.changed();
    this.root.dispatchEvent(new CustomEvent("room:in", { bubbles: true }));
  }

  status(words) {
    this.find("status").textContent = words ?? "";
  }
}

export const mount = (root) => new Call(root);
