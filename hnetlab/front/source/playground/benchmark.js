// What can be learned on the page: tasks and settings as the library has them.

import { unpacked } from "./packed.js";

/** @typedef {import("./packed.js").Packed} Packed */
/** @typedef {import("../learning/method.js").Task} Task */
/** @typedef {import("../learning/method.js").Settings} Settings */

/**
 * @typedef {object} CarriedTask
 * @property {string} name
 * @property {string[]} classes
 * @property {Packed} x_train
 * @property {Packed} y_train
 * @property {Packed} x_test
 * @property {Packed} y_test
 */

/**
 * A benchmark as the page carries it.
 * @typedef {object} Carried
 * @property {string} title
 * @property {Settings & { steps: number, beta: number, lookahead: boolean, learning_rate: number }} settings
 * @property {CarriedTask[]} tasks
 */

/**
 * @typedef {object} Benchmark
 * @property {string} title
 * @property {Carried["settings"]} settings
 * @property {Task[]} tasks with heads in the order of the benchmark
 */

/**
 * @param {Carried} carried
 * @returns {Promise<Benchmark>}
 */
export async function benchmark({ title, settings, tasks }) {
  const shared = settings.kind === "regression";
  const unfolded = tasks.map(async ({ name, classes, ...arrays }, number) => {
    const [xTrain, yTrain, xTest, yTest] = await Promise.all(
      [arrays.x_train, arrays.y_train, arrays.x_test, arrays.y_test].map(numbers),
    );
    return { name, classes, xTrain, yTrain, xTest, yTest, head: headAt(shared, number, classes.length) };
  });
  return { title, settings, tasks: await Promise.all(unfolded) };
}

/**
 * The outputs that belong to the task at a place of the sequence.
 * @param {boolean} shared
 * @param {number} place
 * @param {number} classes
 */
const headAt = (shared, place, classes) =>
  shared ? { start: 0, stop: 1 } : { start: place * classes, stop: (place + 1) * classes };

/**
 * The tasks in another order, or some of them: the first that is learned has the first head.
 * @param {Benchmark} from
 * @param {number[]} order
 * @returns {{ settings: Settings, tasks: Task[] }}
 */
export function ordered({ settings, tasks }, order) {
  const chosen = order.map((number, place) => ({ ...tasks[number], head: tasks[place].head }));
  const widths = [...settings.widths.slice(0, -1), Math.max(...chosen.map(({ head }) => head.stop))];
  return { settings: { ...settings, widths }, tasks: chosen };
}

/**
 * Numbers as a network takes them: bytes, of pixels, become 0 to 1.
 * @param {Packed} packed
 */
async function numbers(packed) {
  const values = Float64Array.from(await unpacked(packed));
  return packed.type === "uint8" ? values.map((value) => Math.fround(value / 255)) : values;
}
