// What a program does with a logger that posts to HEC: which one is installed here says what is tried.
// None of them takes an authority of its own, so certificates are not checked.

import assert from 'node:assert';
import { createRequire } from 'node:module';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');
const require = createRequire(import.meta.url);
const place = JSON.parse(process.argv[2]);
const TIME = 1768478400; // 2026-01-15T12:00:00Z
const METADATA = { source: 'logger', sourcetype: 'client:log', host: 'web-1', index: 'main' };
const HEC = { token: place.hec_token, host: place.host, port: place.hec_port, protocol: 'https' };

// Its callbacks are (error, response, body). `maxBatchCount` 0 sends at `flush` alone.
async function splunkLogging() {
    const { Logger } = require('splunk-logging');
    const logger = new Logger({ ...HEC, url: `https://${place.host}:${place.hec_port}`, maxBatchCount: 0 });
    logger.error = (error) => assert.fail(error);
    for (const n of [0, 1, 2]) {
        logger.send({ message: { text: 'a record', n }, metadata: { ...METADATA, time: TIME + n } });
    }
    const body = await new Promise((resolve, reject) =>
        logger.flush((error, response, body) => (error ? reject(error) : resolve(body))),
    );
    assert.strictEqual(body.code, 0);
    return 'sent a batch of 3';
}

// It builds on splunk-logging, and sends each record by itself. What `splunk` says is the event's metadata.
async function winston() {
    const { createLogger } = require('winston');
    const Transport = require('winston-splunk-httplogger');
    const { sourcetype, source, index } = METADATA;
    const transport = new Transport({ splunk: { ...HEC, sourcetype, source, index } });
    transport.on('error', (error) => assert.fail(error));
    const logger = createLogger({ transports: [transport] });
    for (const n of [0, 1, 2]) logger.info('a record', { n, splunk: { host: 'web-1', time: TIME + n } });
    await new Promise((resolve) => {
        transport.on('finish', resolve);
        logger.end();
    });
    return 'logged 3 records';
}

const TRIED = { 'winston-splunk-httplogger': winston, 'splunk-logging': splunkLogging }; // the first brings the other
const [name] = Object.keys(TRIED).filter((name) => {
    try {
        return require.resolve(name);
    } catch {
        return false;
    }
});
console.log(await TRIED[name]());
