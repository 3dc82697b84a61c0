// Writes a case file with two models of another, both made wrong: a score that is off by a thousandth, and two items of a list that changed places.
// Each program here has to notice both. node spoil.mjs CASES.json OUT.json (into the same folder: the paths of models are relative to it)
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, to] = process.argv;
const cases = JSON.parse(readFileSync(from, 'utf8'));
const [first, second] = cases.models.filter(model => model.graphs.length === 1);

const output = first.graphs[0].runs[1].outputs[0];
output.values[3] += 1e-3 * Math.max(output.scale, Math.abs(output.values[3]));

const { items } = second.lists.find(list => list.scores[0] !== list.scores[9]);
[items[0], items[9]] = [items[9], items[0]];

writeFileSync(to, JSON.stringify({ ...cases, models: [first, second] }));
