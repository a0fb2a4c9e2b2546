// Computes in node what the explorer's page does. In: JSON { carried, points }. Out: what it shows at each point.
import { readFileSync } from "node:fs";
import { PageProbe } from "../../hnetlab/front/source/explored/probe.js";
import { readout } from "../../hnetlab/front/source/explored/readout.js";

const { carried, points, task } = JSON.parse(readFileSync(0, "utf-8"));
const probe = await PageProbe.from(carried);
const shown = points.map((e) => probe.scores(Float64Array.from(e)).map((score) => readout(score, carried.measure)));
const confusion = probe.classifies ? points.slice(0, 5).map((e) => probe.confusion(Float64Array.from(e), task)) : [];
const guesses = probe.classifies ? probe.guesses(task, 1) : [];
process.stdout.write(JSON.stringify({ shown, confusion, guesses }));
