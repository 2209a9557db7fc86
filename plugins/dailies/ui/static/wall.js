// The wall of covers, in the order in which they want attention.

import { fill, h } from "./dom.js";
import { inTheMaking, isMaking, rendered } from "./tile.js";

const NOTHING = "No short yet. They appear here as soon as a batch has begun.";
const chosen = new Set();
let filter = "all";
let batch = "";

export function makeWall(desk) {
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Show" });
  const sections = h("div", { class: "sections" });
  const bar = h("div", { class: "bar", role: "region", "aria-label": "Selected shorts", hidden: true });
  const batches = h("div", { class: "batches", hidden: true });
  const element = h("div", { class: "wall" }, [h("div", { class: "narrow" }, [chips, batches]), sections, bar]);
  const tiles = new Map();
  const show = () => update(desk, { chips, batches, sections, bar, tiles, show });
  return { element, update: show, onKey: (event) => onKey(event, desk, show) };
}

function update(desk, parts) {
  const focused = document.activeElement; // lost when its tile is moved or made again
  for (const key of chosen) if (!desk.isAsked(desk.find(key) ?? {})) chosen.delete(key);
  const batches = [...new Set([...desk.making, ...desk.shorts].map((short) => short.batch))];
  if (!batches.includes(batch)) batch = "";
  const [shorts, making] = [desk.shorts, desk.making].map((all) => all.filter((short) => !batch || short.batch === batch));
  const groups = grouped(shorts, making);
  if (!groups.some(([id, , cards]) => id === filter && cards.length)) filter = "all";
  showChips(groups, parts);
  showBatches(batches, parts);
  const wanted = groups.filter(([id, , cards]) => cards.length && (filter === "all" || filter === id));
  const shown = wanted.map(([id, name, cards]) => section(desk, id, name, cards, parts));
  fill(parts.sections, shown.length ? shown : h("p", { class: "empty", text: NOTHING }));
  if (focused !== document.activeElement) focusAgain(focused, parts.sections);
  showBar(desk, parts);
}

/** Before the next key is read: it would speak of another short, or of none. */
function focusAgain(element, sections) {
  const key = element.closest(".tile")?.querySelector("a.cover")?.dataset.key;
  const again = element.isConnected ? element : sections.querySelector(`a[data-key="${CSS.escape(key ?? "")}"]`);
  again?.focus({ preventScroll: true });
}

/** In the order in which they want attention. */
function grouped(shorts, making) {
  const failed = making.filter((short) => !isMaking(short));
  const of = (state) => shorts.filter((card) => card.state === state);
  const decided = shorts.filter((card) => !["waiting", "failed"].includes(card.state));
  return [
    ["waiting", "Waiting for review", of("waiting")],
    ["making", "In the making", making.filter(isMaking)],
    ["decided", "Decided", decided],
    ["failed", "Failed", [...of("failed"), ...failed]],
  ];
}

function showChips(groups, parts) {
  const counted = [["all", "All", groups.flatMap(([, , cards]) => cards)], ...groups];
  const wanted = counted.filter(([id, , cards]) => id === "all" || cards.length);
  const choose = (id) => {
    filter = id;
    parts.show();
    parts.chips.querySelector("[aria-pressed=true]")?.focus();
  };
  const made = wanted.map(([id, name, cards]) =>
    h("button", { type: "button", "aria-pressed": String(filter === id), onclick: () => choose(id) }, [
      `${name} `,
      h("span", { class: "count", text: cards.length }),
    ]),
  );
  const told = JSON.stringify([filter, made.map((chip) => chip.textContent)]);
  if (parts.chips.dataset.told !== told) fill(parts.chips, made);
  parts.chips.dataset.told = told;
}

