// What a person says of a publication that was sent and could not be confirmed.

import { settle } from "./api.js";
import { fill, h } from "./dom.js";

const ANSWERS = {
  true: { text: "It is public there", sure: "Sure? It is not sent again", then: "Taken as published." },
  false: {
    text: "It is not there",
    sure: "Sure? It may be sent again",
    then: "It may be sent again: clear publish_short of this short in Airflow.",
  },
};

/** The question to whoever may decide; each answer is pressed twice, as no machine can check it. */
export function settling(card, target) {
  const element = h("span", { class: "settling", role: "group", "aria-label": `What became of it on ${target}` });
  const wrong = h("span", { class: "wrong", role: "alert" });
  const buttons = Object.entries(ANSWERS).map(([answer, { text, sure, then }]) => {
    const press = async () => {
      if (button.textContent !== sure) {
        button.textContent = sure;
        return;
      }
      button.disabled = true;
      try {
        await settle(card, target, answer === "true");
        fill(element, h("span", { class: "said", role: "status", text: then }));
      } catch (error) {
        wrong.textContent = error.message;
        button.disabled = false;
      }
    };
    const button = h("button", { type: "button", class: "quiet", text, onclick: press });
    button.addEventListener("blur", () => (button.textContent = text));
    return button;
  });
  fill(element, [h("span", { class: "quiet", text: `Look at ${target} first. ` }), ...buttons, wrong]);
  return element;
}
