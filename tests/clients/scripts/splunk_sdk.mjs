// What a program does with splunk-sdk for JavaScript: an application, indexes, searches, saved searches, confs, users.

import assert from 'node:assert';
import { createRequire } from 'node:module';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificate is minisplunk's own
process.removeAllListeners('warning');
const splunk = createRequire(import.meta.url)('splunk-sdk');
const place = JSON.parse(process.argv[2]);
const service = connect(place.username, place.password);

function connect(username, password) {
    return new splunk.Service({ scheme: 'https', host: place.host, port: place.port, username, password, version: 'default' });
}

async function refused(promise, status) {
    const error = await promise.then(() => assert.fail('it was taken'), (error) => error);
    assert.strictEqual(error.status, status, JSON.stringify(error));
}

async function until(asked) {
    for (const end = Date.now() + 30_000; Date.now() < end; await splunk.Async.sleep(50)) if (await asked()) return;
    assert.fail('it does not come');
}

async function sends() {
    const index = await service.indexes().create('js', {});
    await index.submitEvent('2026-01-15T12:00:00Z js event n=1', { host: 'web-1', source: 'j.log', sourcetype: 'js:log' });
    await until(async () => (await (await service.indexes().fetch()).item('js').fetch()).properties().totalEventCount === 1);
    return 'sent an event';
}

async function searches() {
    const search = 'search index=js | eval m=n+1 | table n m';
    const oneshot = await service.oneshotSearch(search, { earliest_time: '0', output_mode: 'json' });
    assert.deepStrictEqual(oneshot.results, [{ n: '1', m: '2' }]);
    let job = await service.search(search, { earliest_time: '0' });
    await until(async () => (job = await job.fetch()).properties().isDone);
    assert.strictEqual(job.properties().resultCount, 1);
    const [rows] = await job.results({ output_mode: 'json_rows' });
    assert.deepStrictEqual([rows.fields, rows.rows], [['n', 'm'], [['1', '2']]]);
    const [columns] = await job.results({ output_mode: 'json_cols' });
    assert.deepStrictEqual(columns.columns, [['1'], ['2']]);
    await job.setTTL(500);
    await job.touch();
    await job.cancel();
    const parsed = await service.parse('search index=js | head 1', { parse_only: true });
    assert.strictEqual(parsed.commands.length, 2);
    await refused(service.search('| nosuchcommand', {}), 400);
    return 'searched';
}

async function saves() {
    const saved = await service.savedSearches().create({
        name: 'js report',
        search: 'search index=js',
        'dispatch.earliest_time': '0',
    });
    let [job] = await saved.dispatch({});
    await until(async () => (job = await job.fetch()).properties().isDone);
    assert.strictEqual((await job.results({}))[0].rows.length, 1);
    const [jobs] = await saved.history();
    assert.deepStrictEqual(jobs.map((each) => each.sid), [job.sid]);
    await saved.update({ description: 'of js', is_scheduled: '1', cron_schedule: '*/5 * * * *' });
    await saved.fetch();
    assert.strictEqual(saved.properties().description, 'of js');
    return 'saved and dispatched a search';
}

async function configures() {
    const app = await service.apps().create({ name: 'js_app', label: 'JS' });
    assert.strictEqual(app.properties().label, 'JS');
    const confs = await service.configurations({ owner: 'nobody', app: 'js_app' }).fetch();
    const file = await confs.create('jstest');
    const stanza = await (await file.fetch()).create('one', { key: 'value' });
    assert.strictEqual(stanza.properties().key, 'value');
    return 'made an app and a conf file';
}

async function admits() {
    await service.users().create({ name: 'js-user', password: 'long enough', roles: ['user', 'power'] });
    const other = connect('js-user', 'long enough');
    assert.ok(await other.login());
    assert.strictEqual((await other.currentUser()).name, 'js-user');
    const wrong = connect('js-user', 'wrong');
    await wrong.login().then((success) => assert.ok(!success), (error) => assert.strictEqual(error.status ?? error.error.status, 401));
    return 'made a user';
}

assert.ok(await service.login());
splunk.Logger.setLevel('NONE'); // it prints each refusal
assert.strictEqual((await service.serverInfo()).properties().licenseState, 'OK');
const did = [];
for (const step of [sends, searches, saves, configures, admits]) did.push(await step());
console.log(did.join(', '));
