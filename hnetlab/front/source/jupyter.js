// A panel as an anywidget: the model of a notebook feeds the parts, and carries acts to Python.
//
// The model's `state` is what Python knew when the model came into being. From then on Python sends what changed,
// with a number; a view that is made later asks for what it has missed, whatever front end it lives in.
import { createPanel } from "./panel.js";
import { Parts } from "./parts.js";
import { plotlyOf } from "./plotly.js";

/**
 * @typedef {{
 *   get: (name: string) => any,
 *   set: (name: string, value: any) => void,
 *   on: (event: string, act: (...given: any[]) => void) => void,
 *   off: (event: string, act: (...given: any[]) => void) => void,
 *   send: (content: object) => void,
 *   widget_manager?: { get_model?: (id: string) => Promise<Model> },
 * }} Model
 */

const PATIENCE = 1000; // ms after which an act counts as answered: whatever waits for it goes on

/**
 * The widget whose contents are these.
 * @param {string} kind
 * @param {import("./panel.js").Contents} contents
 */
export function panelWidget(kind, contents) {
  return {
    /** @param {{ model: Model, el: HTMLElement }} context */
    render({ model, el }) {
      const talk = new Talk(model);
      const end = createPanel(el, kind, talk.parts, () => talk.plotly(), contents);
      return () => {
        end();
        talk.close();
      };
    },
    /** A picture of the panel, on a page without Python; see hnetlab/widgets/still.py.
     * @param {{ el: HTMLElement, parts: import("./parts.js").PanelState, buffers: string[], missing: () => void }} picture */
    still({ el, parts, buffers, missing }) {
      const shown = new Parts(async () => {});
      shown.merge(disabled(restored(parts, buffers.map(bytesOf))));
      createPanel(el, kind, shown, () => plotlyOfPage(missing), contents);
      for (const place of el.querySelectorAll(MOVABLE)) /** @type {HTMLElement} */ (place).inert = true;
    },
  };
}

const MOVABLE = ".hnetlab-pad, .sections, .trials"; // what would follow a hand, though nobody answers

/** The parts, of which none can be used.
 * @param {import("./parts.js").PanelState} parts */
function disabled(parts) {
  for (const state of Object.values(parts)) if ("disabled" in state) state.disabled = true;
  return parts;
}

/** @param {string} text bytes in base64 */
const bytesOf = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

/** The library that the page brings along; `missing` is told where it brings none.
 * @param {() => void} missing */
async function plotlyOfPage(missing) {
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done));
  const { Plotly } = /** @type {any} */ (globalThis);
  if (Plotly) return Plotly;
  missing();
  return new Promise(() => {}); // nothing is drawn
}

class Talk {
  #model;
  #view = Math.random().toString(36).slice(2);
  #count = 0;
  /** @type {Map<string, () => void>} */
  #unanswered = new Map();
  /** @type {((source: BlobPart) => void) | null} */
  #takeLibrary = null;

  /** @param {Model} model */
  constructor(model) {
    this.#model = model;
    this.parts = new Parts((part, act) => this.#act(part, act));
    this.parts.merge(model.get("state")?.parts ?? {});
    model.on("msg:custom", this.#hear);
    model.on("change:state", this.#reread);
    model.send({ kind: "hello", view: this.#view, revision: model.get("state")?.revision ?? -1 });
  }

  close() {
    this.#model.off("msg:custom", this.#hear);
    this.#model.off("change:state", this.#reread);
    for (const answered of this.#unanswered.values()) answered();
  }

  /** Plotly's library: the page's own, else what Python sends. */
  plotly() {
    return plotlyOf(this.#model.get("plotly_version"), async () => {
      const id = this.#model.get("library");
      if (typeof id === "string" && this.#model.widget_manager?.get_model) {
        const library = await this.#model.widget_manager.get_model(id.replace("IPY_MODEL_", "")).catch(() => null);
        const source = library?.get("source");
        if (source) return source;
      }
      return new Promise((resolve) => {
        this.#takeLibrary = resolve;
        this.#model.send({ kind: "library" });
      });
    });
  }

  /** @param {string} part @param {Record<string, any>} act @returns {Promise<void>} */
  #act(part, act) {
    const id = `${this.#view}-${++this.#count}`;
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#answered(id), PATIENCE);
      this.#unanswered.set(id, () => {
        clearTimeout(patience);
        resolve();
      });
      this.#model.send({ kind: "act", part, id, ...act });
    });
  }

  /** @param {string} id */
  #answered(id) {
    this.#unanswered.get(id)?.();
    this.#unanswered.delete(id);
  }

  #reread = () => {
    const state = this.#model.get("state");
    if (state?.parts) this.parts.merge(state.parts);
  };

  /** @param {any} content @param {DataView[]} buffers */
  #hear = (content, buffers = []) => {
    if (content?.kind === "library" && this.#takeLibrary) {
      this.#takeLibrary(/** @type {BlobPart} */ (buffers[0]));
      this.#takeLibrary = null;
    }
    if (content?.kind !== "patch" || (content.view && content.view !== this.#view)) return;
    this.parts.merge(restored(content.parts ?? {}, buffers));
    if (content.done) this.#answered(content.done);
  };
}

/**
 * What was sent, with its bytes back in their places.
 * @param {any} value
 * @param {DataView[]} buffers
 * @returns {any}
 */
export function restored(value, buffers) {
  if (Array.isArray(value)) return value.map((each) => restored(each, buffers));
  if (value === null || typeof value !== "object") return value;
  if ("bytes" in value && Object.keys(value).length === 1) return buffers[value.bytes];
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restored(each, buffers)]));
}
