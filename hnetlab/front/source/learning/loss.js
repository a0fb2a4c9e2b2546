// The task loss of a batch and its gradient in the network's outputs.

/** @typedef {import("./matrix.js").Numbers} Numbers */
/** @typedef {{ start: number, stop: number }} Head the outputs that compete */
/** @typedef {{ loss: number, slope: Numbers }} Loss the slope is (n, outputs) */

/**
 * The mean over samples of the squared error, itself a mean over the outputs of the head.
 * @param {Numbers} outputs (n, width)
 * @param {ArrayLike<number>} y (n, head)
 * @param {number} width
 * @param {Head} head
 * @returns {Loss}
 */
export function squaredError(outputs, y, width, { start, stop }) {
  const n = outputs.length / width, wide = stop - start, slope = new Float64Array(outputs.length);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < wide; k++) {
      const error = outputs[i * width + start + k] - y[i * wide + k];
      loss += error ** 2;
      slope[i * width + start + k] = (2 * error) / (n * wide);
    }
  }
  return { loss: loss / (n * wide), slope };
}

/**
 * The mean cross-entropy in nats of classes `y` (n,), counted from the start of the head.
 * @param {Numbers} outputs (n, width)
 * @param {ArrayLike<number>} y
 * @param {number} width
 * @param {Head} head
 * @returns {Loss}
 */
export function crossEntropy(outputs, y, width, { start, stop }) {
  const n = outputs.length / width, slope = new Float64Array(outputs.length);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const from = i * width + start, logits = outputs.subarray(from, i * width + stop);
    const logarithms = logSoftmax(logits);
    loss -= logarithms[y[i]];
    logarithms.forEach((value, k) => (slope[from + k] = Math.exp(value) / n));
    slope[from + y[i]] -= 1 / n;
  }
  return { loss: loss / n, slope };
}

/**
 * The logarithms of the softmax, right also where it saturates.
 * @param {Numbers} logits
 * @returns {Numbers}
 */
export function logSoftmax(logits) {
  let most = -Infinity, sum = 0;
  for (let k = 0; k < logits.length; k++) most = Math.max(most, logits[k]);
  for (let k = 0; k < logits.length; k++) sum += Math.exp(logits[k] - most);
  const all = most + Math.log(sum);
  return logits.map((value) => value - all);
}

/**
 * The logarithm of the entropy in nats of the softmax: finite also where the entropy itself rounds to 0, so
 * that of two sure answers the surer one is known.
 * @param {Numbers} logits
 */
export function logEntropy(logits) {
  const top = logits.indexOf(Math.max(...logits));
  const below = Array.from(logits, (value) => value - logits[top]);
  const rest = logSum(below.filter((_, k) => k !== top)); // of e^0 for the largest
  const surprise = Math.log1p(Math.exp(rest)); // -log p of the largest
  const terms = below.map((value, k) =>
    k === top ? (surprise > 1e-300 ? Math.log(surprise) : rest) - surprise : value - surprise + Math.log(surprise - value));
  return logSum(terms.filter((term) => !Number.isNaN(term)));
}

/** @param {number[]} values @returns {number} the logarithm of the sum of their exponentials */
function logSum(values) {
  const most = Math.max(...values);
  return Number.isFinite(most) ? most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0)) : most;
}
