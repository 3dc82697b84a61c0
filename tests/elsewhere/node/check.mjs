// Runs exported models in onnxruntime-node and compares the scores with those measured elsewhere.
// node check.mjs CASES.json, where a case is { model, feeds: [{ name, dims, values }], output, dims, expected }.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const tolerance = 1e-5; // relative to the larger of 1 and the score
let worst = 0;
for (const { model, feeds, output, dims, expected } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    const session = await ort.InferenceSession.create(model);
    const inputs = Object.fromEntries(feeds.map(feed => [feed.name, new ort.Tensor('int64', BigInt64Array.from(feed.values, BigInt), feed.dims)]));
    const result = (await session.run(inputs))[output];
    if (result.dims.join() !== dims.join()) throw new Error(`${model}: shape [${result.dims}] where [${dims}] is expected`);
    expected.forEach((score, i) => {
        const difference = Math.abs(result.data[i] - score) / Math.max(1, Math.abs(score));
        if (!(difference <= worst)) worst = difference; // also when it is not a number
    });
}
console.log(`largest relative difference ${worst}`);
process.exit(worst <= tolerance ? 0 : 1);
