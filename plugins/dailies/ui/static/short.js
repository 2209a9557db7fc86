// One short: the picture, the script that follows the voice, what is known, and the decision.

import { readShort } from "./api.js";
import { fill, h } from "./dom.js";
import { makeFacts } from "./facts.js";
import { makePlayer } from "./player.js";
import { makeScript } from "./script.js";
import { DECISIONS, stateName, when } from "./words.js";

const path = (key) => `#/short/${key.split("/").map(encodeURIComponent).join("/")}`;

export function makeShort(desk, key) {
  const head = h("div", { class: "head" });
  const stage = h("div", { class: "stage" }, h("p", { class: "empty", text: "Loading the short…" }));
  const deciding = h("div", { class: "deciding", role: "region", "aria-label": "Decision" });
  const element = h("article", { class: "short" }, [head, stage, deciding]);
  const room = { element, player: null, gone: false };
  const read = () =>
    load(desk, room, key, stage).then(update, (error) => fill(stage, h("p", { class: "empty", text: error.message })));
  const update = () => {
    const card = desk.find(key) ?? room.detail?.card;
    if (card && room.version && card.version !== room.version) read(); // it was rendered anew
    room.version = card?.version;
    const told = JSON.stringify([card, desk.shorts.map((each) => each.key)]);
    if (!card || told === room.told) return;
    room.told = told;
    fill(head, heading(desk, card));
    fill(deciding, decisions(desk, card, room));
  };
  const advance = ({ detail: keys }) => keys.includes(key) && next(desk, key);
  addEventListener("decided", advance);
  read();
  return Object.assign(room, {
    update,
    onKey: (event) => onKey(event, desk, key, room),
    leave: () => {
      room.gone = true;
      room.player?.leave();
      removeEventListener("decided", advance);
    },
  });
}

async function load(desk, room, key, stage) {
  const detail = await readShort(key);
  if (room.gone) return;
  room.player?.leave();
  room.detail = detail;
  const script = makeScript(detail.lines, detail.card.language, (time_s) => room.player.seek(time_s));
  room.player = makePlayer(detail, script.follow);
  const shape = detail.card.width_px > detail.card.height_px ? "wide" : "tall";
  fill(stage, [
    h("div", { class: `picture ${shape}` }, [room.player.video, room.player.line]),
    h("section", { class: "told", "aria-label": "Script" }, [h("h3", { text: "Script" }), script.element]),
    makeFacts(desk, detail, (time_s) => room.player.seek(time_s)),
  ]);
  stage.querySelector(".script").tabIndex = 0;
}

function heading(desk, card) {
  const keys = desk.shorts.map((each) => each.key);
  const at = keys.indexOf(card.key);
  const step = (to, text, label) =>
    keys[to] && at >= 0
      ? h("a", { class: "step", href: path(keys[to]), text, "aria-label": label, title: label })
      : h("span", { class: "step", text, "aria-hidden": "true" });
  return [
    h("a", { class: "back", href: "#/", text: "← All shorts" }),
    h("h2", { text: card.title, dir: "auto", lang: card.language }),
    h("span", { class: `state ${card.state}`, text: stateName(card.state) }),
    h("span", { class: "steps-aside" }, [step(at - 1, "‹", "Short before"), step(at + 1, "›", "Short after")]),
  ];
}

/** Decide about what is seen here, which may not be the newest render any more. */
function decide(desk, card, decision, room) {
  if (room.detail) card.version = room.detail.card.version;
  desk.decide([card], decision);
}

function decisions(desk, card, room) {
  if (!card.question) return h("p", { class: "quiet", text: done(card) });
  const { until, assigned } = card.question;
  const asked = assigned.length ? `Asked of ${assigned.join(", ")}` : "Waiting for a decision";
  const told = h("p", { class: "quiet", text: until ? `${asked}, the policy decides ${when(until)}.` : `${asked}.` });
  if (!desk.isAsked(card)) return told;
  const offered = Object.entries(DECISIONS).filter(([, { option }]) => card.question.options.includes(option));
  const buttons = offered.map(([decision, { verb }]) =>
    h("button", { type: "button", class: `decide ${decision}`, onclick: () => decide(desk, card, decision, room) }, [
      verb,
      h("kbd", { text: decision[0], "aria-hidden": "true" }),
    ]),
  );
  return [h("div", { class: "buttons" }, buttons), told];
}

function done(card) {
  if (card.error) return card.error;
  return card.state === "rendered" ? "It is being decided." : `${stateName(card.state)}. Nothing is asked about it.`;
}

/** Go on to the next short that waits, or back to the wall when none does. */
function next(desk, key) {
  const keys = desk.shorts.map((card) => card.key);
  const after = [...keys.slice(keys.indexOf(key) + 1), ...keys];
  const waiting = new Set(desk.waiting().map((card) => card.key));
  const found = after.find((each) => each !== key && waiting.has(each));
  desk.go(found ? path(found) : "#/");
}

function onKey(event, desk, key, room) {
  const asked = { a: "approve", r: "reject", n: "new_take" }[event.key];
  const card = desk.find(key) ?? room.detail?.card;
  if (asked && card) decide(desk, card, asked, room);
  const keys = desk.shorts.map((each) => each.key);
  const to = keys[keys.indexOf(key) + { "[": -1, "]": 1 }[event.key]];
  if (to) desk.go(path(to));
  if (event.key === "Escape") desk.go("#/");
  return Boolean(asked || to || event.key === "Escape" || room.player?.onKey(event));
}
