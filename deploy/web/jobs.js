// The list of documents with how far each is. Surprise: rows are changed in place, never rebuilt, so that the focus
// and the screen reader's place stay where they are while a job moves.
import { announce, byId, count, make, setText, showProblem } from "./dom.js";

const QUICK = 250;
const SLOW = 3000;
const FINAL = new Set(["completed", "failed", "cancelled"]);
const STAGES = {
  parsing: "reading", cleaning: "tidying up", extracting: "finding words", translating: "translating", publishing: "finishing",
};

export class Jobs {
  constructor(api, { open }) {
    this.api = api;
    this.open = open;
    this.rows = new Map();
    this.pause = QUICK;
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    // Another window of the page may have changed something; both stay visible.
    addEventListener("focus", () => this.#wake());
  }

  start() {
    this.stopped = false;
    return this.#poll();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.rows.clear();
    byId("jobs").replaceChildren();
  }

  /** A job that was just made: shown at once, then watched. */
  add(job, filename) {
    this.#show({ ...job, params: job.params ?? { filename } });
    this.#wake();
  }

  #wake() {
    if (this.stopped) return;
    this.pause = QUICK;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#poll(), 0);
  }

  async #poll() {
    if (this.stopped) return;
    try {
      const jobs = await this.api.jobs();
      if (this.stopped) return;
      if (this.trouble && byId("problem").textContent === this.trouble) showProblem();
      const moved = jobs.toReversed().map((job) => this.#show(job)).some(Boolean);
      byId("none").hidden = this.rows.size > 0;
      this.pause = moved ? QUICK : Math.min(this.pause * 1.5, SLOW);
      const isBusy = jobs.some((job) => !FINAL.has(job.status));
      if (!isBusy || document.hidden) return;
    } catch (problem) {
      showProblem(`The list could not be read: ${problem.message}`);
      this.trouble = byId("problem").textContent;
      this.pause = SLOW;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#poll(), this.pause);
  }

  /** Whether something about this job is new. */
  #show(job) {
    const row = this.rows.get(job.id) ?? this.#make(job);
    const state = describe(job);
    const moved = row.state.textContent !== state;
    setText(row.state, state);
    row.state.classList.toggle("failed", job.status === "failed");
    row.bar.hidden = FINAL.has(job.status);
    if (job.status === "queued" || job.status === "scheduled") row.bar.removeAttribute("value");
    if (job.progress || job.status === "processing") row.bar.value = job.progress ?? 0;
    if (row.status !== job.status) {
      announce(`${row.name}: ${state}`);
      this.#offer(row, job);
      row.status = job.status;
    }
    return moved;
  }

  #make(job) {
    const name = String(job.params?.filename ?? "document");
    const title = make("h3", { id: `job-${job.id}` }, name);
    const row = {
      name,
      state: make("p", { class: "state" }),
      bar: make("progress", { max: 100, "aria-labelledby": `job-${job.id}` }),
      actions: make("div", { class: "row" }),
    };
    row.element = make("li", {}, make("div", { class: "what" }, title, row.state), row.actions, row.bar);
    byId("jobs").prepend(row.element);
    byId("none").hidden = true;
    this.rows.set(job.id, row);
    return row;
  }

  #offer(row, job) {
    const button = (words, act, style) => make("button", {
      type: "button", class: style, "aria-label": `${words}: ${row.name}`,
      onclick: (event) => attempt(event.currentTarget, act),
    }, words);
    const control = (action) => async () => {
      this.#show(await this.api.control(job.id, action));
      this.#wake();
    };
    const offers = {
      completed: () => [button("Show wordlist", () => this.open(job, row.name))],
      failed: () => [button("Try again", control("retry"), "quiet")],
      cancelled: () => [button("Try again", control("retry"), "quiet")],
    };
    row.actions.replaceChildren(...(offers[job.status] ?? (() => [button("Cancel", control("cancel"), "quiet")]))());
  }
}

/** Run `act` with its button disabled, and show what goes wrong. */
export async function attempt(button, act) {
  button.disabled = true;
  showProblem();
  try {
    await act();
  } catch (problem) {
    showProblem(problem.message);
  }
  button.disabled = false;
}

export function describe(job) {
  switch (job.status) {
    case "completed": return "Done";
    case "cancelled": return "Cancelled";
    case "failed": return job.error_message || "Failed";
    case "queued": return job.queue_position ? `Waiting, number ${job.queue_position} in the queue` : "Waiting";
    case "scheduled": return "Something went wrong; it will be tried again in a moment";
    default: {
      const left = job.eta_seconds > 0 ? `, about ${duration(job.eta_seconds)} left` : "";
      return `${job.progress ?? 0} %, ${STAGES[job.stage] ?? job.stage ?? "working"}${left}`;
    }
  }
}

const duration = (seconds) => seconds < 90 ? count(seconds, "second") : count(Math.round(seconds / 60), "minute");
