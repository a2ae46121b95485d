// The form that takes files in. Surprise: dropped and chosen files add up until the form is sent or emptied.
import { announce, byId, count, make, setText, showProblem } from "./dom.js";

const LANGUAGES = ["de", "en", "es", "fr", "it", "pt"];
const JLPT = ["N5", "N4", "N3", "N2", "N1"];
const KINDS = /\.(pdf|docx|xlsx|txt)$/i;
const LARGEST = 50 * 1024 * 1024;

/** `send(file, wishes)` is called for each file; `sent(job, file)` when its job is there. Extra languages are read only. */
export function setUpUploads({ send, sent, extraLanguages }) {
  let chosen = [];
  const form = byId("upload");
  const input = byId("files");
  const drop = byId("drop");
  fillLanguages(extraLanguages);

  const add = (files) => {
    const good = [...files].filter((file) => KINDS.test(file.name) && file.size <= LARGEST && file.size > 0);
    const bad = [...files].filter((file) => !good.includes(file));
    showProblem(bad.map((file) => `${file.name}: ${reason(file)}`).join("\n"));
    chosen = [...chosen, ...good];
    show();
    if (good.length) announce(`${count(chosen.length, "file")} chosen`);
  };
  const show = () => {
    byId("chosen").replaceChildren(...chosen.map((file) => make("li", {},
      `${file.name} (${size(file.size)}) `,
      make("button", { type: "button", class: "quiet", "aria-label": `Leave out ${file.name}`, onclick: () => {
        chosen = chosen.filter((other) => other !== file);
        show();
      } }, "Leave out"))));
  };

  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  // A file dropped beside the zone would replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => add(event.dataTransfer.files));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!chosen.length) {
      showProblem("Choose one file or more first.");
      input.focus();
      return;
    }
    showProblem();
    const files = chosen;
    const wishes = readWishes();
    const button = form.querySelector("button[type=submit]");
    const idle = button.textContent;
    const tell = (words) => { setText(button, words); announce(words); };
    chosen = [];
    show();
    button.disabled = true;
    const problems = [];
    for (const [place, file] of files.entries()) {
      try {
        const work = () => { tell(`Uploading ${place + 1} of ${count(files.length, "file")}`); return send(file, wishes); };
        sent(await patiently(work, tell), file);
      } catch (problem) {
        problems.push(`${file.name}: ${problem.message}`);
        chosen = [...chosen, file];
        show();
      }
    }
    showProblem(problems.join("\n"));
    setText(button, idle);
    button.disabled = false;
  });
}

async function patiently(work, tell) {
  try {
    return await work();
  } catch (problem) {
    if (problem.code !== "rate_limited" || !(problem.retryAfter <= 60)) throw problem;
    tell(`Waiting ${count(problem.retryAfter, "second")}: uploads are limited`);
    await new Promise((resolve) => setTimeout(resolve, problem.retryAfter * 1000));
    return work();
  }
}

function readWishes() {
  const wishes = { target_lang: byId("target").value, max_words: Math.min(40, Math.max(1, byId("words").valueAsNumber || 40)) };
  if (byId("source").value) wishes.source_lang = byId("source").value;
  if (byId("level").value) wishes.level = byId("level").value;
  const topics = byId("focus").value.split(",").map((topic) => topic.trim()).filter(Boolean).slice(0, 20);
  if (topics.length) wishes.focus = topics;
  return wishes;
}

function fillLanguages(extraLanguages) {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const options = (codes) => codes.map((code) => make("option", { value: code }, names.of(code)));
  byId("source").replaceChildren(make("option", { value: "" }, "Find out"), ...options([...LANGUAGES, ...extraLanguages]));
  byId("target").replaceChildren(...options(LANGUAGES));
  if (extraLanguages.includes("ja")) {
    byId("level").append(...JLPT.map((level) => make("option", {}, level)));
  }
  byId("target").value = "en";
}

const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function reason(file) {
  if (file.size === 0) return "the file is empty.";
  return file.size > LARGEST ? "at most 50 MB are taken." : "choose PDF, DOCX, XLSX or TXT files.";
}
