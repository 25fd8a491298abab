// The funnel of a search: what went into each stage and came out, and one row that it dropped.

import { counted, fill, h, longText, moment, number, say } from "./dom.js";
import { ended, parameters } from "./job.js";
import { own } from "./splunkd.js";
import { table } from "./table.js";
import { messages } from "./results.js";

export async function explain(given, tell, signal) {
  const { sid } = await own.post("explain", parameters(given));
  return { sid, job: await ended(sid, tell, signal) };
}

export async function showFunnel(place, sid, job) {
  const funnel = await own.get(`explain/${encodeURIComponent(sid)}`);
  const most = Math.max(1, ...funnel.stages.map((stage) => Math.max(stage.in, stage.out)));
  const found = `It finds ${counted(funnel.results, "result")}.`;
  fill(place,
    h("p", { class: "summary" }, h("b", {}, found), funnel.reads && ` ${counted(funnel.events, "event")} in all, ${number(funnel.within)} within reach of the base search.`),
    funnel.reasons.length > 0 && h("ul", { class: "reasons" }, funnel.reasons.map((reason) => h("li", {}, reason))),
    messages(job.messages ?? []),
    h("h3", {}, "Stages"),
    h("ol", { class: "funnel" }, funnel.stages.map((stage, at) => stageView(stage, most, at === 0 && funnel.reads))),
    funnel.clauses.length > 0 && [h("h3", {}, "Clauses of the base search"), table({
      caption: "Events of the time range that pass each clause alone", seen: true, fields: ["clause", "events"],
      rows: funnel.clauses.map(({ text, events }) => ({ clause: text, events: String(events) })),
    })],
    funnel.lookAlikes.length > 0 && [h("h3", {}, "Look-alikes"), table({
      caption: "Events that the base search leaves out, those first that meet most of it", seen: true,
      fields: ["_time", "first clause not met", "field", "its value", "_raw"],
      rows: funnel.lookAlikes.map((look) => ({
        _time: look.row._time, "first clause not met": look.clause, field: look.field || undefined,
        "its value": look.field ? (look.found.length ? look.found : "null") : undefined, _raw: look.row._raw,
      })),
    })]);
  say(`${found} ${funnel.reasons.join(" ")}`);
}

function stageView(stage, most, base) {
  const drops = stage.in > stage.out;
  return h("li", {},
    h("code", {}, longText(stage.text, 1000)),
    h("p", { class: "flow" }, `${number(stage.in)} in, ${number(stage.out)} out`, stage.lost > 0 && h("span", { class: "lost" }, ` ${number(stage.lost)} lost to null`)),
    bar(stage, most, base),
    stage.dropped && h("details", { class: "dropped", open: drops }, h("summary", {}, "A row that it dropped", stage.dropped.why && ` (${stage.dropped.why})`), droppedRow(stage)));
}

function bar(stage, most, base) {
  const out = h("span", { class: "out" });
  const into = h("span", { class: "in" }, out);
  into.style.inlineSize = `${Math.max(0.5, 100 * Math.max(stage.in, base ? 0 : stage.out) / most)}%`;
  out.style.inlineSize = `${Math.min(100, stage.in ? 100 * stage.out / stage.in : 100)}%`;
  return h("div", { class: "share", "aria-hidden": "true" }, into);
}

// What the stage reads first, then the rest.
function droppedRow({ dropped: { row }, fields }) {
  const names = [...fields, ...Object.keys(row).filter((name) => !fields.includes(name))];
  return h("dl", {}, names.filter((name) => fields.includes(name) || row[name] !== undefined).map((name) => h("div", { class: fields.includes(name) ? "read" : undefined },
    h("dt", {}, h("bdi", {}, name)), h("dd", {}, row[name] === undefined ? h("i", {}, "null") : h("bdi", {}, longText(value(name, row[name]), 600))))));
}

const value = (name, given) => (name === "_time" ? moment(given) : [given].flat().join("\n"));
