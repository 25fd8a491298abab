// What is wrong with a search, with carets under the place. The server counts characters, and JavaScript UTF-16 units.

import { h } from "./dom.js";

// As Splunk Web does: what does not begin with a command is searched for.
export function asSearch(text) {
  const before = /^\s*(?:\||search\s)/i.test(text) ? "" : "search ";
  return { search: before + text, shift: before.length };
}

export function placed(fault, text, shift) {
  if (!fault.place) return null;
  const units = unitsOf(text);
  const start = units(Math.max(0, fault.place.start - shift));
  return { start, end: Math.max(start + 1, units(fault.place.end - shift)) };
}

function unitsOf(text) {
  const starts = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  return (count) => starts[count] ?? at;
}

export function faultView(fault, text, place) {
  return h("div", { class: "fault" },
    h("p", {}, h("strong", {}, fault.unsupported ? "Not supported. " : "Error. "), fault.text),
    place && caret(text, place),
    fault.inside.map(({ macro, line, column, caret }) => [
      h("p", {}, "In the macro ", h("code", {}, `\`${macro}\``), `, line ${line}, column ${column}:`),
      h("pre", { tabIndex: 0 }, caret),
    ]));
}

const MOST = 160;

function caret(text, { start, end }) {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const last = text.indexOf("\n", start) < 0 ? text.length : text.indexOf("\n", start);
  const from = start - first > MOST / 2 ? start - MOST / 4 : first;
  const to = Math.min(last, from + MOST);
  const under = text.slice(from, start).replace(/[^\t]/g, " ");
  const width = Math.max(1, Math.min(end, to) - start);
  const line = text.slice(0, start).split("\n").length;
  return [
    h("p", { class: "where" }, `Line ${line}, column ${start - first + 1}:`),
    h("pre", { class: "caret", tabIndex: 0 },
      `${from > first ? "…" : ""}${text.slice(from, to)}${to < last ? "…" : ""}\n${from > first ? " " : ""}${under}${"^".repeat(width)}`),
  ];
}
