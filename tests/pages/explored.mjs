// Computes in node what the explorer's page does. In: JSON { carried, points, task }. Out: what it shows at each
// point, and of the task's second sample.
import { readFileSync } from "node:fs";
import { PageProbe } from "../../hnetlab/front/source/explored/probe.js";
import { readout } from "../../hnetlab/front/source/explored/readout.js";

const { carried, points, task } = JSON.parse(readFileSync(0, "utf-8"));
const probe = await PageProbe.from(carried);
const shown = points.map((e) => probe.scores(Float64Array.from(e)).map((score) => readout(score, carried.measure)));
const confusion = probe.classifies ? points.slice(0, 5).map((e) => probe.confusion(Float64Array.from(e), task)) : [];
const guesses = probe.classifies ? probe.guesses(task, 1) : [];
const [width] = carried.target.widths, picture = [...probe.pictures[task].slice(width, 2 * width)];
process.stdout.write(JSON.stringify({ shown, confusion, guesses, picture }));
