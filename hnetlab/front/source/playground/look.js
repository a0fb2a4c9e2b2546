// How a task looks wherever it is shown: a color, and a dash as the second sign.

const COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00", "#3B2E8C"];
const DASHES = ["", "7 3", "2 3", "7 3 2 3", "12 3", "12 3 2 3"];

/** @param {number} place */
export const colorOf = (place) => COLORS[place % COLORS.length];

/** @param {number} place */
export const dashOf = (place) => DASHES[place % DASHES.length];

/**
 * A score in words of the measure that a kind of task has.
 * @param {number} score
 * @param {"regression" | "classification"} kind
 */
export const scoreText = (score, kind) =>
  kind === "regression" ? score.toFixed(4) : `${(100 * score).toFixed(1)} %`;
