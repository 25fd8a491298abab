// A choice of time ranges, and two fields for any other one.

import { h, newId } from "./dom.js";

const PRESETS = [
  ["Last 15 minutes", "-15m", "now"],
  ["Last 60 minutes", "-60m@m", "now"],
  ["Last 4 hours", "-4h@m", "now"],
  ["Last 24 hours", "-24h@h", "now"],
  ["Last 7 days", "-7d@h", "now"],
  ["Last 30 days", "-30d@d", "now"],
  ["All time", "0", ""],
];

// `own`: offer that of the saved search, which is then the choice at first.
export function timeRange({ own = false, earliest = "-24h@h", latest = "now", onrun = () => {} } = {}) {
  const ids = [newId("range"), newId("earliest"), newId("latest")];
  const preset = h("select", { id: ids[0], onchange: chosen },
    own && h("option", { value: "own" }, "Its own"),
    PRESETS.map(([label], number) => h("option", { value: number }, label)),
    h("option", { value: "other" }, "Another…"));
  const onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); onrun(); } };
  const from = h("input", { id: ids[1], size: 9, placeholder: "-24h@h", autocomplete: "off", spellcheck: false, onkeydown });
  const to = h("input", { id: ids[2], size: 9, placeholder: "now", autocomplete: "off", spellcheck: false, onkeydown });
  const other = h("span", { class: "pair" },
    h("span", {}, h("label", { htmlFor: ids[1] }, "Earliest"), from),
    h("span", {}, h("label", { htmlFor: ids[2] }, "Latest"), to));

  function chosen() {
    other.hidden = preset.value !== "other";
    const known = PRESETS[preset.value];
    if (known) [, from.value, to.value] = known;
  }

  function set(earliest, latest) {
    [from.value, to.value] = [earliest, latest];
    const number = PRESETS.findIndex(([, known, until]) => known === earliest && until === latest);
    preset.value = number < 0 ? "other" : number;
    chosen();
  }

  set(earliest, latest);
  if (own) { preset.value = "own"; chosen(); }
  return {
    element: h("span", { class: "range" }, h("span", {}, h("label", { htmlFor: ids[0] }, "Time range"), preset), other),
    set,
    get value() { return preset.value === "own" ? null : { earliest: from.value.trim(), latest: to.value.trim() }; },
  };
}
