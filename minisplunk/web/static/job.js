// A search job from its start to its end.

import { get, own, post, remove } from "./splunkd.js";

const IDLE = 60; // seconds after which the server cancels it, when this page is gone
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

export const path = (sid) => `services/search/v2/jobs/${encodeURIComponent(sid)}`;

export class Cancelled extends Error {}

// What a search job is started with. Empty ends of the time range are all time.
export function parameters({ search, app, earliest, latest }) {
  return { search, namespace: app, earliest_time: earliest || "0", latest_time: latest || undefined, auto_cancel: IDLE };
}

// Starts a job and waits for its end; its sid and what splunkd says of it. `tell` hears of it meanwhile; `signal` cancels.
export async function run(given, tell = () => {}, signal = undefined) {
  const { sid } = await post(`servicesNS/-/${encodeURIComponent(given.app)}/search/v2/jobs`, parameters(given));
  return { sid, job: await ended(sid, tell, signal) };
}

export async function ended(sid, tell = () => {}, signal = undefined) {
  for (let wait = 40; ; wait = Math.min(wait * 1.5, 1000)) {
    if (signal?.aborted) {
      await cancel(sid);
      throw new Cancelled();
    }
    const [{ content }] = (await get(path(sid))).entry;
    if (content.isDone) return content;
    tell(content);
    await pause(wait);
  }
}

export const cancel = (sid) => remove(path(sid)).catch(() => {}); // it may have gone already

export async function faultOf(sid) {
  return (await own.get(`fault/${encodeURIComponent(sid)}`)).fault;
}

export const results = (sid, offset, count) => get(`${path(sid)}/results`, { offset, count });