/** Narrow the wall to one batch, where there are several. */
function showBatches(batches, parts) {
  const told = batches.join();
  if (parts.batches.dataset.told === told) return;
  parts.batches.dataset.told = told;
  parts.batches.hidden = batches.length < 2;
  const options = [["", "All batches"], ...batches.map((name) => [name, name])];
  const select = h("select", { "aria-label": "Batch" }, options.map(([value, text]) => h("option", { value, text, selected: value === batch })));
  select.addEventListener("change", () => {
    batch = select.value;
    parts.show();
  });
  fill(parts.batches, select);
}

function section(desk, id, name, cards, parts) {
  const list = h("ul", { class: "tiles" }, cards.map((card) => tile(desk, card, parts)));
  const asked = id === "waiting" ? cards.filter(desk.isAsked) : [];
  const all = () => {
    const whole = asked.every((card) => chosen.has(card.key));
    for (const card of asked) whole ? chosen.delete(card.key) : chosen.add(card.key);
    parts.show();
  };
  const heading = h("div", { class: "heading" }, [
    h("h2", { text: name }),
    asked.length > 1 ? h("button", { type: "button", class: "quiet", text: "Select all", onclick: all }) : null,
  ]);
  return h("section", { "aria-label": name, "data-section": id }, [heading, list]);
}

/** The tile of a short: made once, and again only when what it shows has changed. */
function tile(desk, card, parts) {
  const key = card.key ?? `${card.batch}#${card.map_index}`;
  const told = JSON.stringify([card, chosen.has(key), desk.isAsked(card)]);
  const known = parts.tiles.get(key);
  if (known?.told === told) return known.element;
  const element = card.key ? rendered(card, picking(desk, card, parts)) : inTheMaking(card);
  parts.tiles.set(key, { told, element });
  return element;
}

/** Whether a short is selected, and what changes that; `null` for one that nobody asks about. */
function picking(desk, card, parts) {
  if (!desk.isAsked(card)) return null;
  const flip = (event) => {
    event.target.checked ? chosen.add(card.key) : chosen.delete(card.key);
    parts.show();
  };
  return { chosen: chosen.has(card.key), flip };
}

const picked = (desk) => [...chosen].map(desk.find).filter(Boolean);

function showBar(desk, parts) {
  const told = `${picked(desk).length} selected`;
  parts.bar.hidden = !chosen.size;
  if (parts.bar.dataset.told === told) return;
  parts.bar.dataset.told = told;
  const button = (decision, text) =>
    h("button", { type: "button", class: `decide ${decision}`, text, onclick: () => desk.decide(picked(desk), decision) });
  const clear = () => {
    chosen.clear();
    parts.show();
  };
  fill(parts.bar, [
    h("strong", { text: told }),
    button("approve", "Approve"),
    button("reject", "Reject"),
    h("button", { type: "button", class: "quiet", text: "Clear", onclick: clear }),
  ]);
}

function onKey(event, desk, show) {
  const link = document.activeElement?.closest?.("a.cover");
  const here = link && desk.find(link.dataset.key);
  const decisions = { a: "approve", r: "reject", n: "new_take" };
  if (decisions[event.key]) {
    const many = picked(desk);
    const cards = many.length ? many : here ? [here] : [];
    desk.decide(cards, decisions[event.key]);
    return true;
  }
  if (event.key === "x" && here && desk.isAsked(here)) {
    chosen.has(here.key) ? chosen.delete(here.key) : chosen.add(here.key);
    show();
    return true;
  }
  if (event.key === "Escape" && chosen.size) {
    chosen.clear();
    show();
    return true;
  }
  return /^Arrow/.test(event.key) && walk(event.key, link);
}

/** Go to the tile beside, above or below. */
function walk(key, from) {
  const links = [...document.querySelectorAll("a.cover")];
  if (!links.length) return false;
  const at = links.indexOf(from);
  const top = (link) => Math.round(link.getBoundingClientRect().top);
  const row = links.filter((link) => top(link) === top(links[Math.max(at, 0)]));
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row.length, ArrowDown: row.length }[key];
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))].focus();
  return true;
}
