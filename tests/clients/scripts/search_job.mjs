// What a page does with Splunk's @splunk/search-job: in Splunk Web, whose page we are for it.
// It asks `fetch` with paths of the page's own origin and the browser's cookies; Node.js has neither, so they are here.

import assert from 'node:assert';
import { createRequire } from 'node:module';

const place = JSON.parse(process.argv[2]);
const cookies = await signIn();
const web = new URL(place.web);
globalThis.document = { cookie: cookies.join('; ') };
Object.assign(globalThis, {
    window: globalThis,
    location: { pathname: '/en-US/app/search/search' },
    $C: { SPLUNKD_PATH: '/en-US/splunkd/__raw', MRSPARKLE_ROOT_PATH: '/', LOCALE: 'en-US', MRSPARKLE_PORT_NUMBER: web.port },
    addEventListener() {},
    removeEventListener() {},
});
const fetched = globalThis.fetch;
globalThis.fetch = (path, init = {}) =>
    fetched(new URL(path, web), { ...init, headers: { ...init.headers, Cookie: cookies.join('; ') } });

const SearchJob = createRequire(import.meta.url)('@splunk/search-job').default;

async function signIn() {
    const form = new URLSearchParams({ username: place.username, password: place.password });
    const answer = await fetch(new URL('/en-US/account/login', place.web), { method: 'POST', body: form });
    assert.strictEqual(answer.status, 200);
    return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
}

function last(observable) {
    return new Promise((resolve, reject) => {
        let value;
        observable.subscribe({ next: (each) => (value = each), error: reject, complete: () => resolve(value) });
    });
}

async function created() {
    const job = SearchJob.create(
        { search: '| makeresults count=3 | streamstats count as n', earliest_time: '-1h', latest_time: 'now' },
        { app: 'search', owner: 'admin' },
    );
    const state = await last(job.getProgress());
    assert.strictEqual(state.content.isDone, true);
    assert.strictEqual(state.content.resultCount, 3);
    const results = await last(job.getResults({ count: 2, offset: 1 }));
    assert.deepStrictEqual(results.results.map((row) => row.n), ['2', '3']);
    const preview = await last(job.getResultsPreview());
    assert.strictEqual(preview.results.length, 3);
    await last(job.setTTL(600));
    await last(job.touch());
}

async function saved() {
    const report = { name: 'page report', app: 'search', owner: 'admin' };
    const first = SearchJob.fromSavedSearch(report, { cache: 'none' });
    assert.strictEqual((await last(first.getResults())).results.length, 1);
    const again = SearchJob.fromSavedSearch(report);
    assert.strictEqual(await last(again.getSid()), await last(first.getSid()));
}

async function failing() {
    const job = SearchJob.create({ search: '| nosuchcommand' });
    const text = await last(job.getResults()).then(
        () => assert.fail('it was taken'),
        (error) => `${error} ${JSON.stringify(error)}`,
    );
    assert.match(text, /nosuchcommand/);
    const cancelled = SearchJob.create({ search: '| makeresults' });
    await last(cancelled.getSid());
    await last(cancelled.cancel());
}

async function makeReport() {
    const key = cookies.find((cookie) => cookie.startsWith('splunkweb_csrf_token_')).split('=')[1];
    const answer = await fetch('/en-US/splunkd/__raw/servicesNS/admin/search/saved/searches', {
        method: 'POST',
        body: new URLSearchParams({ name: 'page report', search: '| makeresults' }),
        headers: { 'X-Splunk-Form-Key': key },
    });
    assert.strictEqual(answer.status, 201);
}

await created();
await makeReport();
await saved();
await failing();
console.log(`followed a search to its results, found that of a report again, was told of an error`);
process.exit(0); // it asks on for the state of jobs that it has cancelled
