// The script beside the picture: the word that is heard stands out, and every beat can be jumped to.

import { h } from "./dom.js";
import { clock } from "./words.js";

const ROLES = { hook: "Hook", beat: "", closing: "Closing" };

export function makeScript(lines, language, seek) {
  const words = [];
  const items = lines.map((line) => beat(line, language, seek, words));
  const element = h("ol", { class: "script" }, items);
  let current = null;
  const follow = (time_s) => {
    const heard = at(words, time_s);
    if (heard === current) return;
    current?.element.classList.remove("heard");
    current = heard;
    if (!heard) return;
    heard.element.classList.add("heard");
    for (const item of items) item.classList.toggle("now", item.contains(heard.element));
    keepInView(element, heard.element);
  };
  return { element, follow };
}

function beat(line, language, seek, words) {
  const spoken = h("p", { class: "spoken", dir: "auto", lang: language });
  for (const word of line.words) {
    const element = h("span", { class: "word", text: word.text, onclick: () => seek(word.start_s) });
    spoken.append(word.glue, element);
    words.push({ ...word, element });
  }
  if (!line.words.length) spoken.textContent = line.spoken;
  const time = line.start_s === null ? null : clock(line.start_s);
  return h("li", {}, [
    h("p", { class: "when" }, [
      time && h("button", { type: "button", class: "time", text: time, "aria-label": `Go to ${time}`, onclick: () => seek(line.start_s) }),
      ROLES[line.role] ? h("span", { text: ROLES[line.role] }) : null,
    ]),
    spoken,
    line.seen ? h("p", { class: "seen", text: line.seen, dir: "auto" }) : null,
  ]);
}

/** The word heard at a time: the last one begun, until a moment after its end. */
function at(words, time_s) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle].start_s <= time_s) low = middle + 1;
    else high = middle;
  }
  const word = words[low - 1];
  return word && time_s < word.end_s + 0.5 ? word : null;
}

/** Scroll the script, never the page: somebody may be reading elsewhere. */
function keepInView(box, element) {
  const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  if (box.scrollHeight <= box.clientHeight) return;
  if (inner.top >= outer.top + 24 && inner.bottom <= outer.bottom - 24) return;
  box.scrollBy({ top: inner.top - outer.top - outer.height / 3, behavior: "smooth" });
}
