// The health of the queue: how many tasks of each stage are where, and what was given up.

import { readQueue, replay } from "./api.js";
import { fill, h, toast } from "./dom.js";
import { STAGES, exactly, plural, usd, when } from "./words.js";

const KINDS = { waiting: "Waiting", active: "Active", asked: "In review", done: "Done", failed: "Failed" };
const chosen = new Set();

export function makeQueue() {
  const stages = h("section", { "aria-labelledby": "stages-title" });
  const letters = h("section", { "aria-labelledby": "letters-title" });
  const element = h("div", { class: "queue" }, [stages, letters]);
  let told = "";
  const show = (queue) => {
    fill(stages, stageTable(queue.stages));
    fill(letters, letterList(queue, () => show(queue)));
  };
  const update = async () => {
    try {
      const queue = await readQueue();
      const said = JSON.stringify(queue);
      if (said !== told) show(queue);
      told = said;
    } catch (error) {
      toast(error.message, "wrong");
    }
  };
  return { element, update };
}

function stageTable(stages) {
  const head = h("tr", {}, [h("th", { scope: "col", text: "Stage" }), ...Object.entries(KINDS).map(([kind, name]) => h("th", { scope: "col", class: kind, text: name }))]);
  const rows = stages.map((stage) =>
    h("tr", {}, [
      h("th", { scope: "row", text: STAGES[stage.stage] ?? stage.stage }),
      ...Object.keys(KINDS).map((kind) => h("td", { class: stage[kind] ? kind : "none", text: stage[kind] })),
    ]),
  );
  return [
    h("h2", { id: "stages-title", text: "Tasks by stage" }),
    h("p", { class: "quiet", text: "Of the runs under way and those that ended within a day." }),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Tasks by stage" }, h("table", {}, [h("thead", {}, head), h("tbody", {}, rows)])),
  ];
}

function letterList({ letters, may_replay: mayReplay }, show) {
  for (const id of chosen) if (!letters.some((letter) => letter.letter_id === id)) chosen.delete(id);
  const picked = letters.filter((letter) => chosen.has(letter.letter_id));
  const cost = picked.reduce((sum, letter) => sum + letter.expected_usd, 0);
  const send = async (event) => {
    event.target.disabled = true;
    try {
      const { run_id: run } = await replay([...chosen]);
      toast(`${plural(picked.length, "dead letter")} replayed by run ${run}`);
      chosen.clear();
    } catch (error) {
      toast(error.message, "wrong");
    }
    show();
  };
  const button = h("button", {
    type: "button",
    class: "decide",
    disabled: !picked.length,
    text: picked.length ? `Replay ${picked.length}, about ${usd(cost)}` : "Replay",
    onclick: send,
  });
  return [
    h("h2", { id: "letters-title", text: "Dead letters" }),
    h("p", { class: "quiet", text: "Orders that were given up. A replay orders again, or attaches to the job there is." }),
    letters.length ? h("ul", { class: "letters" }, letters.map((letter) => item(letter, mayReplay, show))) : h("p", { class: "empty", text: "None." }),
    letters.length && mayReplay ? h("div", { class: "buttons" }, button) : null,
  ];
}

function item(letter, mayReplay, show) {
  const flip = (event) => {
    event.target.checked ? chosen.add(letter.letter_id) : chosen.delete(letter.letter_id);
    show();
  };
  const id = `letter-${letter.letter_id}`;
  const costs = [
    `${usd(letter.expected_usd)} expected`,
    letter.paid_usd ? `${usd(letter.paid_usd)} paid` : "",
    letter.doubtful_usd ? `${usd(letter.doubtful_usd)} in doubt` : "",
  ];
  return h("li", {}, [
    mayReplay ? h("input", { type: "checkbox", id, checked: chosen.has(letter.letter_id), onchange: flip }) : null,
    h("label", { for: id }, [
      h("strong", { text: `${letter.what} from ${letter.provider}` }),
      h("span", { class: "quiet", text: `${when(letter.since)} · ${costs.filter(Boolean).join(", ")}`, title: exactly(letter.since) }),
      h("span", { class: "said", text: letter.error }),
      h("code", { text: `${letter.letter_id} · ${letter.runs.join(", ")}` }),
    ]),
  ]);
}
