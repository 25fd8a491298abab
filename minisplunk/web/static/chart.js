// A chart of results, drawn by uPlot, which is fetched when there is a first one to draw. The table says the same.

import { h, moment, newId, number, written } from "./dom.js";
import { isNumeric, values } from "./table.js";

export const MOST_POINTS = 1000;
const MOST_BARS = 60;
const MOST_SERIES = 10;
const HEIGHT = 260;

// What can be drawn of results: time and numbers, or one field that they are grouped by and numbers; null for others.
// splunkd names what stats groups by; of chart and top it is the first column, the only one that is no number.
export function chartable(fields, rows) {
  const names = fields.map(({ name }) => name).filter((name) => !name.startsWith("_") || name === "_time");
  const numeric = names.filter((name) => name !== "_time" && isNumeric(rows, name));
  if (rows.length < 1 || "_raw" in rows[0]) return null;
  if (names[0] === "_time") return numeric.length ? { kind: "time", x: "_time", series: numeric.slice(0, MOST_SERIES), left: Math.max(0, numeric.length - MOST_SERIES) } : null;
  const ranked = fields.filter((field) => field.groupby_rank !== undefined).map(({ name }) => name);
  const groups = ranked.length || numeric.length !== names.length - 1 || numeric.includes(names[0]) ? ranked : [names[0]];
  const series = numeric.filter((name) => !groups.includes(name));
  return groups.length === 1 && series.length ? { kind: "bars", x: groups[0], series, left: 0 } : null;
}

let library;
function uPlot() {
  library ??= new Promise((done, failed) => {
    const base = new URL("vendor/", import.meta.url);
    document.head.append(h("link", { rel: "stylesheet", href: `${base}uPlot.min.css` }));
    document.head.append(h("script", { src: `${base}uPlot.iife.min.js`, onload: () => done(window.uPlot), onerror: failed }));
  });
  return library;
}

const first = (value) => (values(value).length ? Number(values(value)[0]) : null);
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = (text) => (text.length > 16 ? `${text.slice(0, 7)}…${text.slice(-8)}` : text);
const shown = (value) => written(values(value).join(", ")).slice(0, 100);

