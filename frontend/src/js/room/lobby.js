// Before going in: see oneself, choose devices, hear a sound, see the level.
import { fillDevices, measure, playSound } from "./media.js";

export class Lobby {
  constructor(root, media, enter) {
    this.root = root;
    this.media = media;
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.stopMeasuring = () => {};
    this.find("setup").addEventListener("submit", (event) => {
      event.preventDefault();
      enter();
    });
    this.find("with-camera").addEventListener("change", ({ target }) => this.picture(target.checked));
    this.find("raw-sound").addEventListener("change", ({ target }) => this.sound(target.checked));
    this.find("test-sound").addEventListener("click", () => playSound(media.chosen.speaker));
    this.find("try-again").addEventListener("click", () => this.open());
    for (const select of root.querySelectorAll("[data-choose]")) {
      select.addEventListener("change", async () => {
        const trouble = await media.choose(select.dataset.choose, select.value);
        if (trouble) this.find("status").textContent = trouble;
      });
    }
    media.addEventListener("change", () => this.show());
  }

  get name() {
    return this.find("name")?.value.trim() ?? "";
  }

  get relayOnly() {
    return this.find("relay-only")?.checked ?? false;
  }

  async open() {
    const trouble = await this.media.open({ withPicture: this.find("with-camera").checked });
    this.find("no-picture").textContent = trouble || "Your picture is off.";
    this.find("no-picture").classList.toggle("trouble", Boolean(trouble));
    this.find("try-again").hidden = !trouble;
    this.find("enter").disabled = false;
    this.show();
  }

  async picture(isOn) {
    if (isOn) await this.media.reopen("video");
    else this.media.stop("video");
  }

  async sound(isRaw) {
    this.media.isRaw = isRaw;
    await this.media.reopen("audio");
  }

  show() {
    const { video, audio } = this.media.tracks;
    const preview = this.find("preview");
    if (preview.srcObject?.getVideoTracks()[0] !== video) preview.srcObject = video ? new MediaStream([video]) : null;
    preview.hidden = !video;
    this.find("no-picture").hidden = Boolean(video);
    this.listen(audio);
    fillDevices(this.root, this.media);
  }

  listen(track) {
    if (this.measured === track) return;
    this.stopMeasuring();
    this.measured = track;
    this.stopMeasuring = measure(track, (loudness) => { this.find("level").value = loudness; });
  }

  present(people) {
    const names = people.map((one) => one.name).join(", ");
    this.find("present").textContent = names ? `Here already: ${names}.` : "";
  }

  close() {
    this.stopMeasuring();
    this.stopMeasuring = () => {};
    this.measured = null;
  }
}
