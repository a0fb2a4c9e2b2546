// Numbers as people read them: scores, steps, and the ticks of axes.

/**
 * @typedef {{
 *   name: string, label: string, axis: string, suffix: string, digits: string, brief: string, note: string,
 *   logarithmic: boolean, higher: boolean, range: [number, number] | null, colors: [number, number] | null,
 * }} Score how the scores of a measure are named, written and colored, as Python says it
 */

/**
 * A number in a format that Python and plotly share, of which ".2f", ".3g" and ".1e" are known.
 * @param {number} value
 * @param {string} format
 */
export function written(value, format) {
  const digits = Number(format.match(/\d+/)?.[0] ?? 3);
  if (format.endsWith("f")) return (value + 0).toFixed(digits);
  if (format.endsWith("e")) return value.toExponential(digits);
  return `${Number(value.toPrecision(Math.max(1, digits)))}`;
}

/** The formats of a score, from the longest to the shortest, for a place that may be narrow.
 * @param {Score} score */
export const formats = (score) =>
  score.logarithmic ? [".1e", ".0e"] : [score.digits, score.brief, score.suffix === " %" ? ".0f" : ".1g"];

/** A step, as 40k where there are thousands of them.
 * @param {number} step */
export function stepText(step) {
  if (step < 10_000) return `${step}`;
  return step < 1e6 ? `${Number((step / 1e3).toFixed(1))}k` : `${Number((step / 1e6).toFixed(2))}M`;
}

/**
 * Round values within `low` and `high`, at most about `most` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} most
 * @returns {number[]}
 */
export function ticks(low, high, most) {
  if (!(high > low) || most < 1) return [];
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999) ?? 10 * power;
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + 1e-9 * step; index += 1) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

/**
 * The exponents of powers of ten within two of them, at most about `most`.
 * @param {number} low exponent
 * @param {number} high exponent
 * @param {number} most
 */
export function powers(low, high, most) {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, most)));
  const found = [];
  for (let power = first; power <= last; power += every) found.push(power);
  return found;
}

/**
 * Values for an axis whose ends are exponents: powers of ten, or 1, 2 and 5 times them where there are few.
 * @param {number} low exponent
 * @param {number} high exponent
 * @param {number} most
 * @returns {number[]}
 */
export function logTicks(low, high, most) {
  if (high - low >= 2) return powers(low, high, most).map((power) => 10 ** power);
  const found = [];
  for (let power = Math.floor(low); power <= high; power += 1) {
    for (const times of [1, 2, 5]) {
      const value = Number(`${times}e${power}`);
      if (Math.log10(value) >= low && Math.log10(value) <= high) found.push(value);
    }
  }
  return found.length > most ? found.filter((value) => /^1e|^10*$|^0\.0*1$/.test(`${value}`)) : found;
}

/**
 * Numbers (from 1) of tasks for an axis with room for `most`: every one, or every second, fifth, tenth ...
 * @param {number} tasks
 * @param {number} most
 */
export function taskTicks(tasks, most) {
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 500, 1000];
  const step = steps.find((each) => tasks <= Math.max(1, most) * each) ?? tasks;
  const found = [];
  for (let task = step; task <= tasks; task += step) found.push(task);
  return found;
}

/**
 * The color at a place between 0 and 1 of a scale of "#RRGGBB" shades, as channels.
 * @param {string[]} shades
 * @param {number} share
 * @returns {number[]}
 */
export function shade(shades, share) {
  const place = Math.min(1, Math.max(0, share)) * (shades.length - 1);
  const below = Math.min(shades.length - 2, Math.floor(place));
  const [one, other] = [channels(shades[below]), channels(shades[below + 1])];
  return one.map((value, index) => Math.round(value + (place - below) * (other[index] - value)));
}

/** @param {string} color "#RRGGBB" */
const channels = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

/** Whether white is easier to read than ink on a ground of these channels.
 * @param {number[]} ground */
export function wantsWhite(ground) {
  const [red, green, blue] = ground.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.0706;
}

/**
 * Where a score lies in the scale of colors, 0 to 1; 1 is good.
 * @param {number} value
 * @param {Score} score
 * @param {[number, number]} ends
 */
export function goodness(value, score, ends) {
  const place = score.logarithmic ? Math.log10(Math.max(value, 1e-300)) : value;
  const share = (place - ends[0]) / (ends[1] - ends[0] || 1);
  return score.higher ? share : 1 - share;
}
