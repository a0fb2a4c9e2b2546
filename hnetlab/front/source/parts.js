// The state of a panel as the browser knows it: parts by name, kept up to date, and acts that go back.
//
// Nothing here knows where the state comes from: a widget's model feeds it in a notebook (see jupyter.js), a page
// without Python may feed it by itself.

/**
 * @typedef {Record<string, any>} PartState what is shown of one part, as its class in Python names it
 * @typedef {Record<string, PartState>} PanelState
 * @typedef {(state: PartState, changed: PartState) => void} Watcher
 * @typedef {(part: string, act: Record<string, any>) => Promise<void>} Send settles when the act was answered
 */

export class Parts {
  /** @type {PanelState} */
  #state = {};
  /** @type {Map<string, Set<Watcher>>} */
  #watchers = new Map();
  /** @type {Send} */
  #send;

  /** @param {Send} send */
  constructor(send) {
    this.#send = send;
  }

  /** What is known of a part; nothing of one that is not there.
   * @param {string} name
   * @returns {PartState} */
  get(name) {
    return this.#state[name] ?? {};
  }

  /** The names of all parts that begin so, in the order in which they came.
   * @param {string} start
   * @returns {string[]} */
  names(start = "") {
    return Object.keys(this.#state).filter((name) => name.startsWith(start));
  }

  /** All that is known. */
  get state() {
    return this.#state;
  }

  /**
   * Calls `watcher` now, and whenever something of the part changes, until `signal` ends it.
   * @param {string} name
   * @param {Watcher} watcher
   * @param {AbortSignal} [signal]
   */
  watch(name, watcher, signal) {
    const watchers = this.#watchers.get(name) ?? new Set();
    this.#watchers.set(name, watchers.add(watcher));
    signal?.addEventListener("abort", () => watchers.delete(watcher));
    const state = this.get(name);
    watcher(state, state);
  }

  /**
   * Takes over what changed, field by field of each part, and tells those who watch these parts.
   * A `null` in place of a part's fields takes it away.
   * @param {Record<string, PartState | null>} patch
   */
  merge(patch) {
    for (const [name, changed] of Object.entries(patch)) {
      if (changed) this.#state[name] = merged(this.get(name), changed);
      else delete this.#state[name];
    }
    for (const [name, changed] of Object.entries(patch)) {
      for (const watcher of [...(this.#watchers.get(name) ?? [])]) watcher(this.get(name), changed ?? {});
    }
    for (const watcher of [...(this.#watchers.get("*") ?? [])]) watcher(this.#state, patch);
  }

  /** Tells Python that somebody did something with a part.
   * @param {string} name
   * @param {Record<string, any>} act */
  act(name, act) {
    return this.#send(name, act);
  }
}

/** A list may come as its changed places only: { "at": { "3": new }, "length": 5 }.
 * @param {PartState} state
 * @param {PartState} changed
 * @returns {PartState} */
function merged(state, changed) {
  const result = { ...state };
  for (const [field, value] of Object.entries(changed)) {
    if (value && typeof value === "object" && "at" in value && "length" in value && !Array.isArray(value)) {
      const list = (Array.isArray(state[field]) ? state[field] : []).slice(0, value.length);
      for (const [index, item] of Object.entries(value.at)) list[Number(index)] = item;
      result[field] = list;
    } else {
      result[field] = value;
    }
  }
  return result;
}

/**
 * Sends acts one after the other: while one waits for its answer, of all that come the newest is kept.
 * @template Act
 * @param {(act: Act) => Promise<void>} send
 * @returns {(act: Act) => void}
 */
export function newestOnly(send) {
  /** @type {{ act: Act } | null} */
  let next = null;
  let busy = false;
  const go = () => {
    if (busy || !next) return;
    const { act } = next;
    next = null;
    busy = true;
    send(act).finally(() => {
      busy = false;
      go();
    });
  };
  return (act) => {
    next = { act };
    go();
  };
}
