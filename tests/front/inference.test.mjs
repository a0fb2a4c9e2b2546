import assert from "node:assert/strict";
import { test } from "node:test";

import { logEntropy, logSoftmax } from "../../hnetlab/front/source/learning/loss.js";
import { answer, entropyText, surest } from "../../hnetlab/front/source/learning/score.js";

const head = { start: 0, stop: 2 };
const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-9 * Math.max(1, Math.abs(wanted)), `${value}, not ${wanted}`);

test("the logarithm of the entropy is that of the entropy", () => {
  for (const logits of [[0, 0], [1, -2, 0.5], [3, 3, 3, 3], [-20, 4, 4.5], [9, 0]]) {
    const entropy = logSoftmax(logits).reduce((sum, value) => sum - Math.exp(value) * value, 0);
    near(logEntropy(logits), Math.log(entropy));
  }
});

test("an entropy that rounds to 0 has a logarithm: p(1 - log p) of the class that lost, p = e^-gap", () => {
  for (const gap of [800, 1e4]) near(logEntropy([gap, 0]), -gap + Math.log(1 + gap));
  assert.equal(logEntropy([5]), -Infinity);
  near(logEntropy([2, -Infinity, 2]), Math.log(Math.log(2)));
});

test("of two answers whose entropies round to 0 the surer one wins, wherever it stands", () => {
  const doubts = [900, 1e4, 2000].map((gap) => answer(Float64Array.of(gap, 0), head));
  assert.equal(surest(doubts), 1);
  assert.equal(surest([...doubts].reverse()), 1);
  assert.equal(surest([doubts[0], doubts[2]]), 1);
});

test("an entropy is told in digits, and by its power of ten where they would all be 0", () => {
  assert.equal(entropyText(Math.log(0.6931), 3), "0.693");
  assert.equal(entropyText(Math.log(2.5e-7), 3), "2.5e-7");
  assert.equal(entropyText(-10000 + Math.log(10001), 2), "1.1e-4339");
  assert.equal(entropyText(-Infinity, 3), "0.000");
});
