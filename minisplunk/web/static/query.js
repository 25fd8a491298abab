// The search, its app and its time range, with what is wrong where.

import { fill, h, newId } from "./dom.js";
import { editor } from "./editor.js";
import { asSearch, faultView, placed } from "./fault.js";
import { own } from "./splunkd.js";
import { timeRange } from "./timerange.js";

const QUIET = 700; // milliseconds without typing after which the server is asked what it thinks

export function queryBar({ apps, app, onrun, oncancel }) {
  const ids = [newId("spl"), newId("app"), newId("fault")];
  const spl = editor({ id: ids[0], label: "Search (SPL)", onchange: typed, onrun: submit });
  const faults = h("div", { id: ids[2], role: "group", "aria-label": "What is wrong with the search", "aria-live": "polite" });
  const inApp = h("select", { id: ids[1], onchange: typed }, apps.map(({ name, label }) => h("option", { value: name }, label)));
  const range = timeRange({ onrun: submit });
  const button = h("button", { type: "submit", class: "main" }, "Run");
  const cancel = h("button", { type: "button", hidden: true, onclick: oncancel }, "Cancel");
  let waiting;

  spl.text.setAttribute("aria-describedby", ids[2]);
  inApp.value = app;

  function submit() {
    clearTimeout(waiting);
    onrun();
  }

  function typed() {
    clearTimeout(waiting);
    waiting = setTimeout(check, QUIET);
  }

  // What the server says of the search before it runs. null when it has changed meanwhile.
  async function check() {
    const text = spl.value;
    const { search, shift } = asSearch(text);
    if (!text.trim()) return show(null);
    const found = await own.post("check", { search, namespace: inApp.value }).catch(() => null);
    if (found === null || spl.value !== text) return null;
    show(found.fault, text, shift);
    return found;
  }

  function show(fault, text = spl.value, shift = asSearch(text).shift) {
    const place = fault && placed(fault, text, shift);
    spl.mark(place);
    fill(faults, fault && faultView(fault, text, place));
    return null;
  }

  return {
    element: h("form", { class: "query", role: "search", onsubmit: (event) => { event.preventDefault(); submit(); } },
      spl.element,
      h("div", { class: "bar" },
        h("span", {}, h("label", { htmlFor: ids[1] }, "App"), inApp),
        range.element,
        h("span", { class: "buttons" }, button, cancel, h("small", {}, "Ctrl+Enter runs it"))),
      faults),
    check,
    show,
    focus: () => spl.text.focus(),
    busy(on) { cancel.hidden = !on; },
    name(label) { button.textContent = label; },
    get value() { return { q: spl.value.trim(), app: inApp.value, ...range.value }; },
    set value({ q = "", app: given, earliest, latest }) {
      spl.value = q;
      if (given && apps.some(({ name }) => name === given)) inApp.value = given;
      if (earliest !== undefined || latest !== undefined) range.set(earliest ?? "", latest ?? "");
      show(null);
    },
  };
}
