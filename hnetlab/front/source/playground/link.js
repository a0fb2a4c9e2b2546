// All that is chosen on the page, as the part of its address after the #, and back.

import { readFunction, writtenFunction } from "./drawn_function.js";

/** @typedef {import("./benchmark.js").Benchmark} Benchmark */
/** @typedef {import("./drawn_function.js").Drawn} Drawn */
/** @typedef {{ step: number, name: "beta" | "lookahead" | "rate", value: number }} Change of a knob on the way */

/**
 * @typedef {object} State
 * @property {string} benchmark
 * @property {number[]} order from 0
 * @property {number} seed
 * @property {number} dim
 * @property {number} steps
 * @property {number} beta
 * @property {boolean} lookahead
 * @property {number} rate
 * @property {"slow" | "normal" | "fast"} speed
 * @property {Drawn | null} own
 * @property {number[] | null} digit 64 gray levels from 0 to 9
 * @property {Change[]} changes made while training, in the order of their steps
 * @property {string[]} hide names of controls that are not shown
 * @property {boolean} start whether the lesson begins by itself
 */

/** What a number may be, as also hnetlab.pages.link has it; whole where `whole` says so. */
export const BOUNDS = {
  seed: { least: 0, most: 2 ** 31 - 1, whole: true },
  dim: { least: 1, most: 32, whole: true },
  steps: { least: 10, most: 10000, whole: true },
  beta: { least: 0, most: 100, whole: false },
  rate: { least: 1e-5, most: 1, whole: false },
};
const SPEEDS = /** @type {const} */ (["slow", "normal", "fast"]);

/**
 * What is chosen where a link says nothing.
 * @param {string} name
 * @param {Benchmark} benchmark
 * @returns {State}
 */
export function defaults(name, { settings, tasks }) {
  return {
    benchmark: name,
    order: tasks.map((_, number) => number),
    seed: 1,
    dim: settings.embedding_dim,
    steps: settings.steps,
    beta: settings.beta,
    lookahead: settings.lookahead,
    rate: settings.learning_rate,
    speed: "normal",
    own: null,
    digit: null,
    changes: [],
    hide: [],
    start: true,
  };
}

/**
 * A number as somebody wrote it, if it is one that may be.
 * @param {keyof typeof BOUNDS} name
 * @param {string | null} text
 * @returns {number | null}
 */
export function readNumber(name, text) {
  const { least, most, whole } = BOUNDS[name], value = Number(text);
  if (!text?.trim() || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) return null;
  return value;
}

/**
 * The order of tasks as somebody wrote it, counted from 1: each at most once, two of them at least.
 * @param {string | null} text
 * @param {number} count
 * @returns {number[] | null}
 */
export function readOrder(text, count) {
  const order = (text?.match(/\d+/g) ?? []).map((number) => Number(number) - 1);
  const known = order.every((number) => number >= 0 && number < count);
  return order.length >= 2 && known && new Set(order).size === order.length ? order : null;
}

/** @param {State} state */
export function writtenState(state) {
  const parts = new URLSearchParams({
    b: state.benchmark,
    seed: String(state.seed),
    beta: String(state.beta),
    lookahead: String(Number(state.lookahead)),
    rate: String(state.rate),
    dim: String(state.dim),
    steps: String(state.steps),
    order: state.order.map((number) => number + 1).join("-"),
    speed: state.speed,
  });
  if (state.own) parts.set("own", writtenFunction(state.own));
  if (state.digit?.some(Boolean)) parts.set("digit", state.digit.join(""));
  if (state.changes.length)
    parts.set("at", state.changes.map(({ step, name, value }) => `${step}_${name}_${value}`).join("-"));
  if (state.hide.length) parts.set("hide", state.hide.join("-"));
  if (!state.start) parts.set("start", "0");
  return String(parts);
}

/**
 * What a link says; where it says nothing, or nothing that may be, the default, and then a sentence.
 * @param {string} text what stands behind the #
 * @param {Record<string, Benchmark>} benchmarks the first is the default
 * @returns {{ state: State, refused: string[] }}
 */
export function readState(text, benchmarks) {
  const parts = new URLSearchParams(text.replace(/^#/, "")), names = Object.keys(benchmarks);
  /** @type {string[]} */
  const refused = [];
  /**
   * @template Value
   * @param {string} part
   * @param {(text: string) => Value | null} read
   * @param {Value} otherwise
   * @returns {Value}
   */
  const take = (part, read, otherwise) => {
    const given = parts.get(part);
    if (given === null) return otherwise;
    const value = read(given);
    if (value === null) refused.push(`${part}=${given}`);
    return value ?? otherwise;
  };
  const among = (/** @type {readonly string[]} */ allowed) => (/** @type {string} */ given) =>
    allowed.includes(given) ? given : null;
  const benchmark = take("b", among(names), names[0]), from = benchmarks[benchmark];
  const state = defaults(benchmark, from);
  for (const name of /** @type {const} */ (["seed", "dim", "steps", "beta", "rate"]))
    state[name] = take(name, (given) => readNumber(name, given), state[name]);
  state.lookahead = take("lookahead", among(["0", "1"]), state.lookahead ? "1" : "0") === "1";
  state.start = take("start", among(["0", "1"]), "1") === "1";
  state.order = take("order", (given) => readOrder(given, from.tasks.length), state.order);
  state.speed = /** @type {State["speed"]} */ (take("speed", among(SPEEDS), state.speed));
  if (from.settings.kind === "regression") state.own = take("own", readFunction, null);
  else state.digit = take("digit", readDigit, null);
  state.changes = take("at", readChanges, state.changes);
  state.hide = (parts.get("hide") ?? "").split(/[-,]/).filter(Boolean);
  return { state, refused };
}

/** @param {string} text */
const readDigit = (text) => (/^\d{64}$/.test(text) ? [...text].map(Number) : null);

/**
 * @param {string} text
 * @returns {Change[] | null}
 */
function readChanges(text) {
  const changes = text.split(/-(?=\d+_)/).map((each) => {
    const [, step, name, value] = /^(\d+)_(beta|lookahead|rate)_(.+)$/.exec(each) ?? [];
    const number = name === "lookahead" ? Number(value) : readNumber(name === "rate" ? "rate" : "beta", value ?? null);
    return { step: Number(step), name: /** @type {Change["name"]} */ (name), value: number };
  });
  const known = changes.every(({ step, value }) => Number.isInteger(step) && value !== null);
  return known ? inOrder(/** @type {Change[]} */ (changes)) : null;
}

/**
 * With a knob turned: from this step on it stays as it is, whatever was to be done with it later.
 * @param {State} state
 * @param {number} at
 * @param {Change["name"]} name
 * @param {number | boolean} value
 * @returns {State}
 */
export function turned(state, at, name, value) {
  const kept = state.changes.filter((change) => change.name !== name || change.step < at);
  if (!at) return { ...state, [name]: value, changes: kept };
  return { ...state, changes: inOrder([...kept, { step: at, name, value: Number(value) }]) };
}

/** @param {Change[]} changes */
const inOrder = (changes) => [...changes].sort((one, other) => one.step - other.step);

/**
 * The knobs at a step: as chosen at first, and changed since.
 * @param {State} state
 * @param {number} step
 * @returns {import("../learning/method.js").Knobs}
 */
export function knobsAt(state, step) {
  const knobs = { beta: state.beta, lookahead: Number(state.lookahead), rate: state.rate };
  for (const change of state.changes) if (change.step <= step) knobs[change.name] = change.value;
  return { beta: knobs.beta, lookahead: Boolean(knobs.lookahead), learning_rate: knobs.rate };
}
