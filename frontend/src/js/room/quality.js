// How good a line is, from what the browser counts of it; when one is too weak for a picture, and when it is tried again.
const EVERY = 2_000;
const WORDS = { good: "Good line", fair: "The line is fair", weak: "The line is weak", none: "Looking for a way" };
const WEAK_TIMES = 3;
const AGAIN_AFTER = 30_000;

export function judge({ rtt, lost, way }) {
  if (!way) return "none";
  if (rtt > 0.8 || lost > 0.12) return "weak";
  return rtt > 0.3 || lost > 0.04 ? "fair" : "good";
}

// What was lost since the last look, of what came and of what the other says to have got of ours.
function counted(report, before) {
  const now = { rtt: 0, way: "", got: 0, missed: 0, theirs: 0 };
  let local = "";
  let remote = "";
  for (const one of report.values()) {
    if (one.type === "candidate-pair" && one.nominated && one.state === "succeeded") {
      now.rtt = one.currentRoundTripTime ?? 0;
      local = one.localCandidateId;
      remote = one.remoteCandidateId;
    }
    if (one.type === "inbound-rtp") {
      now.got += one.packetsReceived ?? 0;
      now.missed += one.packetsLost ?? 0;
    }
    if (one.type === "remote-inbound-rtp") now.theirs = Math.max(now.theirs, one.fractionLost ?? 0);
  }
  if (local) now.way = [local, remote].some((id) => report.get(id)?.candidateType === "relay") ? "relay" : "direct";
  const got = now.got - (before?.got ?? 0);
  const missed = Math.max(0, now.missed - (before?.missed ?? 0));
  now.lost = Math.max(now.theirs, got + missed ? missed / (got + missed) : 0);
  return now;
}

export class Quality {
  constructor(peer, show) {
    let before = null;
    let weak = 0;
    this.timer = setInterval(async () => {
      if (peer.pc.connectionState === "closed") return this.stop();
      before = counted(await peer.pc.getStats(), before);
      const quality = judge(before);
      const detail = before.way ? `, ${Math.round(before.rtt * 1_000)} ms${before.way === "relay" ? ", by the relay" : ""}` : "";
      show({ quality, way: before.way, words: WORDS[quality] + detail });
      // A line that is looking for its way anew, or has one good moment, is not well again.
      if (quality !== "none") weak = Math.max(0, Math.min(WEAK_TIMES, weak + (quality === "weak" ? 1 : -1)));
      if (weak >= WEAK_TIMES && !peer.isVoiceOnly) this.voiceOnly(peer);
    }, EVERY);
  }

  // The voice matters most: the picture pauses, and is tried again a while later.
  voiceOnly(peer) {
    peer.isVoiceOnly = true;
    peer.sendOurs();
    peer.dispatchEvent(new Event("voice-only"));
    this.later = setTimeout(() => {
      peer.isVoiceOnly = false;
      peer.sendOurs();
      peer.dispatchEvent(new Event("voice-only"));
    }, AGAIN_AFTER);
  }

  stop() {
    clearInterval(this.timer);
    clearTimeout(this.later);
  }
}
