// The results of a job that is done: messages, a chart where there is one to draw, events or a table, by pages.

import { chart, chartable, MOST_POINTS } from "./chart.js";
import { counted, fill, h, number, say } from "./dom.js";
import { events } from "./events.js";
import { results } from "./job.js";
import { shownFields, table } from "./table.js";

const PAGE = 100;

export const messages = (all) => h("ul", { class: "messages" }, all
  .filter(({ type }) => type !== "DEBUG")
  .map(({ type, text }) => h("li", { class: type.toLowerCase() }, h("b", {}, type), " ", text)));

// Fills `place`; resolves when it shows the first page.
export async function showResults(place, sid, job) {
  const total = job.resultCount ?? 0;
  const page = h("div", { class: "page" });
  const summary = `${counted(total, "result")} of ${counted(job.eventCount ?? 0, "event")}`;
  fill(place, h("p", { class: "summary" }, h("b", {}, summary), ` · ${number(job.scanCount ?? 0)} scanned · ${number(job.runDuration ?? 0)} s`),
    messages(job.messages ?? []), page);
  const shown = await results(sid, 0, PAGE);
  const drawn = total > 0 && chartable(shown.fields, shown.results);
  if (drawn) {
    const all = total > shown.results.length ? (await results(sid, 0, MOST_POINTS)).results : shown.results;
    const { element, draw } = chart(drawn, all);
    page.before(element);
    await draw();
  }
  await turn(page, { sid, total, reports: Boolean(job.reportSearch) }, 0, shown);
  say(`${summary}.`);
}

async function turn(page, of, offset, given) {
  const { sid, total, reports } = of;
  const { fields, results: rows } = given ?? await results(sid, offset, PAGE);
  const names = fields.map(({ name }) => name);
  const asEvents = !reports && rows.length > 0 && rows.every((row) => row._raw !== undefined);
  const what = `Results ${number(offset + 1)} to ${number(offset + rows.length)} of ${number(total)}`;
  const move = async (to, label) => {
    await turn(page, of, to);
    page.querySelector(`[data-move="${label}"]:not(:disabled), [data-move]:not(:disabled)`)?.focus();
  };
  fill(page,
    total === 0 && h("p", {}, "No results."),
    total > PAGE && h("nav", { class: "pager", "aria-label": "Pages of results" },
      h("button", { type: "button", "data-move": "before", disabled: offset === 0, onclick: () => move(offset - PAGE, "before") }, "Previous"),
      h("span", {}, `${number(offset + 1)}–${number(offset + rows.length)} of ${number(total)}`),
      h("button", { type: "button", "data-move": "after", disabled: offset + rows.length >= total, onclick: () => move(offset + PAGE, "after") }, "Next")),
    total > 0 && (asEvents ? events(rows, offset) : table({ caption: what, fields: shownFields(names), rows, first: offset })));
  if (!given) say(what);
}
