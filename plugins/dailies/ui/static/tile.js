// The tiles of the wall.

import { h } from "./dom.js";
import { STAGES, STATES, clock, exactly, plural, stateName, usd, when } from "./words.js";

const HOVER_MS = 250;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** The tile of a rendered short. `pick` lets it be selected; without, it cannot be. */
export function rendered(card, pick) {
  const href = `#/short/${card.key.split("/").map(encodeURIComponent).join("/")}`;
  const image = h("img", {
    src: card.cover,
    alt: "",
    width: card.width_px,
    height: card.height_px,
    loading: "lazy",
    decoding: "async",
  });
  const link = h("a", { class: "cover", href, "data-key": card.key }, [
    image,
    h("span", { class: `state ${card.state}`, text: stateName(card.state) }),
    h("span", { class: "length", text: clock(card.duration_s) }),
    h("span", { class: "title", text: card.title, dir: "auto", lang: card.language }),
  ]);
  move(link, image, card);
  const wrong = Object.entries(card.findings).filter(([severity]) => severity !== "info");
  return h("li", { class: "tile", "data-chosen": pick?.chosen }, [
    link,
    pick ? checkbox(card, pick) : null,
    h("p", { class: "name", text: card.title, dir: "auto", lang: card.language, "aria-hidden": "true" }),
    h("p", { class: "meta" }, [
      ...wrong.map(([severity, count]) => h("span", { class: severity, text: plural(count, severity) })),
      h("span", { text: usd(card.cost_usd) }),
      h("span", { text: waitingFor(card), title: exactly(card.updated_at) }),
    ]),
  ]);
}

function waitingFor(card) {
  const { question, places, updated_at } = card;
  if (question?.until) return when(question.until).replace(/^in (.*)/, "$1 left");
  const out = places.filter((place) => place.state === "published").map((place) => place.target);
  return out.length ? `on ${out.join(", ")}` : when(updated_at);
}

/** Let a cover move while somebody points at it. */
function move(link, image, card) {
  let soon = 0;
  const start = () => (soon = setTimeout(() => still.matches || (image.src = card.preview), HOVER_MS));
  const stop = () => {
    clearTimeout(soon);
    if (!image.src.endsWith(card.cover)) image.src = card.cover;
  };
  for (const name of ["pointerenter", "focus"]) link.addEventListener(name, start);
  for (const name of ["pointerleave", "blur"]) link.addEventListener(name, stop);
}

function checkbox(card, { chosen, flip }) {
  const label = `Select “${card.title}”`;
  return h("label", { class: "pick" }, [
    h("input", { type: "checkbox", checked: chosen, onchange: flip, "aria-label": label }),
  ]);
}

export const isMaking = (short) => !Object.values(short.states).some((state) => /failed/.test(state));

/** The tile of a short that is not rendered: its stages, and why it failed where it did. */
export function inTheMaking(short) {
  const failed = !isMaking(short);
  const steps = Object.entries(short.states).map(([stage, state]) =>
    h("li", { class: state, text: STAGES[stage], title: state.replaceAll("_", " ") }),
  );
  const jobs = Object.entries(short.jobs).filter(([state]) => ["intent", "accepted"].includes(state));
  const count = jobs.reduce((sum, [, each]) => sum + each, 0);
  const percent = short.percent ?? null;
  return h("li", { class: "tile making" }, [
    h("div", { class: "cover blank" }, [
      h("span", { class: `state ${failed ? "failed" : "making"}`, text: STATES[failed ? "failed" : "making"] }),
      h("span", { class: "title", text: short.title || `Short ${short.map_index + 1}`, dir: "auto" }),
      h("ol", { class: "steps", "aria-label": "Stages" }, steps),
      failed && short.error ? h("p", { class: "why", text: short.error, title: short.error, dir: "auto" }) : null,
      percent === null ? null : h("progress", { max: 100, value: percent, "aria-label": "Render" }),
    ]),
    h("p", { class: "meta" }, [
      percent === null ? null : h("span", { text: `${Math.round(percent)} %, ${Math.round(short.eta_s)} s left` }),
      count ? h("span", { text: `${plural(count, "job")} out` }) : null,
    ]),
  ]);
}
