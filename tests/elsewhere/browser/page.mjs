// The page: runs the models of every case file that the server has in onnxruntime-web, shows a line for each, and tells the server the end.
import { compareAll, parseCases } from '/compare.mjs';

const lines = document.getElementById('lines');
const shown = [];
function say(line) {
    shown.push(line);
    lines.append(`${line}\n`);
}

async function get(path) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer;
}

const total = { models: 0, passed: 0, failed: 0 };
try {
    // Imported here so that an error has somewhere to be shown. The bundle for wasm alone: those for WebGPU lack operators.
    const ort = await import('/ort/ort.wasm.min.mjs');
    ort.env.wasm.numThreads = 1; // more of them need a page that is isolated from others
    say(`onnxruntime-web ${ort.env.versions.web} in ${navigator.userAgent.match(/\S*Chrome\/[0-9.]+|Firefox\/[0-9.]+|$/)[0] || 'a browser'}`);
    const count = await (await get('/count')).json();
    for (let i = 0; i < count; i++) {
        const open = async file => ort.InferenceSession.create(new Uint8Array(await (await get(`/model?cases=${i}&file=${encodeURIComponent(file)}`)).arrayBuffer()));
        const result = await compareAll(ort, parseCases(await (await get(`/cases?cases=${i}`)).text(), `case file ${i + 1}`), open, say);
        for (const key of Object.keys(total)) total[key] += result[key];
    }
    say(`browser: ${total.models} models, ${total.passed} passed, ${total.failed} failed`);
} catch (error) {
    total.failed++;
    say(`browser: ${error.message}`);
}
await fetch('/result', { method: 'POST', body: JSON.stringify({ lines: shown, ...total }) });
