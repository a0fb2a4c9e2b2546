// Takes in node the steps that the playground takes in a page, and tells their losses.
import { readFileSync } from "node:fs";
import { HypernetworkMethod } from "../../hnetlab/front/source/learning/method.js";
import { benchmark, ordered } from "../../hnetlab/front/source/playground/benchmark.js";

// `states`: what theta and the embeddings are at the beginning of each task that is to be learned, from Python;
// the first is told where it is null.
const { carried, seed, order, knobs, steps, states } = JSON.parse(readFileSync(0, "utf-8"));
const { settings, tasks } = ordered(await benchmark(carried), order);
const method = new HypernetworkMethod(settings, tasks.length, seed);
const start = { theta: [...method.flat], embeddings: method.embeddings.flatMap((e) => [...e]) };
const losses = [];
states.forEach((state, number) => {
  if (state) {
    method.flat.set(state.theta);
    method.embeddings.forEach((e, i) => e.set(state.embeddings.slice(i * e.length, (i + 1) * e.length)));
  }
  method.begin(number, tasks[number]);
  for (let step = 0; step < steps; step++) losses.push(method.step(step, knobs));
});
process.stdout.write(JSON.stringify({ start, losses }));
