// Runs exported models in onnxruntime-web, in a page that headless Chromium opens from a small server here, and compares with what C# got.
// node check.mjs CASES.json...           opens the page itself and ends with it; CHROMIUM names another browser than the one on the path
// node check.mjs --serve CASES.json...   only serves it, for a browser of your own
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCases } from '../compare.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, 'node_modules', 'onnxruntime-web', 'dist');
const types = { '.html': 'text/html', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const limitSeconds = 300;

function stop(message) {
    console.error(`browser: ${message}`);
    process.exit(2);
}

const serveOnly = process.argv[2] === '--serve';
const files = process.argv.slice(serveOnly ? 3 : 2);
if (files.length === 0) stop('which case file? node check.mjs [--serve] CASES.json...');
if (!existsSync(runtime)) stop('onnxruntime-web is not installed: run `make setup ELSEWHERE=1`');
const graphs = files.map(graphsOf);

/** The models that a case file names. */
function graphsOf(file) {
    if (!existsSync(file)) stop(`${file} is missing: run \`bin/onnxrecs cases\` first`);
    try {
        return new Set(parseCases(readFileSync(file, 'utf8'), file).models.flatMap(model => model.graphs.map(graph => graph.file)));
    } catch (error) {
        return stop(error.message);
    }
}

/** Which file an address stands for; null where there is none. Of models only those that a case file names are given. */
function fileOf(url) {
    const [cases, file] = [Number(url.searchParams.get('cases')), url.searchParams.get('file')];
    switch (url.pathname) {
        case '/': return join(here, 'index.html');
        case '/page.mjs': return join(here, 'page.mjs');
        case '/compare.mjs': return join(here, '..', 'compare.mjs');
        case '/cases': return files[cases] ?? null;
        case '/model': return graphs[cases]?.has(file) ? join(dirname(files[cases]), file) : null;
        default: return /^\/ort\/[a-z.-]+$/.test(url.pathname) ? join(runtime, url.pathname.slice('/ort/'.length)) : null;
    }
}

const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/result' && request.method === 'POST') {
        let body = '';
        for await (const part of request) body += part;
        response.end();
        if (!serveOnly) end(JSON.parse(body));
        return;
    }
    if (url.pathname === '/count') return response.end(String(files.length));
    const file = fileOf(url);
    if (file === null || !existsSync(file)) return response.writeHead(404).end(`${file ?? url.pathname} is missing`);
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
});

let chromium;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => leave(143));

function end(result) {
    for (const line of result.lines) console.log(line);
    leave(result.failed === 0 ? 0 : 1);
}

/** Ends the browser, then this program. */
function leave(code) {
    if (chromium === undefined) process.exit(code);
    chromium.removeAllListeners('exit');
    chromium.once('exit', () => process.exit(code));
    chromium.kill();
    setTimeout(() => chromium.kill('SIGKILL'), 10_000).unref(); // where it does not want to
}

function findChromium() {
    if (process.env.CHROMIUM) return process.env.CHROMIUM;
    for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
        for (const folder of (process.env.PATH ?? '').split(delimiter)) {
            try {
                accessSync(join(folder, name), constants.X_OK);
                return join(folder, name);
            } catch {
                // Not in this folder.
            }
        }
    }
    return stop('there is no Chromium: run `make setup ELSEWHERE=1`, or name one in CHROMIUM');
}

server.listen(0, '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}/`;
    if (serveOnly) return console.log(`open ${address}; Ctrl-C ends it`);
    const program = findChromium();
    const profile = mkdtempSync(join(tmpdir(), 'onnxrecs-'));
    process.on('exit', () => {
        chromium?.kill('SIGKILL'); // where it still runs: it would write the profile again
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    const options = ['--headless', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`];
    if (process.getuid?.() === 0) options.push('--no-sandbox'); // Chromium refuses to run as root otherwise
    // Its own temporary files lie in the profile as well, and go with it. The names are short, since the path of a socket must be.
    chromium = spawn(program, [...options, address], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: profile } });
    let said = '';
    chromium.stderr.on('data', part => (said = (said + part).slice(-2000)));
    chromium.on('error', error => stop(`${program} does not start: ${error.message}`));
    chromium.on('exit', code => stop(`${program} ended with code ${code} before the page was done:\n${said}`));
    setTimeout(() => {
        console.error(`browser: the page was not done in ${limitSeconds} s; Chromium said:\n${said}`);
        leave(1);
    }, limitSeconds * 1000).unref();
});
