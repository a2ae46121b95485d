// A wordlist as a table, with the sentence of each pair on demand.
// Surprise: confidence is told in words as well as in per cent and never by colour alone, and a term without
// a translation says so instead of showing a guess.
import { correction } from "./corrections.js";
import { announce, byId, make } from "./dom.js";
import { attempt } from "./jobs.js";

const FORMATS = [["csv", "CSV"], ["xlsx", "Excel"], ["docx", "Word"], ["apkg", "Anki"], ["json", "JSON"]];
// Asked for by EDICT's licence wherever its words are shown.
const JAPANESE = "Without a model, Japanese is translated with EDICT, property of the Electronic Dictionary Research and "
  + "Development Group (edrdg.org), under its licence, CC BY-SA. JLPT levels are unofficial.";
const WORDS = {
  noun: "noun", propn: "name", verb: "verb", adj: "adjective", adv: "adverb", phrase: "phrase", num: "number",
  adp: "preposition", det: "article", pron: "pronoun", intj: "exclamation",
};

export function showWordlist(wordlist, { name, corrections, vocabulary, exportUrl }) {
  const place = byId("wordlist");
  const blank = wordlist.pairs.filter((pair) => !pair.translation).length;
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const direction = `${names.of(wordlist.source_lang)} to ${names.of(wordlist.target_lang)}`;
  place.replaceChildren(
    make("h2", { id: "wordlist-title" }, `Words of ${name}`),
    exportButtons(wordlist, exportUrl),
    make("p", { class: "hint" },
      "Confidence is a low estimate: how likely it is that another dictionary says the same. Check the low ones."),
    ...(wordlist.source_lang === "ja" ? [make("p", { class: "hint" }, JAPANESE)] : []),
    ...(wordlist.document?.warnings ?? []).map((words) => make("p", { class: "hint fair" }, words)),
    make("div", { class: "scroll" },
      make("table", {},
        make("caption", {}, `${wordlist.pairs.length} terms, ${direction}${blank ? `; ${blank} without a translation` : ""}`),
        make("thead", {}, make("tr", {},
          ...["Term", "Translation", "Confidence", "Page", "Sentence"].map((words) => make("th", { scope: "col" }, words)))),
        make("tbody", {}, wordlist.pairs.flatMap((pair, index) =>
          rows(pair, index, { vocabulary, corrections: wordlist.document_id && corrections }))))),
  );
  place.hidden = false;
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
  announce(`Words of ${name}: ${wordlist.pairs.length} terms`);
}

function exportButtons(wordlist, exportUrl) {
  const fetchFile = (format) => async () => {
    const link = make("a", { href: await exportUrl(wordlist.id, format), download: "" });
    link.click();
  };
  return make("div", { class: "row" }, FORMATS.map(([format, words]) =>
    make("button", { type: "button", class: "quiet", onclick: (event) => attempt(event.currentTarget, fetchFile(format)) },
      `Download ${words}`)));
}

function rows(pair, index, { corrections, vocabulary }) {
  const id = `sentence-${index}`;
  const grammar = [pair.reading, WORDS[pair.pos] ?? pair.pos, pair.gender, pair.level?.toUpperCase()].filter(Boolean).join(", ");
  const lemma = pair.lemma && pair.lemma !== pair.term ? `${pair.lemma}; ` : "";
  const sentence = make("tr", { id, class: "sentence", hidden: true },
    make("td", { colspan: 5, class: "wide" }, make("blockquote", {}, marked(pair.sentence ?? "", pair.term)), pair.note,
      opinion(pair, index, vocabulary, (translated) => {
        meaning.replaceChildren(translated);
        sure.replaceChildren(make("span", { class: "good" }, "yours"));
      }),
      corrections ? correction(pair, corrections) : null));
  const meaning = make("td", { class: "wide" }, ...translation(pair));
  const sure = make("td", { class: "number" }, confidence(pair));
  const button = make("button", { type: "button", class: "quiet", "aria-controls": id, onclick: () => show(sentence.hidden) });
  const show = (wanted) => {
    sentence.hidden = !wanted;
    button.textContent = wanted ? "Hide" : "Show";
    button.ariaExpanded = String(wanted);
    button.ariaLabel = `${button.textContent} the sentence with ${pair.term}`;
  };
  show(false);
  return [
    make("tr", {},
      make("th", { scope: "row" }, pair.term, make("span", { class: "more" }, `${lemma}${grammar}`)),
      meaning,
      sure,
      make("td", { class: "number" }, pair.page_label ? `p. ${pair.page} (${pair.page_label})` : `p. ${pair.page}`),
      make("td", {}, button)),
    sentence,
  ];
}

/** What the learner may say of a pair: a better translation, or that they know the word. Both hold for later documents. */
function opinion(pair, index, { translate, know }, show) {
  const id = `translation-${index}`;
  const input = make("input", { id, type: "text", maxlength: 200, required: true, autocomplete: "off" });
  input.value = pair.translation;
  const save = async () => {
    if (!input.reportValidity()) return;
    await translate(pair, input.value);
    show(input.value);
    announce(`${pair.term}: ${input.value}, from now on`);
  };
  const leaveOut = async () => {
    await know(pair);
    announce(`${pair.term} will be left out of later wordlists`);
  };
  return make("form", { class: "row", onsubmit: (event) => {
    event.preventDefault();
    return attempt(event.submitter, save);
  } },
    make("label", { for: id }, `Translate ${pair.term} by`), input,
    make("button", { type: "submit", class: "quiet" }, "Save for all documents"),
    make("button", { type: "button", class: "quiet", onclick: (event) => attempt(event.currentTarget, leaveOut) }, "I know this word"));
}

function translation(pair) {
  if (!pair.translation) return [make("em", { class: "more" }, "no translation found")];
  const others = pair.alternatives?.length ? make("span", { class: "more" }, `or: ${pair.alternatives.join("; ")}`) : null;
  return [pair.translation, others];
}

function confidence(pair) {
  if (!pair.translation) return make("span", { "aria-label": "none" }, "-");
  const [style, words] = pair.confidence >= 0.85 ? ["good", "quite sure"]
    : pair.confidence >= 0.6 ? ["fair", "likely"] : ["poor", "check it"];
  return make("span", { class: style }, `${Math.round(pair.confidence * 100)} %, ${words}`);
}

/** The sentence with the term marked wherever it stands. */
export function marked(sentence, term) {
  const parts = [];
  const folded = sentence.toLocaleLowerCase();
  const wanted = term.toLocaleLowerCase();
  // Where lower case has another length, places would not match: then the sentence stays unmarked.
  if (!wanted || folded.length !== sentence.length) return [sentence];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    parts.push(sentence.slice(from, at), make("mark", {}, sentence.slice(at, at + wanted.length)));
    from = at + wanted.length;
  }
  return [...parts, sentence.slice(from)];
}
