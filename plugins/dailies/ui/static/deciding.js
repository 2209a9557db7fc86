// The dialog in which a decision is made, on one short or many.

import { decide } from "./api.js";
import { fill, h, toast } from "./dom.js";
import { DECISIONS, plural } from "./words.js";

const NAMED = 6;
const MAX_FEEDBACK = 4000;
const QUESTIONS = {
  approve: "It is published to the targets of its batch.",
  reject: "It is not published. What you write is kept in the report.",
  new_take: "A new run makes it again, going by what you write.",
};
const dialog = document.getElementById("decision");

export const isDeciding = () => dialog.open;

/** Ask for confirmation and feedback, then decide; those who may not be decided are left out. */
export function openDecision(desk, cards, decision) {
  const { verb, asks, option } = DECISIONS[decision];
  const open = cards.filter((c) => desk.isAsked(c) && c.question.options.includes(option));
  if (!open.length) return toast(refusal(desk, cards, verb), "wrong");
  const feedback = h("textarea", { id: "feedback", rows: 4, maxlength: MAX_FEEDBACK });
  const confirm = h("button", { type: "submit", class: `decide ${decision}`, text: verb });
  const wrong = h("p", { class: "wrong", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    confirm.disabled = true;
    try {
      await send(desk, open, decision, feedback.value.trim());
      dialog.close();
    } catch (error) {
      wrong.textContent = error.message; // what was written stays
    }
    confirm.disabled = false;
  };
  const form = h("form", { onsubmit: submit }, [
    h("h2", { id: "decision-title", text: title(asks, open) }),
    h("p", { text: QUESTIONS[decision] }),
    open.length > 1 ? names(open) : null,
    h("label", { for: "feedback", text: decision === "new_take" ? "What should be different" : "Feedback" }),
    feedback,
    wrong,
    h("div", { class: "buttons" }, [
      h("button", { type: "button", class: "quiet", text: "Cancel", onclick: () => dialog.close() }),
      confirm,
    ]),
  ]);
  feedback.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  fill(dialog, form);
  dialog.showModal();
  (decision === "approve" ? confirm : feedback).focus();
}

function title(asks, cards) {
  return `${asks} ${cards.length > 1 ? plural(cards.length, "short") : `“${cards[0].title}”`}?`;
}

function names(cards) {
  const more = cards.length - NAMED;
  return h("ul", { class: "names" }, [
    ...cards.slice(0, NAMED).map((card) => h("li", { text: card.title, dir: "auto" })),
    more > 0 ? h("li", { text: `and ${more} more` }) : null,
  ]);
}

function refusal(desk, cards, verb) {
  const [card] = cards;
  if (!cards.length) return "Choose a short first.";
  if (!card.question) return `“${card.title}” does not wait for a decision.`;
  if (!desk.mayDecide.has(card.dag_id)) return "You may look, but not decide.";
  if (!card.question.for_you) return `This is asked of ${card.question.assigned.join(", ")}.`;
  return `“${verb}” is not offered here.`;
}

async function send(desk, cards, decision, feedback) {
  const told = await decide(cards, decision, feedback);
  const refused = told.filter((each) => each.status !== 200);
  for (const { key, detail } of refused) toast(`${desk.find(key)?.title ?? key}: ${detail}`, "wrong");
  const done = cards.filter((card) => !refused.some(({ key }) => key === card.key));
  if (done.length) toast(saying(done, decision));
  for (const card of done) Object.assign(card, { question: null, state: "rendered" });
  dispatchEvent(new CustomEvent("decided", { detail: done.map((card) => card.key) }));
  desk.refresh();
}

function saying(cards, decision) {
  const { done } = DECISIONS[decision];
  return `${done} ${cards.length > 1 ? plural(cards.length, "short") : `“${cards[0].title}”`}`;
}
