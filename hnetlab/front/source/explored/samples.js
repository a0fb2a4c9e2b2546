// The tasks' test samples that a page carries, and evenly spaced ones of them for quick answers.

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */
/** @typedef {{ x: Numbers, y: Numbers, count: number }} Samples */
/** @typedef {{ x: Numbers, tasks: (Samples & { first: number })[] }} Together all inputs one after the other, and
 * each task's within them, from its row `first` on */

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
