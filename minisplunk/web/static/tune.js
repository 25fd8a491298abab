// Saved searches to run, and macros to edit, with the rows before and after.

import { counted, fill, h, newId, number, say, visible } from "./dom.js";
import { editor } from "./editor.js";
import { asSearch, faultView } from "./fault.js";
import { cancel, Cancelled, ended, faultOf, parameters, run } from "./job.js";
import { messages, showResults } from "./results.js";
import { write } from "./route.js";
import { entries, own, post, within } from "./splunkd.js";
import { shownFields, table } from "./table.js";
import { timeRange } from "./timerange.js";

const SHOWN = ["search", "description", "disabled", "is_scheduled", "cron_schedule", "dispatch.earliest_time", "dispatch.latest_time"];

export async function tune(place, { fields, onsearch }) {
  const [searches, macros] = await Promise.all([entries("servicesNS/-/-/saved/searches", { f: SHOWN }), entries("servicesNS/-/-/admin/macros")]);
  for (const list of [searches, macros]) list.sort((one, other) => (appOf(one) === "search") - (appOf(other) === "search"));
  const savedPlace = h("section", { "aria-label": "Saved searches" });
  const macroPlace = h("section", { "aria-label": "Macros" });
  fill(place, savedPlace, macroPlace);
  savedSearches(savedPlace, searches, onsearch);
  macroList(macroPlace, macros, searches, fields);
}

const appOf = (entry) => entry.acl.app;
const bound = (entry, chosen) => chosen ?? { earliest: entry.content["dispatch.earliest_time"], latest: entry.content["dispatch.latest_time"] };
const given = (entry, chosen) => ({ search: asSearch(entry.content.search).search, app: appOf(entry), ...bound(entry, chosen) });

function savedSearches(place, searches, onsearch) {
  const outcome = h("div", { class: "outcome", tabIndex: -1 });
  const list = h("ul", { class: "cards" });
  const range = timeRange({ own: true });
  let running;

  async function start(entry, card) {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const head = h("h4", {}, `Results of ${entry.name}`);
    const body = h("div", {}, h("p", {}, "Running… ", h("button", { type: "button", onclick: () => running.abort() }, "Cancel")));
    fill(outcome, head, body);
    card.append(outcome);
    outcome.focus();
    outcome.scrollIntoView({ block: "nearest" });
    await reported(body, async () => {
      const { sid, job } = await run(given(entry, range.value), undefined, signal);
      if (job.isFailed) await failed(body, sid, job);
      else await showResults(body, sid, job);
    });
  }

  fill(place, h("h2", {}, "Saved searches"),
    h("p", { class: "hint" }, "A run is yours: with your rights, without the search's alert actions."),
    h("div", { class: "bar" }, range.element),
    filtered(list, searches, "saved searches", (entry) => h("li", {},
      h("h3", {}, entry.name),
      h("p", { class: "facts" }, appOf(entry), entry.content.is_scheduled && ` · ${entry.content.cron_schedule}`,
        ` · ${window(entry)}`, entry.content.disabled && h("span", { class: "tag" }, "disabled")),
      entry.content.description && h("p", { class: "about" }, visible(entry.content.description)),
      h("p", { class: "buttons" },
        h("button", { type: "button", class: "main", "aria-label": `Run ${entry.name}`, onclick: ({ target }) => start(entry, target.closest("li")) }, "Run"),
        h("button", { type: "button", "aria-label": `Edit ${entry.name} as a search`, onclick: () => onsearch("search", entry, bound(entry, range.value)) }, "Search"),
        h("button", { type: "button", "aria-label": `Explain ${entry.name}`, onclick: () => onsearch("explain", entry, bound(entry, range.value)) }, "Explain")))));
}

const window = (entry) => `${entry.content["dispatch.earliest_time"] || "all time"} to ${entry.content["dispatch.latest_time"] || "now"}`;

const MOST = 100;

// A list that a word narrows, and of a long one the beginning.
function filtered(list, all, what, view) {
  const id = newId("filter");
  const rest = h("p", { class: "hint" });
  const show = (word) => {
    const kept = all.filter((entry) => `${entry.name} ${appOf(entry)}`.toLowerCase().includes(word.toLowerCase()));
    fill(list, kept.slice(0, MOST).map(view));
    rest.textContent = kept.length > MOST ? `The first ${MOST} of ${number(kept.length)} ${what}; a word narrows them.` : "";
    if (word) say(`${number(kept.length)} ${what}.`);
  };
  show("");
  return [
    all.length > 8 && h("p", { class: "filter" }, h("label", { htmlFor: id }, `Filter ${what}`), h("input", { id, type: "search", oninput: (event) => show(event.target.value) })),
    rest,
    all.length ? list : h("p", {}, `There are no ${what} that you may see.`),
  ];
}

