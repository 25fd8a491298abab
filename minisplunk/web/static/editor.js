// A textarea whose text is coloured from behind: what is typed, read and selected is the textarea's.

import { h, fill } from "./dom.js";
import { lex } from "./lexer.js";
import { own } from "./splunkd.js";

let words = { commands: new Set(), functions: new Set() };
const editors = new Set();

export async function learnWords() {
  const { commands, functions } = await own.get("vocabulary");
  words = { commands: new Set(commands), functions: new Set(functions) };
  for (const paint of editors) paint();
}

export function editor({ id, label, value = "", onchange = () => {}, onrun = () => {} }) {
  const behind = h("pre", { "aria-hidden": "true" });
  const text = h("textarea", {
    id, value, rows: 1, spellcheck: false, autocomplete: "off", autocapitalize: "off", "aria-label": label,
    oninput: () => { marked = null; paint(); onchange(); },
    onscroll: () => { behind.scrollTop = text.scrollTop; },
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onrun();
      }
    },
  });
  let marked = null;

  // The last line break needs something after it to be as high as in the textarea.
  function paint() {
    let at = 0;
    fill(behind, lex(text.value, words).map(([kind, piece]) => {
      const start = at;
      at += piece.length;
      return split(kind, piece, start);
    }), "\n");
  }

  function split(kind, piece, start) {
    if (!marked || marked.end <= start || marked.start >= start + piece.length) return h("span", { class: kind }, piece);
    const from = Math.max(0, marked.start - start);
    const to = Math.min(piece.length, marked.end - start);
    return [
      h("span", { class: kind }, piece.slice(0, from)),
      h("span", { class: `${kind} wrong` }, piece.slice(from, to)),
      h("span", { class: kind }, piece.slice(to)),
    ];
  }

  editors.add(paint);
  paint();
  return {
    element: h("div", { class: "editor" }, behind, text),
    text,
    get value() { return text.value; },
    set value(given) { text.value = given; marked = null; paint(); },
    // `place`: where it is wrong, in UTF-16 units; null where it is right.
    mark(place) {
      marked = place;
      text.setAttribute("aria-invalid", String(place !== null));
      paint();
    },
  };
}
