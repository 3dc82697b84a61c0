// Runs exported models in onnxruntime-node and compares with what C# got.
// node check.mjs CASES.json...
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareAll, parseCases } from '../compare.mjs';

function stop(message) {
    console.error(`node: ${message}`);
    process.exit(2);
}

const files = process.argv.slice(2);
if (files.length === 0) stop('which case file? node check.mjs CASES.json...');
const ort = await import('onnxruntime-node').then(module => module.default, error => stop(`onnxruntime-node cannot be loaded: run \`make setup ELSEWHERE=1\` (${error.message})`));

console.log(`onnxruntime-node ${ort.env.versions.node} in Node ${process.versions.node}`);
function read(file) {
    if (!existsSync(file)) stop(`${file} is missing: run \`bin/onnxrecs cases\` first`);
    try {
        return parseCases(readFileSync(file, 'utf8'), file);
    } catch (error) {
        return stop(error.message);
    }
}

const total = { models: 0, passed: 0, failed: 0 };
for (const file of files) {
    const cases = read(file);
    const open = path => ort.InferenceSession.create(join(dirname(file), path));
    const result = await compareAll(ort, cases, open, console.log);
    for (const key of Object.keys(total)) total[key] += result[key];
}
console.log(`node: ${total.models} models, ${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
