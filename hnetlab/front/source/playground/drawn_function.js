// A function that a hand has drawn: a few knots between two ends, which fit into a link.

/** @typedef {import("../learning/method.js").Task} Task */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ from: number, to: number, values: number[] }} Drawn values at evenly spaced knots */

const KNOTS = 17, NARROWEST = 0.3, TRAIN = 100, TEST = 50;

/** @param {number} value */
const rounded = (value) => Math.round(100 * value) / 100;

/**
 * The function through the points of a line; null where it is too narrow for one.
 * @param {Point[]} points in any order; of several at one place the last drawn counts
 * @returns {Drawn | null}
 */
export function drawnFunction(points) {
  const places = new Map(points.map(({ x, y }) => [rounded(x), y]));
  const line = [...places].sort((a, b) => a[0] - b[0]);
  if (line.length < 2) return null;
  const [from, to] = [line[0][0], line[line.length - 1][0]];
  if (to - from < NARROWEST) return null;
  const values = evenly(from, to, KNOTS).map((x) => {
    const next = Math.max(1, line.findIndex(([place]) => place >= x - 1e-9));
    const [[x0, y0], [x1, y1]] = [line[next - 1], line[next]];
    return rounded(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
  });
  return { from, to, values };
}

/**
 * The value at `x`, along straight lines from knot to knot.
 * @param {Drawn} drawn
 * @param {number} x
 */
export function valueAt({ from, to, values }, x) {
  const place = ((x - from) / (to - from)) * (values.length - 1);
  const knot = Math.min(values.length - 2, Math.max(0, Math.floor(place)));
  return values[knot] + (values[knot + 1] - values[knot]) * (place - knot);
}

/**
 * The task of learning a drawn function.
 * @param {Drawn} drawn
 * @returns {Omit<Task, "head">}
 */
export function taskOf(drawn) {
  const [xTrain, xTest] = [TRAIN, TEST].map((count) => Float64Array.from(evenly(drawn.from, drawn.to, count)));
  const values = (/** @type {Float64Array} */ x) => x.map((each) => valueAt(drawn, each));
  return { name: "your own", classes: ["0"], xTrain, yTrain: values(xTrain), xTest, yTest: values(xTest) };
}

/**
 * As a part of a link: the two ends and the values.
 * @param {Drawn} drawn
 */
export const writtenFunction = ({ from, to, values }) => [from, to, ...values].join("_");

/**
 * What `writtenFunction` has written; null for anything else.
 * @param {string} text
 * @returns {Drawn | null}
 */
export function readFunction(text) {
  const [from, to, ...values] = text.split("_").map(Number);
  const fits = values.length >= 2 && values.length <= 100 && to - from >= NARROWEST;
  return fits && [from, to, ...values].every((value) => Math.abs(value) <= 10) ? { from, to, values } : null;
}

/** @param {number} from @param {number} to @param {number} count */
const evenly = (from, to, count) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
