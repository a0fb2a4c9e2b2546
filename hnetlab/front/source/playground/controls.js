// The form: what is chosen in it, and what of it is refused.

import { find, put } from "../dom.js";
import { BOUNDS, readNumber, readOrder } from "./link.js";

/** @typedef {import("./link.js").State} State */
/** @typedef {{ name: string, value: any, fresh: boolean }} Chosen `fresh` where a new lesson has to begin */

const NUMBERS = /** @type {const} */ (["beta", "rate", "dim", "steps", "seed"]);
const FRESH = ["dim", "steps", "seed", "order", "benchmark"];

/** The controls of the page; a wrong value is marked, told, and changes nothing. */
export class Controls {
  /**
   * @param {Document} page
   * @param {Record<string, import("./benchmark.js").Benchmark>} benchmarks
   * @param {(chosen: Chosen) => void} onChosen
   * @param {(message: string) => void} say
   */
  constructor(page, benchmarks, onChosen, say) {
    this.page = page;
    this.say = say;
    this.onChosen = onChosen;
    this.tasks = 0;
    this.knobs = ""; // as they are shown
    for (const [name, { title }] of Object.entries(benchmarks)) put(this.input("benchmark"), "option", "", title).setAttribute("value", name);
    for (const name of NUMBERS) this.listen(name, (text) => readNumber(name, text), this.bounds(name));
    this.listen("order", (text) => readOrder(text, this.tasks), "at least two numbers of tasks, each once, such as 2, 1");
    this.listen("benchmark", (text) => text, "");
    this.listen("speed", (text) => text, "");
    const lookahead = this.input("lookahead");
    lookahead.addEventListener("change", () => onChosen({ name: "lookahead", value: lookahead.checked, fresh: false }));
    find(page, "form").addEventListener("submit", (event) => event.preventDefault());
  }

  /** @param {string} id @returns {HTMLInputElement} */
  input(id) {
    return /** @type {HTMLInputElement} */ (find(this.page, `#${id}`));
  }

  /** @param {keyof typeof BOUNDS} name */
  bounds(name) {
    const { least, most, whole } = BOUNDS[name];
    return `${whole ? "a whole number" : "a number"} from ${least} to ${most}`;
  }

  /**
   * @param {string} name
   * @param {(text: string) => any} read null for what is not allowed
   * @param {string} allowed
   */
  listen(name, read, allowed) {
    const input = this.input(name);
    input.addEventListener("change", () => {
      const value = read(input.value);
      input.setAttribute("aria-invalid", String(value === null));
      this.say(value === null ? `${input.value} is not allowed here: give ${allowed}.` : "");
      if (value !== null) this.onChosen({ name, value, fresh: FRESH.includes(name) });
    });
  }

  /**
   * Shows the knobs as they are at present; as long as they stay, what somebody types there stays too.
   * @param {import("../learning/method.js").Knobs} knobs
   */
  showKnobs({ beta, lookahead, learning_rate: rate }) {
    const knobs = JSON.stringify([beta, lookahead, rate]);
    if (knobs === this.knobs) return;
    this.knobs = knobs;
    this.write({ beta, rate });
    this.input("lookahead").checked = lookahead;
  }

  /** @param {Record<string, string | number>} texts by the names of the controls */
  write(texts) {
    for (const [name, value] of Object.entries(texts)) {
      const input = this.input(name);
      input.value = String(value);
      input.removeAttribute("aria-invalid");
    }
  }

  /**
   * Shows what is chosen, with the knobs as they are at present, and hides what is to be hidden.
   * @param {State} state
   * @param {import("../learning/method.js").Knobs} knobs
   * @param {number} tasks how many there are to be ordered
   */
  show(state, knobs, tasks) {
    this.tasks = tasks;
    this.knobs = "";
    this.showKnobs(knobs);
    const texts = {
      benchmark: state.benchmark,
      speed: state.speed,
      dim: state.dim,
      steps: state.steps,
      seed: state.seed,
      order: state.order.map((number) => number + 1).join(", "),
    };
    this.write(texts);
    for (const control of this.page.querySelectorAll("[data-control]"))
      control.classList.toggle("taken-away", state.hide.includes(/** @type {HTMLElement} */ (control).dataset.control ?? ""));
  }
}
