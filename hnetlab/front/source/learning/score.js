// What a network's answers to test samples are worth, and which task a sample seems to be of.

import { logEntropy, logSoftmax, squaredError } from "./loss.js";

/** @typedef {import("./matrix.js").Numbers} Numbers */
/** @typedef {import("./method.js").Task} Task */
/** @typedef {import("./target.js").Target} Target */

/**
 * The outputs (n, outputs) for inputs `x`.
 * @param {Target} target
 * @param {Numbers} w
 * @param {Numbers} x
 */
export function outputsFor(target, w, x) {
  return target.answers(w, x, x.length / target.widths[0]);
}

/**
 * The mean squared error on a task's test samples, or for classes the share of right answers within its head.
 * @param {Target} target
 * @param {Numbers} w
 * @param {Task} task
 * @param {"regression" | "classification"} kind
 */
export function score(target, w, task, kind) {
  const outputs = outputsFor(target, w, task.xTest), { start, stop } = task.head;
  if (kind === "regression") return squaredError(outputs, task.yTest, target.outputs, task.head).loss;
  let right = 0;
  for (let i = 0; i < task.yTest.length; i++) {
    const from = i * target.outputs;
    right += Number(largest(outputs.subarray(from + start, from + stop)) === task.yTest[i]);
  }
  return right / task.yTest.length;
}

/**
 * The answer within a head to one sample: its class, how sure it is, and the logarithm of the entropy in nats.
 * @param {Numbers} outputs (outputs,)
 * @param {import("./loss.js").Head} head
 */
export function answer(outputs, { start, stop }) {
  const logits = outputs.subarray(start, stop), best = largest(logits);
  return { best, probability: Math.exp(logSoftmax(logits)[best]), logEntropy: logEntropy(logits) };
}

/**
 * The place of the answer that doubts least.
 * @param {{ logEntropy: number }[]} answers
 * @returns {number}
 */
export function surest(answers) {
  return answers.reduce((best, { logEntropy: doubt }, i) => (doubt < answers[best].logEntropy ? i : best), 0);
}

/**
 * An entropy in nats as a text, also one that rounds to 0.
 * @param {number} logarithm its natural logarithm
 * @param {number} digits behind the point
 */
export function entropyText(logarithm, digits) {
  const value = Math.exp(logarithm), tens = logarithm / Math.LN10, power = Math.floor(tens);
  if (value >= 10 ** -digits || logarithm === -Infinity) return value.toFixed(digits);
  return `${(10 ** (tens - power)).toFixed(1)}e${power}`;
}

/** @param {Numbers} values @returns {number} the place of the largest, of several the first */
function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
