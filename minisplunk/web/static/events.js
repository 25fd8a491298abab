// Events, newest first: time, the raw text, JSON laid out, and the selected fields.

import { h, longText, moment, visible } from "./dom.js";
import { values } from "./table.js";

const SELECTED = ["index", "host", "source", "sourcetype"];
const MOST_LAID_OUT = 200_000; // characters

export function events(rows, first) {
  return h("ol", { class: "events", start: first + 1, "aria-label": "Events" }, rows.map(event));
}

function event(row) {
  return h("li", {},
    h("time", {}, moment(values(row._time)[0] ?? "")),
    h("div", { class: "raw" }, h("bdi", {}, longText(values(row._raw).join("\n"), 1000)), laidOut(values(row._raw)[0] ?? "")),
    h("dl", { class: "selected" }, SELECTED.filter((name) => row[name] !== undefined).map((name) => pair(name, row[name]))),
    unfolding("All fields", () => h("dl", {}, Object.keys(row).filter((name) => !name.startsWith("_")).map((name) => pair(name, row[name])))));
}

const pair = (name, value) => h("div", {}, h("dt", {}, h("bdi", {}, longText(name, 200))), h("dd", {}, h("bdi", {}, longText(values(value).join("\n"), 500))));

// What is made when somebody looks at it first.
function unfolding(label, make) {
  const details = h("details", { ontoggle: () => {
    if (details.open && details.childElementCount === 1) details.append(make());
  } }, h("summary", {}, label));
  return details;
}

function laidOut(raw) {
  if (!/^\s*[{[]/.test(raw) || raw.length > MOST_LAID_OUT) return null;
  let content;
  try {
    content = JSON.parse(raw);
  } catch {
    return null;
  }
  return unfolding("JSON", () => h("pre", { tabIndex: 0 }, visible(JSON.stringify(content, null, 2))));
}
