// The page: who has signed in, which of its three things is shown, and the search that two of them share.

import { fill, h, newId, number, say } from "./dom.js";
import { learnWords } from "./editor.js";
import { explain, showFunnel } from "./explain.js";
import { asSearch } from "./fault.js";
import { Cancelled, faultOf, run } from "./job.js";
import { queryBar } from "./query.js";
import { messages, showResults } from "./results.js";
import * as route from "./route.js";
import { entries, onSignedOut, own, signIn, signOut } from "./splunkd.js";
import { tune } from "./tune.js";

const main = document.getElementById("main");
const tabs = document.getElementById("tabs");
const who = document.getElementById("who");
const TITLES = { search: "Search", explain: "Explain", tune: "Tune" };
const DOES = { search: { start: run, show: showResults }, explain: { start: explain, show: showFunnel } };

let user;
let query;
let running;
const outcome = h("section", { class: "outcome", "aria-label": "Results" });

async function begin() {
  user = await own.get("session");
  tabs.hidden = who.hidden = !user.user;
  if (!user.user) return login();
  who.firstElementChild.textContent = user.name;
  const apps = (await entries("services/apps/local")).filter(({ content }) => !content.disabled)
    .map(({ name, content }) => ({ name, label: content.label || name }));
  query = queryBar({ apps, app: user.app, onrun: () => start(), oncancel: () => running?.abort() });
  learnWords().catch(() => {}); // without colours it is as good
  return show(true);
}

function login(told = "") {
  const ids = [newId("username"), newId("password")];
  const name = h("input", { id: ids[0], name: "username", autocomplete: "username", required: true, autocapitalize: "off" });
  const password = h("input", { id: ids[1], name: "password", type: "password", autocomplete: "current-password", required: true });
  const wrong = h("p", { role: "alert", class: "fault", hidden: !told }, told);
  tabs.hidden = who.hidden = true;
  document.title = "Sign in · minisplunk";
  fill(main, h("form", { class: "login", method: "post", onsubmit: async (event) => {
    event.preventDefault();
    try {
      await signIn(name.value, password.value);
      await begin();
    } catch (error) {
      wrong.hidden = false;
      wrong.textContent = error.status === 401 ? "That name and password do not go together, or you are locked out for a while." : error.message;
      password.select();
    }
  } },
  h("h2", {}, "Sign in"),
  h("p", { class: "field" }, h("label", { htmlFor: ids[0] }, "User name"), name),
  h("p", { class: "field" }, h("label", { htmlFor: ids[1] }, "Password"), password),
  wrong,
  h("p", {}, h("button", { type: "submit", class: "main" }, "Sign in"))));
  name.focus();
}

// Shows what the address says.
async function show(arrived = false) {
  const { tab: asked, fields } = route.read();
  const tab = asked in TITLES ? asked : "search";
  document.title = `${TITLES[tab]} · minisplunk`;
  for (const link of tabs.children) {
    if (link.hash.split("?")[0] === `#${tab}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  running?.abort();
  if (tab === "tune") {
    const place = h("div", { class: "tune" });
    fill(main, h("h2", { class: "unseen" }, "Tune"), place);
    return tune(place, { fields, onsearch: (to, entry, { earliest, latest }) => {
      query.value = { q: entry.content.search, app: entry.acl.app, earliest, latest };
      route.write(to, query.value);
      show(true);
    } }).catch((error) => fill(place, h("p", { class: "fault" }, error.message)));
  }
  fill(outcome);
  fill(main, h("h2", { class: "unseen" }, TITLES[tab]), query.element, outcome);
  query.name(tab === "search" ? "Run" : "Explain");
  if ("q" in fields) query.value = fields;
  if (arrived) query.focus();
  return query.value.q ? resume(fields) : undefined;
}

// A link runs a search that only reads. One that writes waits for the user, who may not know where the link comes from.
async function resume({ q }) {
  const found = await query.check();
  if (!found || found.fault || q === undefined) return;
  if (found.writes.length) fill(outcome, h("p", { class: "hint" }, `It may write something, by the command ${found.writes.join(", ")}, so it runs when you say so.`));
  else await start();
}

async function start() {
  const { tab } = route.read();
  const doing = DOES[tab] ?? DOES.search;
  const { q, app, earliest, latest } = query.value;
  running?.abort();
  if (!q) return query.focus();
  route.write(tab in DOES ? tab : "search", query.value);
  running = new AbortController();
  const { signal } = running;
  const { search, shift } = asSearch(q);
  query.busy(true);
  fill(outcome, h("p", { class: "progress" }, "Running…"));
  say("Running.");
  try {
    const tell = ({ scanCount = 0, dispatchState }) => fill(outcome, h("p", { class: "progress" }, `${dispatchState === "QUEUED" ? "Waiting for its turn" : "Running"}… ${number(scanCount)} scanned`));
    const { sid, job } = await doing.start({ search, app, earliest, latest }, tell, signal);
    if (job.isFailed) {
      query.show(await faultOf(sid), q, shift);
      fill(outcome, messages(job.messages.filter(({ type }) => type !== "ERROR" && type !== "FATAL")));
    } else {
      query.show(null);
      await doing.show(outcome, sid, job);
    }
  } catch (error) {
    if (signal.aborted && running?.signal !== signal) return undefined; // another one has begun
    await refused(error);
  } finally {
    if (running?.signal === signal) query.busy(false);
  }
  return undefined;
}

async function refused(error) {
  fill(outcome, h("p", {}, error instanceof Cancelled ? "Cancelled." : ""));
  if (error instanceof Cancelled) return say("Cancelled.");
  const found = error.status === 400 || error.status === 501 ? await query.check() : null;
  if (!found?.fault) fill(outcome, h("p", { class: "fault", role: "alert" }, error.message));
  return say(error.message);
}

who.querySelector("button").addEventListener("click", async () => {
  running?.abort(); // an answer that comes later would bring its cookie back
  await signOut().catch(() => {}); // the session may have ended already
  route.write("search");
  login();
});
// From one to the other with the search as it stands.
tabs.addEventListener("click", ({ target }) => {
  const tab = target.hash?.slice(1).split("?")[0];
  if (tab in DOES) target.hash = query.value.q ? route.hash(tab, query.value) : `#${tab}`;
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // its address is not one of the page's
  main.focus();
});
onSignedOut(() => { if (!who.hidden) login("Your session has ended. Sign in again."); });
addEventListener("popstate", () => { if (user?.user && !who.hidden) show(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") running?.abort(); });
begin().catch((error) => fill(main, h("p", { class: "fault", role: "alert" }, error.message)));
