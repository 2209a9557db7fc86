// How states, times and money are written.

export const STATES = {
  waiting: "Waiting",
  making: "In the making",
  rendered: "Being decided",
  approved: "Approved",
  published: "Published",
  scheduled: "Scheduled",
  publishing: "Being published",
  unconfirmed: "Unconfirmed",
  rejected: "Rejected",
  new_take: "New take asked for",
  failed: "Failed",
};

export const STAGES = {
  write_script: "Script",
  narrate: "Narration",
  capture_pages: "Pages",
  generate_clips: "Clips",
  compose_music: "Music",
  render_short: "Render",
  review_short: "Review",
  publish_short: "Publishing",
};

export const DECISIONS = {
  approve: { verb: "Approve", asks: "Approve", done: "Approved", option: "Approve" },
  reject: { verb: "Reject", asks: "Reject", done: "Rejected", option: "Reject" },
  new_take: { verb: "New take", asks: "A new take of", done: "Asked for a new take of", option: "New take" },
};

export const stateName = (state) => STATES[state] ?? state.replaceAll("_", " ");

/** 75.3 s as 1:15. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function usd(amount) {
  return amount === 0 ? "No cost" : `$${amount < 0.01 ? "<0.01" : amount.toFixed(2)}`.replace("$<", "<$");
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** When something was or will be, as a person would say it. */
export function when(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? RELATIVE.format(Math.round(seconds / step[1]), step[0]) : "just now";
}

export const exactly = (iso) => new Date(iso).toLocaleString();
