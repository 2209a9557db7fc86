// What is asked of the server. Addresses are relative: the desk may stand below any path.

const HEADERS = { "content-type": "application/json", "x-dailies-desk": "1" };

/** What the address bar, or the tab of a run or task, narrows the desk to. */
export const scope = readScope(new URLSearchParams(location.search));

function readScope(query) {
  const index = query.get("map_index") ?? "";
  return {
    dagId: query.get("dag_id") ?? "",
    runId: query.get("run_id") ?? "",
    mapIndex: /^\d+$/.test(index) ? index : "",
    short: query.get("short") ?? "",
  };
}

async function ask(path, options) {
  const answer = await fetch(path, { credentials: "same-origin", ...options });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(refusal(answer.status, told.detail));
  return told;
}

function refusal(status, detail) {
  if (status === 401) return "You are logged out. Load the page again to log in.";
  return typeof detail === "string" ? detail : `The server answered ${status}.`;
}

function send(path, body) {
  return ask(path, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });
}

export function readWall() {
  const query = new URLSearchParams();
  if (scope.dagId && scope.runId) {
    query.set("dag_id", scope.dagId);
    query.set("run_id", scope.runId);
    if (scope.mapIndex) query.set("map_index", scope.mapIndex);
  }
  return ask(`api/wall?${query}`);
}

export function readShort(key) {
  const [batch, topic] = key.split("/").map(encodeURIComponent);
  return ask(`api/shorts/${batch}/${topic}`);
}

export const readQueue = () => ask("api/queue");

/** Decide several shorts alike, as they were looked at; the answer says of each what became of it. */
export function decide(cards, decision, feedback) {
  const decisions = cards.map(({ batch, topic_id, version }) => ({ batch, topic_id, version, decision, feedback }));
  return send("api/decisions", { decisions });
}

export const replay = (ids) => send("api/letters/replay", { letter_ids: ids });

/** Say what became of a publication that nobody could confirm. */
export const settle = ({ batch, topic_id }, target, isPublic) =>
  send("api/publications/settle", { batch, topic_id, target, public: isPublic });
