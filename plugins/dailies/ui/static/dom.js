// Elements without markup: what a short is called can never become HTML.

/** Make an element. `on…` properties listen, `null` and `false` leave an attribute out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else if (value !== null && value !== false && value !== undefined)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child));
  return element;
}

/** Say something for a while, to eyes and screen readers alike. */
export function toast(text, kind = "done") {
  const said = h("p", { class: `toast ${kind}`, text });
  document.getElementById("toasts").append(said);
  setTimeout(() => said.remove(), kind === "done" ? 5000 : 10000);
}
