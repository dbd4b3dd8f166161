// The pictures: one for each other person, with name, how good the line is, and what cannot be heard or seen.
import { Quality } from "./quality.js";

export class Tiles {
  constructor(root, media) {
    this.root = root;
    this.media = media;
    this.place = root.querySelector("[data-tiles]");
    this.tiles = new Map();
  }

  add(peer) {
    this.remove(peer.seat);
    const tile = this.root.querySelector("template[data-tile]").content.firstElementChild.cloneNode(true);
    const video = tile.querySelector("video");
    tile.dataset.seat = peer.seat;
    tile.querySelector("[data-tile-name]").textContent = peer.name;
    video.setAttribute("aria-label", peer.name);
    video.srcObject = peer.stream;
    peer.addEventListener("stream", () => this.play(video));
    peer.addEventListener("moved", () => this.words(peer));
    peer.addEventListener("voice-only", () => this.words(peer));
    const quality = new Quality(peer, (shown) => this.mark(tile, shown));
    this.tiles.set(peer.seat, { tile, video, quality, peer });
    this.place.prepend(tile);
    this.speakTo(this.media.chosen.speaker);
    this.words(peer);
    this.count();
  }

  async play(video) {
    try {
      await video.play();
    } catch {
      // Loaded anew meanwhile, or the browser waits for a click: autoplay goes on by itself after the next one.
    }
  }

  mark(tile, { quality, way, words }) {
    const mark = tile.querySelector("[data-quality]");
    Object.assign(mark.dataset, { quality, way });
    mark.title = words;
    mark.setAttribute("aria-label", words);
  }

  words(peer, words = "") {
    const found = this.tiles.get(peer.seat);
    if (!found) return;
    const { doing, pc } = peer;
    const said = [];
    if (words) said.push(words);
    else if (pc.connectionState === "disconnected" || pc.connectionState === "failed") said.push("the line broke, looking for another way");
    if (!doing.mic) said.push("microphone off");
    if (!doing.camera && !doing.screen) said.push("no picture");
    if (peer.isVoiceOnly) said.push("line too weak for your picture");
    found.tile.querySelector("[data-tile-words]").textContent = said.join(", ");
    found.tile.classList.toggle("no-picture", !doing.camera && !doing.screen);
    found.tile.classList.toggle("screen", doing.screen);
    found.tile.classList.toggle("lost", Boolean(words));
  }

  speakTo(speaker) {
    if (!speaker) return;
    for (const { video } of this.tiles.values()) video.setSinkId?.(speaker).catch(() => {});
  }

  remove(seat) {
    const found = this.tiles.get(seat);
    if (!found) return;
    found.quality.stop();
    found.video.srcObject = null;
    found.tile.remove();
    this.tiles.delete(seat);
    this.count();
  }

  count() {
    this.place.dataset.others = this.tiles.size;
    this.place.querySelector("[data-alone]").hidden = this.tiles.size > 0;
  }

  largest() {
    const all = [...this.tiles.values()];
    return (all.find(({ peer }) => peer.doing.screen) ?? all[0])?.video;
  }
}
