// The explorer's page: products that pass over zeros, answers that are kept, and work that waits for the hand to rest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PageProbe } from "../../hnetlab/front/source/explored/probe.js";
import { Rest } from "../../hnetlab/front/source/explored/rest.js";
import { Hypernetwork } from "../../hnetlab/front/source/learning/hypernetwork.js";
import { addProductWithTransposed } from "../../hnetlab/front/source/learning/matrix.js";
import { addSparseProductWithTransposed } from "../../hnetlab/front/source/learning/sparse.js";
import { spread } from "../../hnetlab/front/source/playground/plot.js";

/** Numbers between -1 and 1, the same in every run; a share of them zero. */
function numbers(count, zeros = 0, seed = 1) {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Float64Array.from({ length: count }, () => (next() < zeros ? 0 : 2 * next() - 1));
}

test("a product that passes over zeros is the plain one to the last bit", () => {
  for (const [n, k, m, zeros] of [[1, 1, 1, 0], [5, 7, 8, 0.5], [3, 16, 10, 0.9], [4, 9, 23, 1], [2, 30, 17, 0]]) {
    const a = numbers(n * k, zeros), b = numbers(m * k, 0, 7), plain = numbers(n * m, 0, 3), sparse = plain.slice();
    addProductWithTransposed(a, b, plain, n, k, m);
    addSparseProductWithTransposed(a, b, sparse, n, k, m);
    assert.deepEqual(sparse, plain);
  }
});

/** A probe of three tasks with 30, 12 and 30 samples of six numbers. */
function probe() {
  const structure = { size: 44, embedding_dim: 2, hidden: [5], activation: "relu", chunk_size: 10, chunk_embedding_dim: 3 };
  const tasks = [30, 12, 30].map((count, task) => ({
    x: numbers(6 * count, 0.5, task + 1), y: Float64Array.from({ length: count }, (_, i) => (i * 7) % 2), count,
  }));
  const carried = {
    measure: { percent: true }, hypernet: structure, target: { widths: [6, 4, 4], activation: "relu" },
    embeddings: [[0, 0], [1, 0], [0, 1]], learned: 3, tasks: tasks.map((_, i) => ({ head: [i, i + 2], classes: ["a", "b"] })),
  };
  carried.tasks[2].head = [0, 2];
  const { total } = new Hypernetwork(structure);
  return new PageProbe(carried, numbers(total, 0, 11), tasks);
}

test("answers do not depend on what was asked before", () => {
  const used = probe(), places = [[0.3, -0.2], [1, 2], [0.3, -0.2], [-1, 0.5]].map((e) => Float64Array.from(e));
  const alike = (ask) => assert.deepEqual(ask(used), ask(probe()));
  for (const e of places) {
    for (const most of [5, Infinity, 20]) {
      alike((p) => p.scores(e, most));
      alike((p) => p.confusion(e, 2, most));
      alike((p) => p.score(places[1], 0, most));
      alike((p) => p.confusion(e, 1, most));
      alike((p) => p.guesses(1, 3));
      alike((p) => [...p.weights(e)]);
    }
  }
});

test("a score of few samples is that of evenly spaced ones", () => {
  const whole = probe(), e = Float64Array.from([0.4, 0.1]), rows = [0, 6, 12, 18, 24];
  const all = whole.samples[0], few = whole.chosen(5).tasks[0];
  rows.forEach((row, i) => {
    assert.deepEqual(few.x.subarray(6 * i, 6 * i + 6), all.x.subarray(6 * row, 6 * row + 6));
    assert.equal(few.y[i], all.y[row]);
  });
  assert.equal(whole.score(e, 0, 5), whole.scores(e, 5)[0]);
  assert.equal(whole.chosen(20).tasks[1].count, 12);
});

test("work waits until the hand rests, and makes way for a move", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.window = globalThis;
  const done = [], rest = new Rest(() => done.push("rests"));
  rest.moved();
  rest.work(() => done.push("work") === 4);
  t.mock.timers.tick(100);
  rest.moved(200); // answered slowly
  t.mock.timers.tick(350);
  assert.deepEqual(done, []);
  t.mock.timers.tick(100);
  assert.deepEqual(done, ["rests", "work", "work", "work"]);
});

test("labels that would cover each other move apart, in their order and within the picture", () => {
  const at = (labels) => Object.fromEntries(labels.map(({ label, v }) => [label, v]));
  const labels = (...vs) => vs.map((v, i) => ({ label: `${i + 1}`, u: 100, v }));
  const crowded = labels(20, 22, 80, 20), low = labels(95, 99, 40), apart = labels(10, 60, 90);
  for (const each of [crowded, low, apart]) spread(each, 100);
  assert.deepEqual(at(crowded), { 1: 20, 4: 31, 2: 42, 3: 80 });
  assert.deepEqual(at(low), { 1: 89, 2: 100, 3: 40 });
  assert.deepEqual(at(apart), { 1: 10, 2: 60, 3: 90 });
  const elsewhere = [{ label: "1", u: 10, v: 20 }, { label: "2", u: 90, v: 20 }];
  spread(elsewhere, 100);
  assert.deepEqual(at(elsewhere), { 1: 20, 2: 20 });
});

test("outputs that are no numbers are no answers", () => {
  const p = probe(), e = Float64Array.from([0.4, 0.1]), width = 4;
  const samples = p.chosen(Infinity).tasks[1], outputs = Float64Array.from(p.rowsOf(p.outputs(e, Infinity), samples));
  assert.ok(p.scoreOf(outputs, 1, samples) >= 0);
  const spoiled = outputs.slice();
  spoiled[3 * width + 2] = NaN; // of the task's head, which begins with output 1
  assert.ok(Number.isNaN(p.scoreOf(spoiled, 1, samples)));
  const elsewhere = outputs.slice();
  elsewhere[3 * width] = NaN; // of another head
  assert.equal(p.scoreOf(elsewhere, 1, samples), p.scoreOf(outputs, 1, samples));
});