export function chart(drawn, rows) {
  const place = h("div", { class: "plot" });
  const readout = h("p", { class: "readout", "aria-hidden": "true" });
  const id = newId("value");
  const choice = h("select", { id, onchange: draw }, drawn.series.map((name) => h("option", { value: name }, shown(name))));
  const several = drawn.kind === "bars" && drawn.series.length > 1;
  const label = drawn.kind === "time" ? `Chart over time of ${drawn.series.map(shown).join(", ")}` : `Bar chart by ${shown(drawn.x)}`;
  let plot;

  async function draw() {
    const library = await uPlot();
    plot?.destroy();
    const width = Math.max(200, place.clientWidth);
    plot = drawn.kind === "time" ? overTime(library, width) : bars(library, width);
  }

  function options(width, more) {
    const line = { stroke: style("--faint"), width: 1 };
    const axis = { stroke: style("--soft"), grid: line, ticks: line, font: `12px ${style("--sans")}` };
    return {
      width, height: HEIGHT, legend: { show: false }, cursor: { drag: { setScale: false }, points: { size: 6 } }, ...more,
      axes: more.axes.map((given) => ({ ...axis, ...given })),
      hooks: { setCursor: [(u) => { readout.textContent = u.cursor.idx == null ? "" : more.read(u.cursor.idx); }] },
    };
  }

  function overTime(library, width) {
    const times = rows.map((row) => Date.parse(values(row._time)[0]) / 1000);
    const columns = drawn.series.map((name) => rows.map((row) => first(row[name])));
    const zone = inZoneOf(values(rows[0]._time)[0]);
    const alone = columns.length === 1 && rows.length < 200;
    return new library(options(width, {
      tzDate: zone,
      scales: { y: { range: fromZero } },
      axes: [{ values: times24(zone) }, { size: 64, values: (u, all) => all.map(number) }],
      series: [{}, ...drawn.series.map((name, at) => ({
        stroke: style(`--series-${at}`), width: 1.75, fill: alone ? style("--series-0") : undefined,
        points: { show: rows.length < 3 }, paths: alone ? library.paths.bars({ size: [0.8, 60] }) : undefined,
      }))],
      read: (at) => `${moment(values(rows[at]._time)[0])}  ${drawn.series.map((name) => `${shown(name)}: ${shown(rows[at][name]) || "–"}`).join("   ")}`,
    }), [times, ...columns], place);
  }

  function bars(library, width) {
    const drawnRows = rows.slice(0, MOST_BARS);
    const names = drawnRows.map((row) => shown(row[drawn.x]));
    const name = choice.value;
    const longest = Math.max(...names.map((each) => short(each).length));
    const few = drawnRows.length * (longest * 7 + 16) < width - 80;
    return new library(options(width, {
      scales: { x: { time: false, range: () => [-0.6, drawnRows.length - 0.4] }, y: { range: fromZero } },
      axes: [
        { splits: () => drawnRows.map((row, at) => at), values: (u, all) => all.map((at) => short(names[at] ?? "")), rotate: few ? 0 : 45, size: few ? 40 : 36 + 5 * longest, grid: { show: false } },
        { size: 64, values: (u, all) => all.map(number) },
      ],
      series: [{}, { stroke: style("--series-0"), fill: style("--series-0"), paths: library.paths.bars({ size: [0.7, 72] }), points: { show: false } }],
      read: (at) => `${names[at]}  ${shown(name)}: ${shown(drawnRows[at][name])}`,
    }), [drawnRows.map((row, at) => at), drawnRows.map((row) => first(row[name]))], place);
  }

  new ResizeObserver(() => { if (plot && place.isConnected) plot.setSize({ width: Math.max(200, place.clientWidth), height: HEIGHT }); }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (place.isConnected) draw(); });
  const element = h("figure", { class: "chart" },
    several && h("p", {}, h("label", { htmlFor: id }, "Value "), choice),
    h("div", { role: "img", "aria-label": `${label}. The table below has its values.` }, place),
    readout,
    h("figcaption", {},
      drawn.kind === "time" && h("ul", { class: "legend" }, drawn.series.map((name, at) => h("li", {}, swatch(at), h("bdi", {}, shown(name))))),
      drawn.left > 0 && `${drawn.left} more columns are in the table.`,
      drawn.kind === "bars" && rows.length > MOST_BARS && `The first ${MOST_BARS} of ${number(rows.length)} rows.`));
  return { element, draw };
}

// Hours and minutes, with the day where it begins; days alone where they are far apart.
const times24 = (zone) => (u, all, axis, space, step) => {
  let before = "";
  return all.map((seconds) => {
    const date = zone(seconds);
    const two = (part) => String(part).padStart(2, "0");
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const again = day === before;
    before = day;
    if (step >= 86_400) return day;
    const time = `${two(date.getHours())}:${two(date.getMinutes())}${step < 60 ? `:${two(date.getSeconds())}` : ""}`;
    return again ? time : `${time}\n${day}`;
  });
};

const fromZero = (u, least, most) => (least === null ? [0, 1] : [Math.min(0, least), most > Math.min(0, least) ? most + (most - Math.min(0, least)) * 0.06 : least + 1]);

function swatch(at) {
  const mark = h("span", { class: "swatch", "aria-hidden": "true" });
  mark.style.background = `var(--series-${at})`;
  return mark;
}

// The time zone of the results, whatever that of the browser is.
function inZoneOf(time) {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(time) ?? [null, "+", "0", "0"];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return (seconds) => {
    const date = new Date(seconds * 1000);
    return new Date(date.getTime() + (date.getTimezoneOffset() + offset) * 60_000);
  };
}
