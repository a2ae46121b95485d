// Making elements. Surprise: text only ever becomes text; there is no way here to turn a document's words into markup.

export const byId = (id) => document.getElementById(id);

/** An element with attributes, handlers (`onclick`) and children: strings, elements, or nothing. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Set text only where it differs, so that a screen reader is not told the same thing again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Tell it to those who do not see the page. */
export const announce = (words) => setText(byId("news"), words);

/** Show what went wrong, or, without words, that nothing is wrong any more. */
export function showProblem(words = "") {
  const place = byId("problem");
  place.hidden = !words;
  setText(place, words.replace(UNREACHED, "The server cannot be reached. Check the connection and try again."));
}

// What Chromium, Firefox and Safari say, at the end of a line, when the line is down.
const UNREACHED = /(TypeError: )?(Failed to fetch|NetworkError when attempting to fetch resource\.|Load failed)( \([^()]*\))?$/gm;

/** How many of something, in words. */
export const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
