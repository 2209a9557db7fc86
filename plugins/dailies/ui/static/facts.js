// What is known of a short: findings, publications, cost, sources, licences, figures, files.

import { scope } from "./api.js";
import { h } from "./dom.js";
import { settling } from "./settling.js";
import { clock, exactly, stateName, usd, when } from "./words.js";

const PLACES = { claimed: "Being sent", waiting: "Goes on later" };
const SEVERITIES = ["error", "warning", "info"];

export function makeFacts(desk, { card, findings, sidecar, files, takes }, seek) {
  const others = [...approvals(takes), ...otherTakes(takes)];
  return h("div", { class: "facts" }, [
    others.length ? group("Takes and opinions", others) : null,
    group("Findings", findingList(findings, seek), "No check found anything."),
    group("Publications", card.places.map((each) => place(desk, card, each)), "Published nowhere yet."),
    group("Cost", costs(sidecar), usd(card.cost_usd)),
    group("Sources", (sidecar?.sources ?? []).map(source), "None."),
    group("Made with", sidecar ? credits(sidecar) : [], "Not known: the sidecar is gone."),
    sidecar ? group("Description", [description(sidecar)]) : null,
    group("Figures", [figures(card, sidecar)]),
    group("Files", [downloads(card, files)]),
    group("In Airflow", [airflow(card)]),
  ]);
}

function group(name, items, otherwise = "") {
  if (!items.length && !otherwise) return h("section", {}, h("h3", { text: name }));
  const body = items.length ? h("ul", {}, items.map((each) => h("li", {}, each))) : h("p", { class: "quiet", text: otherwise });
  return h("section", {}, [h("h3", { text: name }), body]);
}

