// The tasks' test samples that a page carries, and evenly spaced ones of them for quick answers.

import { unpacked } from "../playground/packed.js";

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */
/** @typedef {import("../playground/packed.js").Packed} Packed */
/** @typedef {{ x: Packed, y: Packed, normalization: [number[], number[]] | null, permutation: Packed | null }} Stored
 * `normalization`: mean and deviation of each channel, or of all features alike */
/** @typedef {{ x: Numbers, y: Numbers, count: number }} Samples */
/** @typedef {{ x: Numbers, tasks: (Samples & { first: number })[] }} Together all inputs one after the other, and
 * each task's within them, from its row `first` on */

/**
 * A task's samples as pictures and as a network gets them: scaled, normalized, permuted, in float32 as in Python.
 * @param {Stored} stored
 * @param {number} width of one input
 * @returns {Promise<Samples & { pictures: Numbers }>}
 */
export async function read({ x, y, normalization, permutation }, width) {
  const pictures = new Float64Array(await unpacked(x)), answers = new Float64Array(await unpacked(y));
  if (x.type === "uint8") pictures.forEach((pixel, i) => (pictures[i] = Math.fround(pixel / 255)));
  const [mean, deviation] = normalization ?? [[0], [1]], area = width / mean.length;
  const inputs = pictures.map((value, i) => {
    const channel = Math.floor((i % width) / area);
    return Math.fround(Math.fround(value - mean[channel]) / deviation[channel]);
  });
  const from = permutation && (await unpacked(permutation));
  const ordered = from ? inputs.map((_, i) => inputs[i - (i % width) + from[i % width]]) : inputs;
  return { pictures, x: ordered, y: answers, count: pictures.length / width };
}

/**
 * At most so many samples of each task, in one array.
 * @param {Samples[]} tasks
 * @param {number} most
 * @returns {Together}
 */
export function together(tasks, most) {
  const few = tasks.map((samples) => thinned(samples, most));
  const x = new Float64Array(few.reduce((sum, samples) => sum + samples.x.length, 0));
  let at = 0, first = 0;
  const views = few.map(({ x: own, y, count }) => {
    x.set(own, at);
    const view = { x: x.subarray(at, at + own.length), y, count, first };
    at += own.length;
    first += count;
    return view;
  });
  return { x, tasks: views };
}

/**
 * Evenly spaced samples, at most so many.
 * @param {Samples} samples
 * @param {number} most
 * @returns {Samples}
 */
function thinned(samples, most) {
  const { x, y, count } = samples;
  if (count <= most) return samples;
  const rows = Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
  const take = (/** @type {Numbers} */ data) => {
    const width = data.length / count, taken = new Float64Array(most * width);
    rows.forEach((row, i) => taken.set(data.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  return { x: take(x), y: take(y), count: most };
}
