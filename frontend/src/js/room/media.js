// Camera, microphone, screen and loudspeaker: what is chosen is remembered in this browser, what is refused said in words.
const REMEMBERED = "call-devices";
const PICTURE = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24, max: 30 } };
const KINDS = { camera: "videoinput", mic: "audioinput", speaker: "audiooutput" };
const NAMES = { camera: "Camera", mic: "Microphone", speaker: "Loudspeaker" };

export const WORDS = {
  NotAllowedError: "Your browser does not let this page use camera or microphone. Click the sign beside the address, allow both, and try again. You can also come in and only listen.",
  NotFoundError: "No microphone and no camera were found. Plug one in and try again, or come in and only listen.",
  NotReadableError: "Another program holds your camera or microphone. Close it and try again, or come in and only listen.",
};

const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {};
  } catch {
    return {};
  }
};

export class Media extends EventTarget {
  constructor() {
    super();
    this.chosen = remembered();
    this.tracks = { audio: null, video: null };
    this.screen = null;
    this.isRaw = false;
    this.isPictureOff = false;
    navigator.mediaDevices?.addEventListener("devicechange", () => this.changed());
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  // The chosen one by `exact`: of what is only wished for a browser gives whichever it likes.
  sound({ any = false } = {}) {
    const cleaned = !this.isRaw;
    const given = { echoCancellation: cleaned, noiseSuppression: cleaned, autoGainControl: cleaned };
    return { ...given, ...(this.chosen.mic && !any ? { deviceId: { exact: this.chosen.mic } } : {}) };
  }

  picture({ any = false } = {}) {
    return { ...PICTURE, ...(this.chosen.camera && !any ? { deviceId: { exact: this.chosen.camera } } : {}) };
  }

  // What was chosen may not be plugged in today: then another of its kind.
  async ask(sound, picture) {
    const wish = (how) => ({ audio: sound && this.sound(how), video: picture && this.picture(how) });
    try {
      return await navigator.mediaDevices.getUserMedia(wish());
    } catch (error) {
      if (error.name !== "OverconstrainedError") throw error;
      return navigator.mediaDevices.getUserMedia(wish({ any: true }));
    }
  }

  // Both at once, so that the browser asks once; one without the other is better than nothing.
  async open({ withPicture = true } = {}) {
    if (!navigator.mediaDevices) return WORDS.NotAllowedError;
    this.isPictureOff = !withPicture;
    const wishes = withPicture ? [[true, true], [true, false], [false, true]] : [[true, false]];
    let trouble = null;
    for (const [sound, picture] of wishes) {
      try {
        this.take(await this.ask(sound, picture));
        return "";
      } catch (error) {
        trouble ??= error;
        if (error.name === "NotAllowedError") break;
      }
    }
    this.changed();
    return WORDS[trouble.name] ?? WORDS.NotFoundError;
  }

  take(stream) {
    for (const track of stream.getTracks()) {
      this.tracks[track.kind]?.stop();
      this.tracks[track.kind] = track;
      track.addEventListener("ended", () => this.lost(track));
    }
    this.changed();
  }

  // Unplugged, or taken by the system.
  lost(track) {
    if (this.tracks[track.kind] === track) this.tracks[track.kind] = null;
    this.changed();
  }

  // Returns what went wrong, in words. A picture that she has switched off stays off.
  async choose(kind, deviceId) {
    this.chosen[kind] = deviceId;
    localStorage.setItem(REMEMBERED, JSON.stringify(this.chosen));
    if (kind === "speaker" || (kind === "camera" && this.isPictureOff)) return this.changed();
    return this.reopen(kind === "camera" ? "video" : "audio");
  }

  // The new one first, the old one goes when it is there: nobody hears a gap for a device that cannot be opened.
  async reopen(kind) {
    const wasOn = this.tracks[kind]?.enabled ?? true;
    try {
      const stream = await this.ask(kind === "audio", kind === "video");
      stream.getTracks()[0].enabled = wasOn;
      if (kind === "video") this.isPictureOff = false;
      this.take(stream);
      return "";
    } catch (error) {
      this.changed();
      return WORDS[error.name] ?? WORDS.NotFoundError;
    }
  }

  stop(kind) {
    if (kind === "video") this.isPictureOff = true;
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
    this.changed();
  }

  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    [this.screen] = stream.getVideoTracks();
    this.screen.contentHint = "detail";
    this.screen.addEventListener("ended", () => this.unshare());
    this.changed();
  }

  unshare() {
    this.screen?.stop();
    this.screen = null;
    this.changed();
  }

  // What the others see of this one.
  get shown() {
    return this.screen ?? this.tracks.video;
  }

  close() {
    this.unshare();
    for (const kind of ["audio", "video"]) this.stop(kind);
  }
}

export async function fillDevices(root, media) {
  const listed = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  for (const select of root.querySelectorAll("[data-choose]")) {
    const kind = select.dataset.choose;
    const found = listed.filter((one) => one.kind === KINDS[kind] && one.deviceId);
    const options = found.map((one, at) => new Option(one.label || `${NAMES[kind]} ${at + 1}`, one.deviceId));
    const used = kind === "speaker" ? media.chosen.speaker : media.tracks[kind === "camera" ? "video" : "audio"]?.getSettings().deviceId;
    select.replaceChildren(...(options.length ? options : [new Option(kind === "speaker" ? "The usual one" : "None found", "")]));
    if (found.some((one) => one.deviceId === used)) select.value = used;
    select.disabled = !options.length;
  }
  const canChoose = "setSinkId" in HTMLMediaElement.prototype;
  for (const field of root.querySelectorAll("[data-speaker-field] select")) field.hidden = !canChoose;
}

// How loud she is, ten times a second; returns what stops it.
export function measure(track, show) {
  if (!track) return () => {};
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const heard = new Float32Array(analyser.fftSize = 1024);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(heard);
    const loudness = Math.sqrt(heard.reduce((sum, one) => sum + one * one, 0) / heard.length);
    show(Math.min(1, loudness * 4));
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}

// Two soft notes, made here: no file is loaded.
export async function playSound(speaker) {
  const context = new AudioContext();
  if (speaker && context.setSinkId) await context.setSinkId(speaker).catch(() => {});
  const loudness = context.createGain();
  loudness.connect(context.destination);
  loudness.gain.setValueAtTime(0, context.currentTime);
  loudness.gain.linearRampToValueAtTime(0.25, context.currentTime + 0.05);
  loudness.gain.setTargetAtTime(0, context.currentTime + 0.7, 0.15);
  for (const [pitch, at] of [[523.25, 0], [659.25, 0.3]]) {
    const note = new OscillatorNode(context, { frequency: pitch });
    note.connect(loudness);
    note.start(context.currentTime + at);
    note.stop(context.currentTime + 1.3);
  }
  setTimeout(() => context.close(), 1_600);
}