function findingList(findings, seek) {
  const sorted = [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return sorted.map((finding) => {
    const time = finding.at_s === null ? null : clock(finding.at_s);
    return [
      h("span", { class: `severity ${finding.severity}`, text: finding.severity }),
      time && h("button", { type: "button", class: "time", text: time, "aria-label": `Go to ${time}`, onclick: () => seek(finding.at_s) }),
      h("span", { class: "said", text: finding.message, dir: "auto" }),
      finding.remedy ? h("span", { class: "remedy", text: finding.remedy }) : null,
    ].filter(Boolean);
  });
}

function approvals({ approved_by: names }) {
  return names.length ? [[h("span", { text: `${names.join(", ")} approved it; somebody else is asked, too.` })]] : [];
}

/** The takes before and after, with what was asked for and the way there. */
function otherTakes({ made, asked }) {
  const told = [];
  if (made) told.push([h("span", { text: `This is take ${made.number}, asked for by ${made.asked_by}.` }), ...wish(made), ...there(made, "The take before")]);
  if (asked) told.push([h("span", { text: `Take ${asked.number} was asked for by ${asked.asked_by}.` }), ...wish(asked), ...there(asked, "That take")]);
  return told;
}

const wish = ({ feedback }) => (feedback ? [" ", h("q", { text: feedback, dir: "auto" })] : []);

function there({ key, run_id: run }, words) {
  if (!key) return [" ", h("span", { class: "quiet", text: `It is made by run ${run}.` })];
  const href = `#/short/${key.split("/").map(encodeURIComponent).join("/")}`;
  return [" ", h("a", { href, text: words })];
}

function place(desk, card, { target, state, url, path, error, not_before: next, scheduled_for: seen }) {
  const where = url ? outward(url, target) : h("strong", { text: target });
  const said = [where, " ", h("span", { class: `state ${state}`, text: PLACES[state] ?? stateName(state) })];
  if (state === "waiting" && next) said.push(" ", h("span", { class: "quiet", text: `goes on ${when(next)}`, title: exactly(next) }));
  if (state === "scheduled" && seen) said.push(" ", h("span", { class: "quiet", text: `public ${when(seen)}`, title: exactly(seen) }));
  if (path && !url) said.push(h("code", { text: path }));
  if (error) said.push(h("span", { class: "remedy", text: error }));
  if (state === "unconfirmed" && desk.mayDecide.has(card.dag_id)) said.push(settling(card, target));
  return said;
}

/** A link that leaves the desk; whatever is no web address stays text. */
export function outward(url, text = url) {
  const known = URL.canParse(url) ? new URL(url) : null;
  if (!known || !["http:", "https:"].includes(known.protocol)) return h("span", { text });
  return h("a", { href: known.href, target: "_blank", rel: "noopener noreferrer", "data-outside": "_blank", text });
}

const source = (url) => [outward(url)];

function costs(sidecar) {
  const paid = (sidecar?.credits ?? []).filter((part) => part.cost_usd > 0);
  const sum = paid.reduce((all, part) => all + part.cost_usd, 0);
  if (paid.length) paid.push({ part: "Together", cost_usd: sum });
  return paid.map((part) => [h("span", { text: part.part }), " ", h("span", { class: "quiet", text: usd(part.cost_usd) })]);
}

/** Parts that were made alike stand in one line. */
function credits({ credits: parts, disclosure }) {
  const alike = new Map();
  for (const part of parts) {
    const told = [part.provider, part.model, part.licence, part.credit, part.made_with_ai ? "made by an AI" : ""];
    const drawn = part.drawn_instead ? "Its file could not be used: the render drew it." : "";
    const key = JSON.stringify([told, drawn]);
    alike.set(key, [...(alike.get(key) ?? []), part.part]);
  }
  const lines = [...alike].map(([key, names]) => {
    const [told, drawn] = JSON.parse(key);
    const how = h("span", { class: "quiet", text: told.filter(Boolean).join(" · ") });
    return [h("strong", { text: together(names) }), " ", how, drawn ? h("span", { class: "remedy", text: drawn }) : ""];
  });
  const ai = disclosure.ai_parts.join(", ");
  const said = ai ? `Made by an AI: ${ai}.` : "No AI made any part of it.";
  const voice = disclosure.synthetic_voice ? " The voice is synthetic." : "";
  return [...lines, [h("span", { class: "remedy", text: said + voice })]];
}

/** "shot 1", "shot 2", "shot 3" as "shots 1–3". */
function together(names) {
  const numbers = names.map((name) => Number(/^shot (\d+)$/.exec(name)?.[1] ?? NaN));
  const inARow = numbers.every((number, at) => number === numbers[0] + at);
  return names.length > 1 && inARow ? `shots ${numbers[0]}–${numbers.at(-1)}` : names.join(", ");
}

function description({ description: said, hashtags }) {
  return [
    h("p", { text: said, dir: "auto" }),
    hashtags.length ? h("p", { class: "quiet", text: hashtags.map((tag) => `#${tag.replace(/^#/, "")}`).join(" ") }) : null,
  ].filter(Boolean);
}

function figures(card, sidecar) {
  const rows = [
    ["Length", `${card.duration_s.toFixed(1)} s`],
    ["Picture", `${card.width_px} × ${card.height_px}${sidecar ? `, ${sidecar.fps} frames a second` : ""}`],
    ["Language", card.language],
    sidecar && ["Loudness", `${sidecar.loudness_lufs.toFixed(1)} LUFS, peak ${sidecar.true_peak_dbtp.toFixed(1)} dBTP`],
    ["Changed", exactly(card.updated_at)],
  ];
  const told = rows.filter(Boolean).map(([name, value]) => h("div", {}, [h("dt", { text: name }), h("dd", { text: value })]));
  return [h("dl", { class: "figures" }, told)];
}

function downloads(card, files) {
  const base = files.video.replace(/video\.mp4.*$/, "");
  const names = { "video.mp4": "Video", "captions.srt": "Captions", "short.json": "Facts", "edit.json": "Edit" };
  const links = Object.entries(names).map(([name, text]) => h("a", { href: base + name, download: `${card.topic_id}-${name}`, text }));
  return links.flatMap((link) => [link, " "]);
}

function airflow(card) {
  const run = `../dags/${encodeURIComponent(card.dag_id)}/runs/${encodeURIComponent(card.run_id)}`;
  const links = [h("a", { href: run, target: "_top", "data-outside": "_self", text: `Run ${card.run_id}` })];
  if (card.question) {
    const task = `${run}/tasks/produce_short.review_short/mapped/${card.map_index}/required_actions`;
    links.push(" ", h("a", { href: task, target: "_top", "data-outside": "_self", text: "Required action" }));
  }
  return scope.mapIndex ? links.slice(0, 1) : links;
}
