import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnFunction, readFunction, taskOf, valueAt, writtenFunction } from "../../hnetlab/front/source/playground/drawn_function.js";
import { Lesson } from "../../hnetlab/front/source/playground/lesson.js";
import { defaults, knobsAt, readState, turned, writtenState } from "../../hnetlab/front/source/playground/link.js";

const x = Float64Array.from({ length: 20 }, (_, i) => i / 10);
const made = (name, slope) => ({
  name, classes: ["0"], xTrain: x, yTrain: x.map((each) => slope * each), xTest: x, yTest: x.map((each) => slope * each),
  head: { start: 0, stop: 1 },
});
const line = {
  title: "Lines",
  settings: {
    kind: "regression", widths: [1, 4, 1], target_activation: "tanh", steps: 30, batch_size: 8, learning_rate: 0.01,
    hypernetwork_hidden: [5], hypernetwork_activation: "tanh", embedding_dim: 2, chunk_embedding_dim: 2, chunk_size: null,
    beta: 0.5, lookahead: true,
  },
  tasks: [made("up", 1), made("down", -1)],
};
const all = { line, other: { ...line, title: "Others" } };
const trained = (lesson, steps, state) => {
  for (let i = 0; i < steps; i++) lesson.step(knobsAt(state, lesson.at));
  return lesson;
};

test("what is chosen comes back from its link", () => {
  const chosen = {
    ...defaults("other", line), order: [1, 0], seed: 77, dim: 3, steps: 50, beta: 1e-7, lookahead: false, rate: 0.25,
    speed: "slow", own: { from: -1.5, to: 2, values: [0, 1.25, -0.5] }, hide: ["beta", "seed"], start: false,
    changes: [{ step: 10, name: "beta", value: 0 }, { step: 12, name: "rate", value: 1e-5 }, { step: 12, name: "lookahead", value: 1 }],
  };
  const { state, refused } = readState(`#${writtenState(chosen)}`, all);
  assert.deepEqual(refused, []);
  assert.deepEqual(state, chosen);
});

test("what a link can't mean is refused by name, and the rest is taken", () => {
  for (const part of ["seed=-1", "seed=1.5", "beta=NaN", "rate=0", "order=1", "order=1-1", "order=1-3", "own=0_0.1_1_1", "at=5_beta_x"]) {
    const { state, refused } = readState(`#steps=60&${part}`, all);
    assert.deepEqual(refused, [part]);
    assert.deepEqual(state, { ...defaults("line", line), steps: 60 });
  }
});

test("a drawn line becomes the function that was drawn, backwards too", () => {
  const points = Array.from({ length: 50 }, (_, i) => ({ x: 1 - i / 25, y: (1 - i / 25) ** 2 }));
  const drawn = readFunction(writtenFunction(drawnFunction(points)));
  for (const at of [-0.9, -0.3, 0, 0.55, 0.9]) assert.ok(Math.abs(valueAt(drawn, at) - at * at) < 0.02, `${at}`);
  assert.equal(drawnFunction(points.slice(0, 3)), null);
  assert.equal(drawnFunction([{ x: 0, y: 0 }]), null);
});

test("a change on the way is part of the link: the same link gives the same numbers", () => {
  const state = defaults("line", line);
  const first = trained(new Lesson(line, state), 40, state);
  state.changes = [{ step: 40, name: "rate", value: 0.1 }];
  trained(first, 20, state);
  const again = readState(writtenState(state), all).state;
  const second = trained(new Lesson(line, again), 60, again);
  assert.deepEqual(second.history, first.history);
  assert.notDeepEqual(trained(new Lesson(line, defaults("line", line)), 60, defaults("line", line)).history, first.history);
});

test("what somebody turns holds from then on, also where a link was to turn it later", () => {
  const linked = readState("#beta=0.5&at=40_beta_5-20_rate_0.1-0_lookahead_0", all).state;
  assert.deepEqual(linked.changes.map(({ step }) => step), [0, 20, 40]);
  const later = turned(linked, 25, "beta", 0.001);
  assert.deepEqual([10, 30, 45].map((step) => knobsAt(later, step).beta), [0.5, 0.001, 0.001]);
  assert.equal(knobsAt(later, 45).learning_rate, 0.1, "what is not turned is done as it was");
  const first = turned(linked, 0, "lookahead", true);
  assert.equal(knobsAt(first, 0).lookahead, true);
  assert.equal(knobsAt(turned(first, 0, "beta", 2), 45).beta, 2);
  assert.equal(knobsAt(linked, 45).beta, 5, "a state is not changed by turning it");
});

test("a task of one's own leaves the others as they are, whenever it comes", () => {
  const own = taskOf({ from: 0, to: 1, values: [1, 0, 1] }), state = defaults("line", line);
  const [without, before, after] = [0, 1, 2].map(() => new Lesson(line, state));
  before.append(own);
  trained(before, 90, state);
  trained(after, 45, state).append(own);
  trained(after, 45, state);
  trained(without, 90, state);
  assert.deepEqual(after.history, before.history);
  assert.ok(without.over && without.at === 60);
  assert.deepEqual(before.history.slice(0, without.history.length), without.history);
  assert.equal(before.history.at(-1).scores[0].length, 3);
});

test("without a regularizer both methods are one", () => {
  const state = { ...defaults("line", line), beta: 0 };
  const { history } = trained(new Lesson(line, state), 60, state);
  for (const { scores } of history) assert.deepEqual(scores[0], scores[1]);
});
