// The desk: which room is shown, what is known, and when it is asked for anew.

import { readWall, scope } from "./api.js";
import { isDeciding, openDecision } from "./deciding.js";
import { fill, h, toast } from "./dom.js";
import { followColours, openOutside } from "./frame.js";
import { makeQueue } from "./queue.js";
import { makeShort } from "./short.js";
import { makeWall } from "./wall.js";

const BUSY_MS = 4000;
const IDLE_MS = 15000;

const main = document.getElementById("main");
const desk = {
  shorts: [],
  making: [],
  mayDecide: new Set(),
  /** Shorts that the visitor is asked about, in the order of the wall. */
  waiting: () => desk.shorts.filter((card) => desk.isAsked(card)),
  isAsked: (card) => Boolean(card.question?.for_you) && desk.mayDecide.has(card.dag_id),
  find: (key) => desk.shorts.find((card) => card.key === key),
  refresh,
  decide: (cards, decision) => openDecision(desk, cards, decision),
  go: (hash) => (location.hash = hash),
};
let room = null;
let timer = 0;
let told = "";

function shown() {
  const [, name = "", ...rest] = location.hash.split("/");
  if (name === "short") return ["short", rest.map(decodeURIComponent).join("/")];
  return [name === "queue" ? "queue" : "wall", ""];
}

function enter() {
  const [name, key] = shown();
  const rooms = { wall: makeWall, short: makeShort, queue: makeQueue };
  room?.leave?.();
  room = rooms[name](desk, key);
  document.body.dataset.room = name;
  for (const link of document.querySelectorAll("[data-room]")) {
    const here = link.dataset.room === (name === "short" ? "wall" : name);
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
  fill(main, room.element);
  room.update?.();
  main.focus({ preventScroll: true });
}

async function refresh() {
  clearTimeout(timer);
  try {
    const wall = await readWall();
    const said = JSON.stringify(wall);
    const news = said !== told || document.body.dataset.room === "queue";
    told = said;
    Object.assign(desk, { shorts: wall.shorts, making: wall.making });
    desk.mayDecide = new Set(wall.may_decide);
    const count = document.getElementById("waiting");
    count.textContent = desk.waiting().length;
    count.hidden = !desk.waiting().length;
    if (news) room?.update?.();
  } catch (error) {
    toast(error.message, "wrong");
  }
  const busy = desk.making.length || desk.shorts.some((card) => card.state === "rendered");
  timer = setTimeout(() => document.hidden || refresh(), busy ? BUSY_MS : IDLE_MS);
}

function onKey(event) {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog");
  if (typing || isDeciding() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (room?.onKey?.(event)) event.preventDefault();
}

async function open() {
  followColours();
  openOutside();
  const keys = document.getElementById("keys");
  document.getElementById("keys-button").addEventListener("click", () => keys.showModal());
  addEventListener("keydown", onKey);
  addEventListener("hashchange", enter);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  await refresh();
  const alone = scope.mapIndex && desk.shorts.length === 1 ? desk.shorts[0].key : "";
  const wanted = scope.short || alone;
  if (wanted && !location.hash) history.replaceState(null, "", `#/short/${path(wanted)}`);
  enter();
  requestAnimationFrame(() => performance.mark("wall"));
}

const path = (key) => key.split("/").map(encodeURIComponent).join("/");

open().catch((error) => fill(main, h("p", { class: "empty", text: error.message })));
