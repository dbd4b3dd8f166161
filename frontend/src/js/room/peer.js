// One other person: the browser's connection to theirs. Perfect negotiation (W3C WebRTC 1.0 §10.7), in which whoever came
// later makes the first offer and gives way; so two that begin at once never wait for each other.
const SOON = 30;
const MOST_AT_ONCE = 32;
const PATIENCE = 2_500;
const GIVING_UP = 8_000;
const LARGE = { maxBitrate: 1_500_000, maxFramerate: 30, scaleResolutionDownBy: 1 };
const SMALL = { maxBitrate: 350_000, maxFramerate: 15, scaleResolutionDownBy: 2 };
const SCREEN = { maxBitrate: 1_200_000, maxFramerate: 10, scaleResolutionDownBy: 1 };

export class Peer extends EventTarget {
  constructor({ seat, name, begins, servers, relayOnly, media, say, askServers }) {
    super();
    Object.assign(this, { seat, name, begins, media, say, askServers });
    this.stream = new MediaStream();
    this.doing = { mic: true, camera: true, screen: false };
    this.isSettled = false;
    this.isMaking = false;
    this.isIgnoring = false;
    this.waiting = [];
    this.order = Promise.resolve();
    this.pc = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: relayOnly ? "relay" : "all", bundlePolicy: "max-bundle" });
    this.listen();
    if (begins) this.prepare();
  }

  listen() {
    const { pc } = this;
    pc.addEventListener("negotiationneeded", () => (this.begins || this.isSettled) && this.offer());
    pc.addEventListener("icecandidate", ({ candidate }) => candidate?.candidate && this.found(candidate));
    pc.addEventListener("track", ({ track }) => {
      for (const old of this.stream.getTracks()) if (old.kind === track.kind) this.stream.removeTrack(old);
      this.stream.addTrack(track);
      this.dispatchEvent(new Event("stream"));
    });
    pc.addEventListener("connectionstatechange", () => this.moved());
  }

  // Both kinds from the first on, with or without a track: what is switched on later needs no new agreement.
  prepare() {
    this.pc.addTransceiver("audio", { direction: "sendrecv" });
    this.pc.addTransceiver("video", { direction: "sendrecv" });
    this.sendOurs();
  }

  async sendOurs() {
    const ours = { audio: this.media.tracks.audio, video: this.isVoiceOnly ? null : this.media.shown };
    for (const transceiver of this.pc.getTransceivers()) {
      if (transceiver.stopped) continue;
      const wanted = ours[transceiver.receiver.track.kind];
      if (transceiver.direction !== "sendrecv") transceiver.direction = "sendrecv";
      if (transceiver.sender.track !== wanted) await transceiver.sender.replaceTrack(wanted);
    }
  }

  // To one other goes a large picture; to each of several a small one, because the line out carries them all.
  async limit(others) {
    const sender = this.pc.getTransceivers().find(({ receiver }) => receiver.track.kind === "video")?.sender;
    const wanted = this.media.screen ? SCREEN : others > 1 ? SMALL : LARGE;
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length || parameters.encodings[0].maxBitrate === wanted.maxBitrate) return;
    Object.assign(parameters.encodings[0], wanted);
    // Refused while something else is being agreed: the next look sets it.
    await sender.setParameters(parameters).catch(() => {});
  }

  async offer() {
    try {
      this.isMaking = true;
      await this.pc.setLocalDescription();
      this.describe();
    } finally {
      this.isMaking = false;
    }
  }

  describe() {
    const { type, sdp } = this.pc.localDescription;
    this.say({ t: "description", to: this.seat, type, sdp });
  }

  found(candidate) {
    if (!this.waiting.length) setTimeout(() => this.tellFound(), SOON);
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.waiting.push({ candidate: candidate.candidate, sdpMid: sdpMid ?? "", sdpMLineIndex: sdpMLineIndex ?? 0, usernameFragment: usernameFragment ?? "" });
  }

  tellFound() {
    while (this.waiting.length) this.say({ t: "candidates", to: this.seat, candidates: this.waiting.splice(0, MOST_AT_ONCE) });
  }

  // One after the other: a candidate waits for the description that it belongs to.
  hear(frame) {
    const step = frame.t === "description" ? () => this.take(frame) : () => this.add(frame.candidates);
    this.order = this.order.then(() => this.pc.signalingState !== "closed" && step()).catch((error) => this.broken(error));
  }

  async take({ type, sdp }) {
    const collides = type === "offer" && (this.isMaking || this.pc.signalingState !== "stable");
    this.isIgnoring = !this.begins && collides;
    if (this.isIgnoring) return;
    await this.pc.setRemoteDescription({ type, sdp });
    this.isSettled = true;
    if (type !== "offer") return;
    await this.sendOurs();
    await this.pc.setLocalDescription();
    this.describe();
  }

  async add(candidates) {
    for (const one of candidates) {
      try {
        await this.pc.addIceCandidate(one);
      } catch (error) {
        if (!this.isIgnoring) throw error;
      }
    }
  }

  broken(error) {
    // A description that came too late for what is going on: begin anew rather than stay half agreed.
    console.info(`Begun anew: ${error.name}`);
    this.dispatchEvent(new Event("hopeless"));
  }

  moved() {
    const state = this.pc.connectionState;
    clearTimeout(this.timer);
    if (state === "connected") this.restarts = 0;
    if (state === "disconnected") this.timer = setTimeout(() => this.restart(), PATIENCE);
    if (state === "failed") this.restart();
    this.dispatchEvent(new Event("moved"));
  }

  // Another network, a router that forgot: the same call by a new way.
  async restart() {
    if (this.pc.connectionState === "closed") return;
    clearTimeout(this.timer);
    this.restarts = (this.restarts ?? 0) + 1;
    if (this.restarts > 2) return this.dispatchEvent(new Event("hopeless"));
    const servers = await this.askServers();
    if (this.pc.connectionState === "closed") return;
    if (servers) this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers: servers });
    this.pc.restartIce();
    this.timer = setTimeout(() => this.pc.connectionState !== "connected" && this.restart(), GIVING_UP);
  }

  // Whether anything still comes from there, within less than a second.
  async isAlive() {
    const before = await this.received();
    await new Promise((done) => setTimeout(done, 700));
    return (await this.received()) > before;
  }

  async received() {
    let bytes = 0;
    for (const one of (await this.pc.getStats()).values()) if (one.type === "transport") bytes += one.bytesReceived;
    return bytes;
  }

  close() {
    clearTimeout(this.timer);
    this.pc.close();
  }
}
