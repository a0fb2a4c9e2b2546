// Scores as people are shown them: the same words, to the last digit, that the panels have.

/** @typedef {import("./probe.js").Measure} Measure */

/**
 * With one decimal, as Python writes it: of two that are equally near the even one.
 * @param {number} value
 */
const oneDecimal = (value) =>
  (((4 * value) % 4) + 4) % 4 === 1 ? (Math.floor(10 * value) / 10).toFixed(1) : value.toFixed(1);

/**
 * With three digits, as Python's ".3g".
 * @param {number} value
 */
function threeDigits(value) {
  if (!value) return "0";
  const [mantissa, exponent] = value.toExponential(2).split("e"), power = Number(exponent);
  if (power >= -4 && power < 3) return String(Number(value.toPrecision(3)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * @param {number} score
 * @param {Measure} measure
 */
export function readout(score, { percent }) {
  if (!Number.isFinite(score)) return "none";
  return percent ? `${oneDecimal(100 * score)} %` : threeDigits(score);
}

/**
 * Where a score lies between two ends that are shown: 0 at the low and 1 at the high one.
 * @param {number} score
 * @param {[number, number]} ends
 * @param {Measure} measure
 */
export function share(score, ends, { percent, logarithmic, higher_is_better: higher }) {
  if (!Number.isFinite(score)) return higher ? 0 : 1;
  const drawn = (/** @type {number} */ value) => (logarithmic ? Math.log10(Math.max(value, Number.MIN_VALUE)) : value);
  const [low, high] = ends.map(drawn);
  return Math.min(1, Math.max(0, (drawn(percent ? 100 * score : score) - low) / (high - low || 1)));
}
