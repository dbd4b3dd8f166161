"""People in a call, each in a Chromium of its own with a tone for a microphone: what each hears, sees and shows."""

from __future__ import annotations

import math
import struct
import time
import wave
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM

SECONDS = 30_000
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--auto-select-desktop-capture-source=Entire screen",
    # Not every machine has a network besides its own loopback.
    "--allow-loopback-in-peer-connection",
]
# The strongest pitch in what a video element plays, in Hz; 0 for silence.
PITCH = """async (video) => {
  if (!video.srcObject?.getAudioTracks().length) return 0;
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(video.srcObject).connect(analyser);
  await new Promise((done) => setTimeout(done, 400));
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.reduce((best, one, at) => (one > levels[best] ? at : best), 0);
  await context.close();
  return levels[loudest] < -70 ? 0 : (loudest * context.sampleRate) / 8192;
}"""


# Of all the others at once, as [name, pitch, frames]: two looks a moment apart.
EVERYBODY = f"""async () => {{
  const pitchOf = {PITCH};
  const videos = [...document.querySelectorAll(".room-tile:not(.own) video")];
  const frames = () => videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
  const before = frames();
  const pitches = await Promise.all(videos.map(pitchOf));
  const after = frames();
  return videos.map((video, at) => [video.getAttribute("aria-label"), pitches[at], after[at] - before[at]]);
}}"""


def write_tone(path: Path, pitch: int) -> Path:
    """A second of one pitch, which begins and ends at zero so that the loop has no click."""
    rate = 48_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (int(12_000 * math.sin(2 * math.pi * pitch * at / rate)) for at in range(rate))
        file.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return path


def launch(playwright: Playwright, folder: Path, pitch: int, *, frames_per_second: int = 20) -> Browser:
    """Fewer frames let a small machine hold more people; each of them is drawn and encoded by the processor."""
    tone = write_tone(folder / f"{pitch}.wav", pitch)
    # Three microphones come by themselves; the second of the cameras sees depth, which is no picture.
    camera = f"--use-fake-device-for-media-stream=fps={frames_per_second},device-count=3"
    args = [*ARGS, camera, f"--use-file-for-fake-audio-capture={tone}"]
    return playwright.chromium.launch(executable_path=CHROMIUM or None, args=args)


# So that a test can ask what a page really sends.
REMEMBER_CONNECTIONS = """window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); (window.connections ??= []).push(this); }
};"""
SENT = """(kind) => window.connections.filter(({ connectionState }) => connectionState === "connected")
  .flatMap((one) => one.getSenders()).filter(({ track }) => track?.kind === kind).map(({ track }) => track.label)"""


@dataclass
class Caller:
    """Somebody's page of a call."""

    page: Page
    pitch: int

    def get_ready(self, *, name: str = "", relay_only: bool = False) -> None:
        """As her page is before she goes in: her sound left as it is, because cleaning takes tones away."""
        if name:
            self.page.get_by_label("Your name").fill(name)
        self.page.locator(".room-setup summary").click()
        self.page.get_by_label("Leave my sound as it is").check()
        if relay_only:
            self.page.get_by_label("Only by the relay").check()

    def enter(self) -> None:
        self.page.locator("[data-enter]:enabled").click()

    def is_in(self) -> None:
        expect(self.page.locator("[data-room]")).to_have_attribute("data-state", "in", timeout=SECONDS)

    def let_in(self, name: str) -> None:
        knock = self.page.locator(".room-knock", has_text=name)
        knock.get_by_role("button", name="Let in").click(timeout=SECONDS)

    def tile(self, name: str):
        return self.page.locator(".room-tile:not(.own)", has_text=name)

    def hears(self, name: str, pitch: int) -> None:
        """By the pitch, within a few per cent; waits until it is there."""
        video = self.tile(name).locator("video")
        expect(video).to_be_attached(timeout=SECONDS)
        heard = 0.0
        for _ in range(40):
            if abs((heard := video.evaluate(PITCH)) - pitch) <= pitch * 0.03:
                return
        raise AssertionError(f"{name} is heard at {heard:.0f} Hz, not {pitch}")

    def meets(self, others: dict[str, int]) -> None:
        """Hears each of these names at its pitch, and sees each move; waits until it is so."""
        until = time.monotonic() + SECONDS / 1_000
        met: set[str] = set()
        while met != set(others) and time.monotonic() < until:
            for name, pitch, frames in self.page.evaluate(EVERYBODY):
                if name in others and abs(pitch - others[name]) < 0.03 * pitch and frames > 0:
                    met.add(name)
        assert met == set(others)

    def changes(self, kind: str) -> str:
        """To a camera or microphone that is not the one in use; returns what it is called."""
        chooser = self.page.locator(f"#call-{kind}")
        self.page.get_by_role("button", name="Devices").click()
        used = chooser.evaluate("one => one.value")
        others = [one for one in chooser.locator("option").all() if one.get_attribute("value") != used]
        label = others[-1].inner_text()
        chooser.select_option(label=label)
        self.page.keyboard.press("Escape")
        return label

    def sends(self, kind: str) -> list[str]:
        """What the tracks are called that go out just now, to each of the others."""
        return list(self.page.evaluate(SENT, kind))

    def frames(self, name: str) -> int:
        video = self.tile(name).locator("video")
        return int(video.evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames"))

    def sees(self, name: str) -> None:
        """The picture moves: more frames are decoded than a moment ago."""
        before = self.frames(name)
        self.page.wait_for_function(
            "([video, before]) => video.getVideoPlaybackQuality().totalVideoFrames > before + 5",
            arg=[self.tile(name).locator("video").element_handle(), before],
            timeout=SECONDS,
        )
