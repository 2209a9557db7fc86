// The desk inside Airflow's own page: its colours, and links out of the frame.

export const framed = window.parent !== window;

function airflow() {
  try {
    return framed ? window.parent.document : null;
  } catch {
    return null; // framed by a page of another origin
  }
}

function remembered() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // the browser keeps nothing for us
  }
}

/** Be dark when Airflow is: its page says so around us, or in what it remembers. */
export function followColours() {
  const outside = airflow()?.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    const chosen = outside?.classList.contains("dark") ? "dark" : remembered();
    const known = outside?.classList.contains("light") ? "light" : chosen;
    const theme = known === "dark" || known === "light" ? known : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
  };
  follow();
  dark.addEventListener("change", follow);
  addEventListener("storage", follow);
  if (outside) new MutationObserver(follow).observe(outside, { attributeFilter: ["class"] });
  document.documentElement.classList.toggle("framed", framed);
}

/** Open links to elsewhere in a tab of their own: Airflow's frame lets neither out by itself. */
export function openOutside() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-outside]");
    const outside = airflow();
    if (!link || !outside) return;
    event.preventDefault();
    const there = outside.createElement("a");
    Object.assign(there, { href: link.href, target: link.dataset.outside, rel: "noopener" });
    outside.body.append(there);
    there.click();
    there.remove();
  });
}
