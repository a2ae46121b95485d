// A misread text is put right where it was met. Surprise: what is corrected is the block of the document, and the list
// stays as it is until it is made anew, so that several blocks can be corrected before that.
import { announce, make } from "./dom.js";
import { attempt } from "./jobs.js";

/** A button that becomes a field with the whole block, and then the offer to make the list anew. */
export function correction(pair, { read, write, rebuild }) {
  const place = make("div", { class: "row correction" });
  const button = (words, act) => make("button", {
    type: "button", class: "quiet", "aria-label": `${words}: ${pair.term}`,
    onclick: (event) => attempt(event.currentTarget, act),
  }, words);
  const open = async () => {
    const field = make("textarea", { rows: 5, "aria-label": `What stands around ${pair.term}` });
    field.value = await read(pair.zone);
    const save = async () => {
      await write(pair.zone, field.value);
      place.replaceChildren("Corrected.", button("Make the list anew", rebuild));
      announce("Corrected. The list can be made anew.");
    };
    place.replaceChildren(field, button("Save", save));
    field.focus();
    field.setSelectionRange(0, 0);  // reading begins at the beginning
  };
  place.append(button("Correct the text", open));
  return place;
}
