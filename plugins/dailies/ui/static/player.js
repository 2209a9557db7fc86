// The player: the browser's own, with keys, and a line of time with beats and findings on it.

import { h } from "./dom.js";
import { clock } from "./words.js";

const STEP_S = 3;
const FRAME_S = 1 / 30;

/** Make a player; `onTime` is told the time with every frame shown. */
export function makePlayer(detail, onTime) {
  const { card, files } = detail;
  const video = h("video", {
    controls: true,
    playsinline: true,
    preload: "auto",
    poster: card.cover,
    width: card.width_px,
    height: card.height_px,
    "aria-label": card.title,
  });
  const captions = h("track", { kind: "captions", src: files.captions, srclang: card.language, label: "Captions" });
  video.append(h("source", { src: files.video, type: "video/mp4" }), captions);
  // They are in the picture already; whoever wants them larger, or read out, turns them on.
  captions.track.mode = "hidden";
  const player = {
    video,
    seek: (time_s) => (video.currentTime = Math.min(Math.max(0, time_s), card.duration_s)),
    toggle: () => (video.paused ? video.play().catch(() => {}) : video.pause()),
    leave: () => {
      video.pause();
      video.replaceChildren();
      video.removeAttribute("src");
      video.load(); // else the browser goes on loading it
    },
  };
  player.line = line(detail, player);
  const tell = () => {
    onTime(video.currentTime);
    player.line.style.setProperty("--at", video.currentTime / card.duration_s);
  };
  const follow = () => {
    tell();
    if (!video.paused && !video.ended) requestAnimationFrame(follow);
  };
  video.addEventListener("play", follow);
  for (const name of ["seeked", "timeupdate"]) video.addEventListener(name, tell);
  player.onKey = (event) => onKey(event, player, captions.track);
  return player;
}

function line({ card, lines, findings }, player) {
  const share = (time_s) => String(time_s / card.duration_s);
  const place = (element, from_s, to_s) => {
    element.style.setProperty("--from", share(from_s));
    if (to_s !== undefined) element.style.setProperty("--to", share(to_s));
    return element;
  };
  const go = (time_s) => () => player.seek(time_s);
  const beats = lines.filter((each) => each.start_s !== null).map((each) =>
    place(h("span", { class: "beat", onclick: go(each.start_s), title: each.spoken }), each.start_s, each.end_s),
  );
  const marks = findings.filter((finding) => finding.at_s !== null).map((finding) => {
    const label = `${finding.severity} at ${clock(finding.at_s)}: ${finding.message}`;
    const mark = { type: "button", class: `mark ${finding.severity}`, "aria-label": label, title: label };
    return place(h("button", { ...mark, onclick: go(finding.at_s) }), finding.at_s);
  });
  return h("div", { class: "line" }, [...beats, h("span", { class: "now" }), ...marks]);
}

function onKey(event, player, captions) {
  const { video } = player;
  const onControl = event.target.closest("button, a, input, summary");
  const acts = {
    k: player.toggle,
    j: () => player.seek(video.currentTime - STEP_S),
    l: () => player.seek(video.currentTime + STEP_S),
    ",": () => player.seek(video.currentTime - FRAME_S),
    ".": () => player.seek(video.currentTime + FRAME_S),
    c: () => (captions.mode = captions.mode === "showing" ? "hidden" : "showing"),
  };
  if (!onControl) acts[" "] = player.toggle;
  acts[event.key]?.();
  return event.key in acts;
}
