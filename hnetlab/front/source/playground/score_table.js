// What both methods know of each task now, and how they answer to a drawn digit.

import { put } from "../dom.js";
import { answer, entropyText, outputsFor, surest } from "../learning/score.js";
import { inputsOf } from "./digit_pad.js";
import { colorOf, scoreText } from "./look.js";

/** @typedef {import("./lesson.js").Lesson} Lesson */

/**
 * Fills the table of scores: a row per task, a column per method.
 * @param {HTMLElement} body
 * @param {Lesson} lesson
 */
export function showScores(body, { tasks, history, kind }) {
  const { scores } = history[history.length - 1];
  const rows = tasks.map((task, i) => [`${i + 1}`, task.name, ...scores.map((of) => (i in of ? scoreText(of[i], kind) : "–"))]);
  while (body.children.length > rows.length) body.lastElementChild?.remove();
  rows.forEach(([number, name, ...texts], i) => {
    const row = body.children[i] ?? newRow(body, texts.length);
    const [task, ...cells] = row.children;
    const dot = /** @type {HTMLElement} */ (task.firstElementChild), label = /** @type {Element} */ (task.lastElementChild);
    dot.style.setProperty("--task", colorOf(i));
    if (dot.textContent !== number) dot.textContent = number;
    if (label.textContent !== name) label.textContent = name;
    texts.forEach((text, m) => {
      const value = /** @type {HTMLElement} */ (cells[m].lastElementChild), bar = /** @type {HTMLElement} */ (cells[m].firstElementChild);
      if (value.textContent !== text) value.textContent = text;
      const share = i in scores[m] ? filled(scores[m][i], kind) : 0;
      bar.style.setProperty("--task", colorOf(i));
      bar.style.setProperty("--share", `${100 * share}%`);
    });
  });
}

/** @param {HTMLElement} body @param {number} methods */
function newRow(body, methods) {
  const row = put(body, "tr"), head = put(row, "th");
  head.scope = "row";
  put(head, "b", "dot");
  put(head, "span");
  for (let m = 0; m < methods; m++) {
    const cell = put(row, "td");
    put(cell, "i", "score-bar").setAttribute("aria-hidden", "true");
    put(cell, "span");
  }
  return row;
}

/**
 * How full the bar of a score is; an error counts on a logarithmic scale, from 1 down to 0.0001.
 * @param {number} score
 * @param {"regression" | "classification"} kind
 */
const filled = (score, kind) =>
  kind === "regression" ? Math.min(1, Math.max(0, -Math.log10(score) / 4)) : score;

/**
 * The answers of both methods to a drawn digit: by each task's network, and whose it is by least entropy.
 * @param {HTMLElement} body
 * @param {Lesson} lesson
 * @param {number[]} levels
 */
export function showAnswers(body, { tasks, methods, begun }, levels) {
  body.replaceChildren();
  if (!levels.some(Boolean)) return;
  const x = inputsOf(levels);
  const answers = methods.map((method) =>
    tasks.slice(0, begun).map(({ head }, i) => answer(outputsFor(method.target, method.weights(method.embeddings[i]), x), head)));
  const sure = answers.map(surest);
  tasks.slice(0, begun).forEach(({ name, classes }, i) => {
    const row = put(body, "tr"), head = put(row, "th");
    head.scope = "row";
    put(head, "b", "dot", `${i + 1}`).style.setProperty("--task", colorOf(i));
    put(head, "span", "", name);
    answers.forEach((of, m) => {
      const { best, probability, logEntropy } = of[i];
      const cell = put(row, "td", sure[m] === i ? "surest" : "");
      put(cell, "strong", "", classes[best]);
      put(cell, "span", "", ` ${(100 * probability).toFixed(0)} %, entropy ${entropyText(logEntropy, 2)}`);
      if (sure[m] === i) put(cell, "span", "", " · least");
    });
  });
}
