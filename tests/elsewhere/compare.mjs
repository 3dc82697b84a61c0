// Runs the models of a case file (see README.md) with an ONNX Runtime for JavaScript and compares. Shared by node/ and browser/.

/** Reads a case file, or says what is wrong with it. */
export function parseCases(text, name) {
    let cases;
    try {
        cases = JSON.parse(text);
    } catch (error) {
        throw new Error(`${name} is no JSON: ${error.message}`);
    }
    if (cases.format !== 1) throw new Error(`${name} has format ${cases.format} where 1 is expected`);
    return cases;
}

/**
 * Runs everything. `open` makes an inference session of a graph's file, `say` takes a line for each model.
 * Gives { models, passed, failed }.
 */
export async function compareAll(ort, cases, open, say) {
    let passed = 0;
    for (const model of cases.models) {
        try {
            say(`${model.name.padEnd(24)}${await compareModel(ort, cases, model, open)}`);
            passed++;
        } catch (error) {
            say(`${model.name.padEnd(24)}FAILED: ${error.message}`);
        }
    }
    return { models: cases.models.length, passed, failed: cases.models.length - passed };
}

async function compareModel(ort, cases, model, open) {
    let worst = 0;
    let equal = 0;
    const sessions = {};
    try {
        for (const graph of model.graphs) {
            const session = (sessions[graph.name] = await open(graph.file));
            for (const run of graph.runs) {
                const outputs = await session.run(feedsOf(ort, run.feeds));
                for (const expected of run.outputs) worst = Math.max(worst, outputDifference(expected, outputs[expected.name], cases.tolerance, `${graph.name}, ${run.what}`));
            }
        }
        for (const list of model.lists) {
            const { same, off } = compareList(list, await scoresOf(ort, sessions, list, cases.items.length), cases);
            equal += same ? 1 : 0;
            worst = Math.max(worst, off);
        }
    } finally {
        for (const session of Object.values(sessions)) await session.release();
    }
    const lists = model.lists.length === 0 ? '' : `, ${equal} of ${model.lists.length} lists equal item by item`;
    return `largest difference ${worst.toExponential(1)}${lists}`;
}

const arrays = { int64: values => BigInt64Array.from(values, BigInt), float32: values => Float32Array.from(values), string: values => values };

function feedsOf(ort, feeds) {
    return Object.fromEntries(feeds.map(feed => [feed.name, new ort.Tensor(feed.type, arrays[feed.type](feed.values), feed.dims)]));
}

/** The largest difference of one output; throws where it is too large, or where anything but numbers of float32 is not equal. */
function outputDifference(expected, actual, tolerance, where) {
    const is = `${where}: ${expected.name}`;
    if (actual.type !== expected.type) throw new Error(`${is} is of ${actual.type} where ${expected.type} is expected`);
    if (actual.dims.join() !== expected.dims.join()) throw new Error(`${is} has shape [${actual.dims}] where [${expected.dims}] is expected`);
    let worst = 0;
    expected.values.forEach((value, i) => {
        const off = expected.type === 'float32' ? difference(value, actual.data[i], expected.scale) : String(value) === String(actual.data[i]) ? 0 : Infinity;
        if (off > tolerance) throw new Error(`${is}[${i}] is ${actual.data[i]} where ${value} is expected`);
        worst = Math.max(worst, off);
    });
    return worst;
}

/** Relative to the larger of the expected number and the scale; infinite where one of both is not a number. */
function difference(expected, actual, scale = 1) {
    const wanted = Math.fround(expected);
    const off = wanted === actual ? 0 : Math.abs(wanted - actual) / Math.max(scale, Math.abs(wanted));
    return Number.isNaN(off) ? Infinity : off;
}

/** Scores of the whole catalogue: of a ranker, or the products of a user's vector with those of all items. */
async function scoresOf(ort, sessions, list, count) {
    const all = Array.from({ length: count }, (_, i) => i);
    const items = dims => new ort.Tensor('int64', arrays.int64(all), dims);
    const feeds = feedsOf(ort, list.feeds);
    const answer = async (session, given) => (await session.run(given))[session.outputNames[0]];
    if (sessions.model) return (await answer(sessions.model, { ...feeds, items: items([1, count]) })).data;
    const user = (await answer(sessions.user, feeds)).data;
    const vectors = (await answer(sessions.item, { items: items([count]) })).data;
    return Float32Array.from(all, item => user.reduce((sum, value, d) => sum + value * vectors[item * user.length + d], 0));
}

/** Whether the first items are the same, and how far their scores are off; throws where the list differs by more than a tie within the tolerance. */
function compareList(list, scores, cases) {
    const seen = new Set(list.seen);
    const best = [...scores.keys()].filter(item => !seen.has(item)).sort((a, b) => scores[b] - scores[a] || a - b).slice(0, list.items.length);
    const indexOf = new Map(cases.items.map((id, index) => [id, index]));
    let same = true;
    let worst = 0;
    list.items.forEach((id, place) => {
        const found = cases.items[best[place]];
        same &&= found === id;
        const off = Math.max(difference(list.scores[place], scores[best[place]], list.scale), difference(list.scores[place], scores[indexOf.get(id)], list.scale));
        if (off > cases.tolerance)
            throw new Error(`list of ${list.what}: place ${place + 1} has item ${found} (${scores[best[place]]}) where ${id} (${list.scores[place]}) is expected`);
        worst = Math.max(worst, off);
    });
    return { same, off: worst };
}
