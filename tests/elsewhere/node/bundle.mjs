// Asks a bundle in onnxruntime-node what `onnxrecs export --bundle --cases` asked it, and compares the answers: ids exactly, scores within a tolerance.
// node bundle.mjs CASES.json, which is { bundle, idType, cases: [{ history, banned, k, alpha, lambda, ids, scores, retrievalScores, rankerScores, penalisedScores }] }.
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const tolerance = 1e-5; // relative to the larger of 1 and the score
const outputs = { scores: 'scores', retrieval_scores: 'retrievalScores', ranker_scores: 'rankerScores', penalised_scores: 'penalisedScores' };
const { bundle, idType, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const session = await ort.InferenceSession.create(bundle);
const idsOf = ids => idType === 'int64' ? new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [ids.length]) : new ort.Tensor('string', ids, [ids.length]);
let worst = 0;
for (const [number, one] of cases.entries()) {
    const answer = await session.run({
        history: idsOf(one.history),
        banned: idsOf(one.banned),
        k: new ort.Tensor('int64', [BigInt(one.k)], [1]),
        alpha: new ort.Tensor('float32', [one.alpha], [1]),
        lambda: new ort.Tensor('float32', [one.lambda], [1]),
    });
    const ids = Array.from(answer.ids.data, String);
    if (ids.join() !== one.ids.join()) throw new Error(`case ${number}: ${ids} where ${one.ids} is expected`);
    for (const [output, expected] of Object.entries(outputs)) {
        if (answer[output].data.length !== ids.length) throw new Error(`case ${number}: ${answer[output].data.length} ${output} for ${ids.length} items`);
        one[expected].forEach((score, i) => {
            const difference = Math.abs(answer[output].data[i] - score) / Math.max(1, Math.abs(score));
            if (!(difference <= worst)) worst = difference; // also when it is not a number
        });
    }
}
console.log(`${cases.length} cases, largest relative difference ${worst}`);
process.exit(worst <= tolerance ? 0 : 1);
