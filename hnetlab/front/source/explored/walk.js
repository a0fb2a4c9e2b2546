// Paths from one embedding to another, and past both.

/** @typedef {import("../learning/matrix.js").Numbers} Numbers */

const SMALLEST_SINE = 1e-6; // below it rounding decides in which plane an arc lies

/** @param {Numbers} a */
const norm = (a) => Math.hypot(...a);

/**
 * The place at `t` on the line from `start` at 0 to `end` at 1.
 * @param {Numbers} start
 * @param {Numbers} end
 * @param {number} t
 * @returns {Numbers}
 */
export const straight = (start, end, t) => start.map((each, i) => (1 - t) * each + t * end[i]);

/**
 * The place at `t` on the arc from `start` at 0 to `end` at 1 (Shoemake 1985, section 3.3); the norm changes
 * geometrically. Parallel, opposite and zero vectors span no plane: their path is straight.
 * @param {Numbers} start
 * @param {Numbers} end
 * @param {number} t
 * @returns {Numbers}
 */
export function spherical(start, end, t) {
  const [a, b] = [norm(start), norm(end)];
  if (!a || !b || t === 0 || t === 1) return straight(start, end, t);
  const [u, v] = [start.map((each) => each / a), end.map((each) => each / b)];
  const angle = 2 * Math.atan2(norm(u.map((each, i) => each - v[i])), norm(u.map((each, i) => each + v[i])));
  if (Math.sin(angle) < SMALLEST_SINE) return straight(start, end, t);
  const [from, to] = [Math.sin((1 - t) * angle), Math.sin(t * angle)].map((each) => each / Math.sin(angle));
  return u.map((each, i) => a ** (1 - t) * b ** t * (from * each + to * v[i]));
}