function macroList(place, macros, searches, fields) {
  const form = h("div", { class: "macro" });
  const list = h("ul", { class: "names" });
  const key = (entry) => `${appOf(entry)}/${entry.name}`;

  function choose(entry, focus) {
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.key === key(entry)));
    macroForm(form, entry, searches);
    if (focus) {
      write("tune", { macro: key(entry) });
      form.querySelector("textarea").focus();
    }
  }

  fill(place, h("h2", {}, "Macros"),
    filtered(list, macros, "macros", (entry) => h("li", {},
      h("button", { type: "button", "data-key": key(entry), "aria-pressed": "false", onclick: () => choose(entry, true) },
        h("code", {}, entry.name), " ", h("small", {}, appOf(entry))))),
    form);
  const chosen = macros.find((entry) => key(entry) === fields.macro);
  if (chosen) choose(chosen, false);
}

function macroForm(place, entry, searches) {
  const { content, acl } = entry;
  const ids = [newId("definition"), newId("about"), newId("with")];
  const definition = editor({ id: ids[0], label: `Definition of ${entry.name}`, value: content.definition, onrun: () => compare() });
  const about = h("input", { id: ids[1], value: content.description ?? "", autocomplete: "off" });
  const base = entry.name.replace(/\(\d+\)$/, "");
  const using = searches.filter(({ content: { search } }) => search.includes(`\`${base}`));
  const beside = [...using, ...searches.filter((saved) => !using.includes(saved))];
  const choice = h("select", { id: ids[2] }, beside.map((saved, at) => h("option", { value: at }, `${saved.name}${at < using.length ? "" : " (does not use it)"}`)));
  const range = timeRange({ own: true });
  const outcome = h("div", { class: "outcome", tabIndex: -1 });
  let running;

  async function compare() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const saved = beside[choice.value];
    fill(outcome, h("p", {}, "Running both… ", h("button", { type: "button", onclick: () => running.abort() }, "Cancel")));
    await reported(outcome, async () => {
      const asked = { ...parameters(given(saved, range.value)), macro: entry.name, definition: definition.value };
      const { before, after } = await own.post("compare", asked);
      for (const sid of [before, after]) {
        const job = await ended(sid, undefined, signal).catch((error) => cancel(after).then(() => { throw error; }));
        if (job.isFailed) return failed(outcome, sid, job, sid === before ? "Before: " : "After: ");
      }
      return difference(outcome, await own.get("compare", { before, after }));
    });
  }

  async function save() {
    await reported(outcome, async () => {
      const owner = acl.sharing === "user" ? acl.owner : "nobody";
      const settings = { definition: definition.value, ...(about.value !== (content.description ?? "") && { description: about.value }) };
      const { entry: [now] } = await post(within(owner, acl.app, "admin", "macros", entry.name), settings);
      Object.assign(entry, now);
      fill(outcome, h("p", { class: "good" }, `Saved, in ${acl.app}.`));
      say("Saved.");
    });
  }

  fill(place,
    h("h3", {}, h("code", {}, entry.name)),
    h("p", { class: "facts" }, acl.app, content.args && ` · arguments: ${content.args}`, content.iseval && " · is an eval expression", acl.sharing === "user" && ` · private to ${acl.owner}`),
    definition.element,
    h("p", { class: "field" }, h("label", { htmlFor: ids[1] }, "Description"), about),
    h("div", { class: "bar" }, beside.length > 0 && h("span", {}, h("label", { htmlFor: ids[2] }, "Compare with"), choice), range.element,
      h("span", { class: "buttons" },
        h("button", { type: "button", class: "main", disabled: beside.length === 0, onclick: compare }, "Compare"),
        h("button", { type: "button", disabled: !acl.can_write, onclick: save }, "Save"))),
    !acl.can_write && h("p", { class: "hint" }, `You may not save it: of this macro that may ${acl.perms?.write.join(", ") || "its owner alone"}. You may compare.`),
    outcome);
}

function difference(place, { before, after, gone, new: appeared, fields }) {
  const part = (title, { count, rows }) => count > 0 && [h("h4", {}, `${counted(count, "row")} ${title}`), table({
    caption: `Rows that ${title}${rows.length < count ? `, the first ${rows.length}` : ""}`, fields: shownFields(fields), rows,
  })];
  const same = gone.count === 0 && appeared.count === 0;
  const summary = `${number(before)} before, ${number(after)} after. ${same ? "The rows are the same." : `${number(gone.count)} disappear, ${number(appeared.count)} appear.`}`;
  fill(place, h("p", { class: "summary" }, h("b", {}, summary)), part("disappear", gone), part("appear", appeared));
  say(summary);
}

async function failed(place, sid, job, before = "") {
  const fault = await faultOf(sid);
  fill(place, before && h("p", {}, before), fault ? faultView(fault, "", null) : messages(job.messages));
  say(`${before}${fault?.text ?? "It has failed."}`);
}

// Does something, and shows why it could not be done.
async function reported(place, action) {
  try {
    await action();
  } catch (error) {
    const text = error instanceof Cancelled ? "Cancelled." : error.message;
    fill(place, h("p", { class: "fault" }, text));
    say(text);
  }
}
