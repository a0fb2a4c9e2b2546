// source/dom.js
function put(parent, tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}
var fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");

// source/parts.js
var Parts = class {
  /** @type {PanelState} */
  #state = {};
  /** @type {Map<string, Set<Watcher>>} */
  #watchers = /* @__PURE__ */ new Map();
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
    const watchers = this.#watchers.get(name) ?? /* @__PURE__ */ new Set();
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
      for (const watcher of [...this.#watchers.get(name) ?? []]) watcher(this.get(name), changed ?? {});
    }
    for (const watcher of [...this.#watchers.get("*") ?? []]) watcher(this.#state, patch);
  }
  /** Tells Python that somebody did something with a part.
   * @param {string} name
   * @param {Record<string, any>} act */
  act(name, act) {
    return this.#send(name, act);
  }
};
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
function newestOnly(send) {
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

// source/controls.js
var made = 0;
var nextId = () => `hnetlab-control-${Date.now().toString(36)}-${++made}`;
function button(parent, { parts, signal }, name) {
  const element = put(parent, "button", "control button");
  element.type = "button";
  element.dataset.part = name;
  element.onclick = () => {
    if (element.getAttribute("aria-disabled") !== "true") parts.act(name, { do: "click" });
  };
  parts.watch(
    name,
    ({ label = "", tooltip = "", disabled: disabled2 = false, hidden = false, primary = false }) => {
      element.textContent = label;
      element.title = tooltip;
      element.hidden = hidden;
      element.classList.toggle("primary", primary);
      element.setAttribute("aria-disabled", `${disabled2}`);
    },
    signal
  );
  return element;
}
function labelled(parent, { parts, signal }, name, tag, kind) {
  const frame = put(parent, "div", `control field ${kind}`);
  const label = put(frame, "label");
  const control = put(frame, tag);
  label.htmlFor = control.id = nextId();
  frame.dataset.part = name;
  parts.watch(
    name,
    (state) => {
      label.textContent = state.label ?? "";
      frame.title = state.tooltip ?? "";
      frame.hidden = state.hidden ?? false;
      control.disabled = state.disabled ?? false;
    },
    signal
  );
  return { frame, label, control };
}
function choice(parent, bound, name) {
  const { frame, control } = labelled(parent, bound, name, "select", "choice");
  control.onchange = () => bound.parts.act(name, { do: "choose", index: control.selectedIndex });
  bound.parts.watch(
    name,
    ({ options = [], index = -1 }, changed) => {
      if (changed.options) {
        control.replaceChildren();
        for (const text of options) put(control, "option", "", text);
      }
      control.selectedIndex = index ?? -1;
    },
    bound.signal
  );
  return frame;
}
function toggle(parent, bound, name) {
  const { frame, control } = labelled(parent, bound, name, "input", "toggle");
  control.type = "checkbox";
  control.onchange = () => bound.parts.act(name, { do: "set", value: control.checked });
  bound.parts.watch(name, ({ value = false }) => control.checked = value, bound.signal);
  return frame;
}
function entry(parent, bound, name) {
  const { frame, control } = labelled(parent, bound, name, "input", "entry");
  control.spellcheck = false;
  control.autocomplete = "off";
  control.onchange = () => bound.parts.act(name, { do: "type", text: control.value });
  let typed = false;
  control.oninput = () => typed = true;
  control.onblur = () => typed = false;
  bound.parts.watch(
    name,
    ({ text = "", placeholder = "", numeric = false, suggestions = [] }, changed) => {
      control.inputMode = numeric ? "decimal" : "text";
      control.placeholder = placeholder;
      if ("text" in changed || !typed) control.value = text;
      if (changed.suggestions?.length) {
        const list = (
          /** @type {HTMLElement} */
          frame.querySelector("datalist") ?? put(frame, "datalist")
        );
        list.replaceChildren();
        list.id ||= nextId();
        control.setAttribute("list", list.id);
        for (const value of suggestions) put(
          /** @type {any} */
          list,
          "option"
        ).value = value;
      }
    },
    bound.signal
  );
  return frame;
}
function slider(parent, bound, name) {
  const { frame, label, control } = labelled(parent, bound, name, "input", "slider");
  control.type = "range";
  const number = put(frame, "input", "number");
  number.inputMode = "decimal";
  number.spellcheck = false;
  let held = 0;
  const { parts, signal } = bound;
  const log = () => parts.get(name).scale === "log";
  const shown = (value) => {
    if (value === null) return "";
    const { digits = null } = parts.get(name);
    if (digits === null) return `${Number(value.toPrecision(6))}`;
    return fixed(value, digits);
  };
  const place = (value) => log() ? Math.log10(value) : value;
  const send = newestOnly(async (value) => {
    held += 1;
    try {
      await parts.act(name, { do: "set", value });
    } finally {
      held -= 1;
      if (!held) follow(parts.get(name));
    }
  });
  control.oninput = () => {
    const value = log() ? Number((10 ** control.valueAsNumber).toPrecision(2)) : control.valueAsNumber;
    number.value = shown(value);
    control.setAttribute("aria-valuetext", number.value);
    send(value);
  };
  number.onchange = () => parts.act(name, { do: "type", text: number.value.replace("−", "-") });
  function follow({ value = 0, min = 0, max = 1, step = 0.01 }) {
    Object.assign(control, { min: `${min}`, max: `${max}`, step: `${step}` });
    if (held) return;
    control.value = `${place(value)}`;
    if (document.activeElement !== number) number.value = shown(value);
    control.setAttribute("aria-valuetext", shown(value));
  }
  parts.watch(
    name,
    (state, changed) => {
      number.disabled = state.disabled ?? false;
      number.setAttribute("aria-label", `${label.textContent}, as a number`);
      if ("value" in changed && document.activeElement === number) number.value = shown(state.value);
      follow(state);
    },
    signal
  );
  return frame;
}
function note(parent, { parts, signal }, name) {
  const element = put(parent, "div", "note");
  element.dataset.part = name;
  parts.watch(
    name,
    ({ value = "", hidden = false, failed = false }) => {
      element.textContent = value;
      element.hidden = hidden || !value;
      element.classList.toggle("failed", failed);
      element.setAttribute("role", failed ? "alert" : "status");
    },
    signal
  );
  return element;
}

// source/links.js
var Links = class {
  /** @type {Tasks} */
  #lit = [];
  /** @type {Set<Listener>} */
  #listeners = /* @__PURE__ */ new Set();
  /** What is lit now. */
  get lit() {
    return this.#lit;
  }
  /** Lights up `tasks`, and nothing else; an empty list puts the light out.
   * @param {Tasks} tasks */
  light(tasks) {
    const lit = [...new Set(tasks)].sort((a, b) => a - b);
    if (lit.length === this.#lit.length && lit.every((task, index) => task === this.#lit[index])) return;
    this.#lit = lit;
    for (const listener of [...this.#listeners]) listener(lit);
  }
  /** Calls `listener` with what is lit, now and whenever it changes, until `signal` ends it.
   * @param {Listener} listener
   * @param {AbortSignal} [signal] */
  watch(listener, signal) {
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener));
    listener(this.#lit);
  }
};

// source/panel.js
function createPanel(el, kind, parts, plotly, contents) {
  const end = new AbortController();
  const { signal } = end;
  const root = put(el, "div", `hnetlab-panel ${kind}`);
  keepKeys(root, signal);
  const painters = /* @__PURE__ */ new Set();
  watchTheme(root, signal, () => painters.forEach((paint) => paint()));
  contents({ root, parts, links: new Links(), plotly, signal, onTheme: (act) => painters.add(act) });
  return () => {
    end.abort();
    root.remove();
  };
}
function keepKeys(root, signal) {
  const isCommand = (event) => event.ctrlKey || event.metaKey;
  for (
    const type of
    /** @type {const} */
    ["keydown", "keypress", "keyup"]
  ) {
    root.addEventListener(type, (event) => isCommand(event) || event.stopPropagation(), { signal });
  }
  root.dataset.lmSuppressShortcuts = "true";
  const allow = (event) => {
    if (!event.composedPath().includes(root)) return;
    if (isCommand(event)) delete root.dataset.lmSuppressShortcuts;
    else root.dataset.lmSuppressShortcuts = "true";
  };
  window.addEventListener("keydown", allow, { capture: true, signal });
}
function watchTheme(root, signal, changed) {
  let dark = false;
  const look = () => {
    dark = isDark(root);
    root.toggleAttribute("data-dark", dark);
  };
  const lookAgain = () => {
    const before = dark;
    look();
    if (dark !== before) changed();
  };
  look();
  requestAnimationFrame(lookAgain);
  const attributes = new MutationObserver(() => setTimeout(lookAgain, 50));
  const attributeFilter = ["class", "data-theme", "data-jp-theme-light", "style"];
  for (const element of [document.documentElement, document.body]) attributes.observe(element, { attributeFilter });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", lookAgain, { signal });
  signal.addEventListener("abort", () => attributes.disconnect());
}
function isDark(element) {
  let place = element;
  while (place) {
    const [red, green, blue, opacity] = channels(getComputedStyle(place).backgroundColor);
    if (opacity > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
    const root = place.getRootNode();
    place = place.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return false;
}
function channels(color) {
  const brush = (
    /** @type {OffscreenCanvasRenderingContext2D} */
    new OffscreenCanvas(1, 1).getContext("2d")
  );
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  return brush.getImageData(0, 0, 1, 1).data;
}

// source/plotly.js
var loaded = globalThis.hnetlabPlotlyByVersion ??= /* @__PURE__ */ new Map();
function plotlyOf(version, source) {
  let library = loaded.get(version);
  if (!library) {
    library = source().then(read);
    library.catch(() => loaded.delete(version));
    loaded.set(version, library);
  }
  return library;
}
async function read(source) {
  const parts = ["const module = { exports: {} }, exports = module.exports, define = undefined;\n", source];
  const url = URL.createObjectURL(
    new Blob([...parts, "\nexport default module.exports;"], { type: "text/javascript" })
  );
  const page = (
    /** @type {{ Plotly?: Plotly }} */
    globalThis
  );
  const others = page.Plotly;
  try {
    const { default: library } = await import(
      /* @vite-ignore */
      url
    );
    return library;
  } finally {
    URL.revokeObjectURL(url);
    if (others) page.Plotly = others;
  }
}

// source/jupyter.js
var PATIENCE = 1e3;
function panelWidget(kind, contents) {
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
      const shown = new Parts(async () => {
      });
      shown.merge(disabled(restored(parts, buffers.map(bytesOf))));
      createPanel(el, kind, shown, () => plotlyOfPage(missing), contents);
      for (const place of el.querySelectorAll(MOVABLE)) place.inert = true;
    }
  };
}
var MOVABLE = ".hnetlab-pad, .sections, .trials";
function disabled(parts) {
  for (const state of Object.values(parts)) if ("disabled" in state) state.disabled = true;
  return parts;
}
var bytesOf = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
async function plotlyOfPage(missing) {
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done));
  const { Plotly } = (
    /** @type {any} */
    globalThis
  );
  if (Plotly) return Plotly;
  missing();
  return new Promise(() => {
  });
}
var Talk = class {
  #model;
  #view = Math.random().toString(36).slice(2);
  #count = 0;
  /** @type {Map<string, () => void>} */
  #unanswered = /* @__PURE__ */ new Map();
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
      this.#takeLibrary(
        /** @type {BlobPart} */
        buffers[0]
      );
      this.#takeLibrary = null;
    }
    if (content?.kind !== "patch" || content.view && content.view !== this.#view) return;
    this.parts.merge(restored(content.parts ?? {}, buffers));
    if (content.done) this.#answered(content.done);
  };
};
function restored(value, buffers) {
  if (Array.isArray(value)) return value.map((each) => restored(each, buffers));
  if (value === null || typeof value !== "object") return value;
  if ("bytes" in value && Object.keys(value).length === 1) return buffers[value.bytes];
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restored(each, buffers)]));
}

// source/live/chart.js
var INK = "#262626";
var FAINT = "#595959";
var GRID = "#e5e5e5";
var DASHES = (
  /** @type {Record<string, number[]>} */
  {
    solid: [],
    dash: [6, 4],
    dot: [1.5, 3],
    dashdot: [6, 3, 1.5, 3],
    longdash: [10, 4],
    longdashdot: [10, 3, 1.5, 3]
  }
);
var measuring = document.createElement("canvas").getContext("2d");
var dashes = (dash) => DASHES[dash ?? "solid"] ?? [];
function textWidth(text, size) {
  if (!measuring) return 0.6 * size * text.length;
  measuring.font = `${size}px Helvetica, Arial, sans-serif`;
  return measuring.measureText(text).width;
}
var Chart = class {
  #field;
  #canvas;
  #texts;
  #tip;
  #heading;
  #note;
  #queued = false;
  #paint;
  /** @type {((x: number, y: number) => string) | null} */
  #look;
  /**
   * @param {Element} parent
   * @param {AbortSignal} signal ends it
   * @param {string} kind
   * @param {(chart: Chart, context: CanvasRenderingContext2D, room: Room) => void} paint
   * @param {((x: number, y: number) => string) | null} [look] what there is to say of the place under the pointer
   * @param {() => void} [leave] the pointer has gone
   */
  constructor(parent, signal, kind, paint, look = null, leave = () => {
  }) {
    this.place = put(parent, "section", `chart ${kind}`);
    const head = put(this.place, "div", "head");
    this.#heading = put(head, "div", "heading");
    this.#note = put(head, "div", "remark");
    this.#field = put(this.place, "div", "field");
    this.#field.setAttribute("role", "img");
    this.#canvas = put(this.#field, "canvas");
    this.#texts = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.#texts.setAttribute("aria-hidden", "true");
    this.#field.append(this.#texts);
    this.#tip = put(this.place, "div", "tip");
    this.#tip.hidden = true;
    this.#paint = paint;
    this.#look = look;
    const sizes = new ResizeObserver(() => this.repaint());
    sizes.observe(this.#field);
    signal.addEventListener("abort", () => sizes.disconnect());
    this.#field.addEventListener("pointermove", (event) => this.#point(event), { signal });
    this.#field.addEventListener(
      "pointerleave",
      () => {
        this.#tip.hidden = true;
        leave();
      },
      { signal }
    );
  }
  /** What stands above the plot, and what is read in place of it.
   * @param {string} heading
   * @param {string} [note]
   * @param {string} [said] */
  describe(heading, note2 = "", said = heading) {
    if (this.#heading.textContent !== heading) this.#heading.textContent = heading;
    if (this.#note.textContent !== note2) this.#note.textContent = note2;
    this.#field.setAttribute("aria-label", said);
  }
  /** Draws anew before the next frame. */
  repaint() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }
  /**
   * Writes a text into the plot.
   * @param {number} x
   * @param {number} y of its middle
   * @param {string} text
   * @param {Style} [style]
   */
  write(x, y, text, { anchor = "middle", turn = 0, className = "", size = 0, color = "" } = {}) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "text");
    element.textContent = text;
    element.setAttribute("x", x.toFixed(1));
    element.setAttribute("y", y.toFixed(1));
    element.setAttribute("text-anchor", anchor);
    element.setAttribute("dominant-baseline", "central");
    if (className) element.setAttribute("class", className);
    if (size) element.setAttribute("font-size", `${size}`);
    if (color) element.setAttribute("fill", color);
    if (turn) element.setAttribute("transform", `rotate(${turn} ${x.toFixed(1)} ${y.toFixed(1)})`);
    this.#texts.append(element);
  }
  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#field;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== across || this.#canvas.height !== down) {
      this.#canvas.width = across;
      this.#canvas.height = down;
    }
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#texts.replaceChildren();
    const size = Math.max(11, parseFloat(getComputedStyle(this.#field).fontSize) || 12);
    this.#paint(this, context, { x: 0, y: 0, width, height, size });
  }
  /** @param {PointerEvent} event */
  #point(event) {
    const box = this.#field.getBoundingClientRect();
    const text = this.#look?.(event.clientX - box.left, event.clientY - box.top) ?? "";
    this.#tip.hidden = !text;
    if (!text) return;
    this.#tip.textContent = text;
    const place = this.place.getBoundingClientRect();
    const left = event.clientX - place.left + 12;
    const room = place.width - this.#tip.offsetWidth;
    this.#tip.style.left = `${Math.max(0, Math.min(left, room))}px`;
    this.#tip.style.top = `${event.clientY - place.top + (box.bottom - event.clientY > 40 ? 16 : -30)}px`;
  }
};

// source/live/numbers.js
function written(value, format) {
  const digits = Number(format.match(/\d+/)?.[0] ?? 3);
  if (format.endsWith("f")) return (value + 0).toFixed(digits);
  if (format.endsWith("e")) return value.toExponential(digits);
  return `${Number(value.toPrecision(Math.max(1, digits)))}`;
}
var formats = (score) => score.logarithmic ? [".1e", ".0e"] : [score.digits, score.brief, score.suffix === " %" ? ".0f" : ".1g"];
function stepText(step) {
  if (step < 1e4) return `${step}`;
  return step < 1e6 ? `${Number((step / 1e3).toFixed(1))}k` : `${Number((step / 1e6).toFixed(2))}M`;
}
function ticks(low, high, most) {
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
function powers(low, high, most) {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, most)));
  const found = [];
  for (let power = first; power <= last; power += every) found.push(power);
  return found;
}
function logTicks(low, high, most) {
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
function taskTicks(tasks, most) {
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 500, 1e3];
  const step = steps.find((each) => tasks <= Math.max(1, most) * each) ?? tasks;
  const found = [];
  for (let task = step; task <= tasks; task += step) found.push(task);
  return found;
}
function shade(shades, share) {
  const place = Math.min(1, Math.max(0, share)) * (shades.length - 1);
  const below = Math.min(shades.length - 2, Math.floor(place));
  const [one, other] = [channels2(shades[below]), channels2(shades[below + 1])];
  return one.map((value, index) => Math.round(value + (place - below) * (other[index] - value)));
}
var channels2 = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
function wantsWhite(ground) {
  const [red, green, blue] = ground.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.0706;
}
function goodness(value, score, ends) {
  const place = score.logarithmic ? Math.log10(Math.max(value, 1e-300)) : value;
  const share = (place - ends[0]) / (ends[1] - ends[0] || 1);
  return score.higher ? share : 1 - share;
}

// source/live/curves.js
var PALE = 0.15;
var NEAR = 30;
var Curves = class {
  /** @type {Course | null} */
  #course = null;
  #chart;
  #links;
  /** @type {readonly number[]} */
  #lit = [];
  /** @type {Scales | null} */
  #scales = null;
  /**
   * @param {Element} parent
   * @param {AbortSignal} signal
   * @param {string} kind
   * @param {import("../links.js").Links | null} links
   */
  constructor(parent, signal, kind, links) {
    this.#links = links;
    this.#chart = new Chart(
      parent,
      signal,
      kind,
      (chart, context, room) => this.#paint(chart, context, room),
      (x, y) => this.#look(x, y),
      () => links?.light([])
    );
    links?.watch((tasks) => {
      this.#lit = tasks;
      this.#chart.repaint();
    }, signal);
  }
  /** @param {string} heading @param {string} note @param {Course} course */
  show(heading, note2, course) {
    this.#course = course;
    const told = course.changes.map(({ text }) => text).join("; ");
    this.#chart.describe(heading, note2, told ? `${heading}; changed: ${told}` : heading);
    this.#chart.repaint();
  }
  /** @returns {[number, number]} the ends of the vertical axis, exponents where it is logarithmic */
  #ends() {
    const { lines, range, logarithmic } = (
      /** @type {Course} */
      this.#course
    );
    if (range && !logarithmic) return [range[0], range[1] + 0.03 * (range[1] - range[0])];
    let [low, high] = [Infinity, -Infinity];
    for (const { values } of lines) {
      for (const value of values) {
        if (value === null || logarithmic && value <= 0) continue;
        const place = logarithmic ? Math.log10(value) : value;
        low = Math.min(low, place);
        high = Math.max(high, place);
      }
    }
    if (low > high) return logarithmic ? [-2, 1] : [0, 1];
    const least = logarithmic ? 1 : 1e-9;
    const room = Math.max(0.04 * (high - low), (least - (high - low)) / 2);
    return [low - room, high + room];
  }
  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const course = this.#course;
    if (!course) return;
    const small = size - 1;
    const [low, high] = this.#ends();
    const rows = Math.max(2, Math.floor(height / (2.6 * small)));
    const last = Math.min(high, course.range?.[1] ?? high);
    const marks = course.logarithmic ? logTicks(low, high, rows) : ticks(low, last, rows);
    const asPowers = course.logarithmic && high - low >= 2;
    const texts = marks.map((value) => asPowers ? powerText(Math.log10(value)) : `${Number(value.toPrecision(6))}`);
    const left = Math.ceil(Math.max(...texts.map((text) => textWidth(text, small)), 14)) + 8;
    const top = course.changes.length ? Math.ceil(1.4 * small) : 4;
    const bottom = Math.ceil(1.7 * small);
    const [wide, tall] = [width - left - 8, height - top - bottom];
    const across = (step) => left + wide * step / (course.steps || 1);
    const down = (value) => top + tall * (1 - ((course.logarithmic ? Math.log10(value) : value) - low) / (high - low));
    this.#scales = { across, down };
    context.lineWidth = 1;
    for (const [index, value] of marks.entries()) {
      const y = down(value);
      line(context, GRID, [left, y, left + wide, y]);
      chart.write(left - 5, y, texts[index], { anchor: "end", size: small, color: FAINT });
    }
    for (const step of ticks(0, course.steps, Math.max(2, Math.floor(wide / (6 * small))))) {
      const text = stepText(step);
      const half = textWidth(text, small) / 2;
      const x = Math.min(across(step), width - half - 2);
      chart.write(x, height - 0.65 * small, text, { size: small, color: FAINT });
    }
    context.setLineDash([2, 3]);
    for (const end of course.ends) line(context, "#9a9a9a", [across(end), top, across(end), top + tall]);
    context.setLineDash([]);
    line(context, FAINT, [left, top, left, top + tall]);
    line(context, FAINT, [left, top + tall, left + wide, top + tall]);
    context.save();
    context.beginPath();
    context.rect(left, top - 2, wide + 2, tall + 4);
    context.clip();
    const lit = new Set(this.#lit);
    const behind = course.lines.filter(({ task }) => !lit.has(task ?? -1));
    const front = course.lines.filter(({ task }) => lit.has(task ?? -1));
    const pale = lit.size > 0 && front.length > 0;
    for (const each of behind) this.#stroke(context, each, pale ? PALE : 1, course.thin ? 1 : 2);
    for (const each of front) this.#stroke(context, each, 1, 3);
    context.restore();
    this.#mark(chart, context, course.changes, across, top, tall, small);
  }
  /** @param {CanvasRenderingContext2D} context @param {Line} each @param {number} opacity @param {number} width */
  #stroke(context, { steps, values, color, dash }, opacity, width) {
    const { across, down } = (
      /** @type {Scales} */
      this.#scales
    );
    context.globalAlpha = opacity;
    context.strokeStyle = context.fillStyle = color;
    context.lineWidth = width;
    context.setLineDash(dashes(dash));
    context.beginPath();
    let drawing = false;
    let points = 0;
    let last = [0, 0];
    for (const [index, value] of values.entries()) {
      if (value === null) {
        drawing = false;
        continue;
      }
      last = [across(steps[index]), down(value)];
      if (drawing) context.lineTo(last[0], last[1]);
      else context.moveTo(last[0], last[1]);
      drawing = true;
      points += 1;
    }
    context.stroke();
    context.setLineDash([]);
    if (points === 1) {
      context.beginPath();
      context.arc(last[0], last[1], width + 1, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }
  /** Lines where settings were changed, numbered; those too near each other share a label.
   * @param {Chart} chart @param {CanvasRenderingContext2D} context @param {Change[]} changes
   * @param {(step: number) => number} across @param {number} top @param {number} tall @param {number} small */
  #mark(chart, context, changes, across, top, tall, small) {
    let [first, from] = [0, -Infinity];
    for (const [index, { step }] of changes.entries()) {
      const x = across(step);
      context.lineWidth = 1.5;
      line(context, INK, [x, top, x, top + tall]);
      if (x - from > 2.6 * small) [first, from] = [index, x];
      const next = changes[index + 1];
      if (next && across(next.step) - from <= 2.6 * small) continue;
      const text = first === index ? `${index + 1}` : `${first + 1}–${index + 1}`;
      chart.write(Math.max(from, small), 0.7 * small, text, { className: "mark", size: small, color: INK });
    }
  }
  /** @param {number} x @param {number} y */
  #look(x, y) {
    const [course, scales] = [this.#course, this.#scales];
    if (!course || !scales) return "";
    for (const { step, text } of course.changes) if (Math.abs(scales.across(step) - x) < 5) return text;
    let best = NEAR ** 2;
    let found = { name: "", text: "", task: -1 };
    for (const { steps, values, name, task = -1 } of course.lines) {
      for (const [index, value] of values.entries()) {
        if (value === null) continue;
        const far = (scales.across(steps[index]) - x) ** 2 + (scales.down(value) - y) ** 2;
        if (far >= best) continue;
        best = far;
        found = { name, text: `${course.write(value)} after step ${steps[index]}`, task };
      }
    }
    this.#links?.light(found.task >= 0 ? [found.task] : []);
    return found.name && `${found.name}: ${found.text}`;
  }
};
function line(context, color, [x0, y0, x1, y1]) {
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
var RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
var powerText = (power) => `10${[...`${Math.round(power)}`].map((sign) => sign === "-" ? "⁻" : RAISED[Number(sign)]).join("")}`;

// source/live/images.js
var Strip = class {
  #place;
  /** @type {{ frame: HTMLElement, said: HTMLElement, truth: string }[]} */
  #frames = [];
  #made = "";
  /** @param {Element} parent */
  constructor(parent) {
    this.#place = put(parent, "section", "strip");
    this.#place.setAttribute("aria-label", "Test images and what is answered to them");
  }
  /** @param {Images} images @param {Answer[]} answers @param {{ label: string }[]} tasks */
  show(images, answers, tasks) {
    const count = images.count ?? 0;
    this.#place.hidden = !count;
    if (this.#made !== images.pixels) this.#make(images, tasks);
    for (const [index, { frame, said, truth }] of this.#frames.entries()) {
      const answer = answers[index] ?? null;
      const state = answer ? answer[1] ? "right" : "wrong" : "";
      if (frame.dataset.answer !== state) frame.dataset.answer = state;
      const sign = answer ? answer[1] ? "✓ " : "✗ " : "";
      const text = answer ? `${sign}${answer[0]}` : "–";
      if (said.textContent !== text) said.textContent = text;
      frame.title = answer ? `is ${truth}, answered ${answer[0]}` : `is ${truth}, its task has not begun`;
    }
  }
  /** @param {Images} images @param {{ label: string }[]} tasks */
  #make(images, tasks) {
    const { tasks: owners, truths, count } = images;
    this.#made = images.pixels;
    this.#frames = [];
    this.#place.replaceChildren();
    if (!count) return;
    const bytes = bytesOf2(images);
    let row = this.#place;
    for (let index = 0; index < count; index += 1) {
      if (owners[index] !== owners[index - 1]) {
        row = put(this.#place, "div", "images");
        put(row, "div", "task", tasks[owners[index]]?.label ?? "").title = tasks[owners[index]]?.label ?? "";
      }
      const frame = put(row, "figure", "image");
      draw(frame, images, bytes, index, `test image of ${truths[index]}`);
      const said = put(frame, "figcaption");
      this.#frames.push({ frame, said, truth: truths[index] });
    }
  }
};
var Memory = class {
  #place;
  /** @param {Element} parent */
  constructor(parent) {
    this.#place = put(parent, "section", "strip memory");
    this.#place.setAttribute("aria-label", "What the generator draws");
  }
  /** @param {(Pictures & { name: string, captions: string[] })[]} groups */
  show(groups) {
    this.#place.hidden = !groups.length;
    this.#place.replaceChildren();
    if (groups.length) put(this.#place, "p", "about", "What the generator draws of each task, from the same latents:");
    for (const group of groups) {
      const row = put(this.#place, "div", "images");
      put(row, "div", "task", group.name).title = group.name;
      const bytes = bytesOf2(group);
      for (const [index, caption] of group.captions.entries()) {
        const frame = put(row, "figure", "image");
        draw(frame, group, bytes, index, `drawn of ${group.name} ${caption}`);
        put(frame, "figcaption", "", caption);
      }
    }
  }
};
function bytesOf2({ pixels }) {
  return Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
}
function draw(parent, { height, width, colors }, bytes, index, about) {
  const canvas = put(parent, "canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", about);
  const picture = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = colors * (index * width * height + pixel);
    for (let color = 0; color < 3; color += 1) picture.data[4 * pixel + color] = bytes[at + color % colors];
    picture.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}

// source/live/matrix.js
var LARGEST = 14;
var SMALLEST = 9;
var MOST_WITH_GAPS = 30;
var Matrix = class {
  /** @type {(number | null)[][]} */
  #rows = [];
  #tasks = 0;
  /** @type {Score | null} */
  #score = null;
  /** @type {string[]} */
  #shades = [];
  #links;
  #chart;
  /** @type {[number, number, number, number]} left, top, and the size of a cell */
  #grid = [0, 0, 1, 1];
  /** @type {readonly number[]} */
  #lit = [];
  /**
   * @param {Element} parent
   * @param {AbortSignal} signal
   * @param {import("../links.js").Links} links
   */
  constructor(parent, signal, links) {
    this.#links = links;
    this.#chart = new Chart(
      parent,
      signal,
      "matrix",
      (chart, context, room) => this.#paint(chart, context, room),
      (x, y) => this.#look(x, y),
      () => links.light([])
    );
    links.watch((tasks) => {
      this.#lit = tasks;
      this.#chart.repaint();
    }, signal);
  }
  get place() {
    return this.#chart.place;
  }
  /**
   * @param {(number | null)[][]} rows of the tasks learned so far, each with the tasks seen by then
   * @param {number} tasks
   * @param {Score} score
   * @param {string[]} shades
   */
  show(rows, tasks, score, shades) {
    this.#rows = rows;
    this.#tasks = tasks;
    this.#score = score;
    this.#shades = shades;
    const last = rows.findLastIndex((row) => row.length > 0);
    const values = (rows[last] ?? []).map((value) => value === null ? "unknown" : written(value, score.brief));
    const said = last < 0 ? "nothing yet" : `after task ${last + 1}: ${values.join(", ")}${score.suffix}`;
    const heading = `test ${score.label} after each task`;
    this.#chart.describe(heading, score.note, `${heading}; ${said}`);
    this.#chart.repaint();
  }
  /** @returns {[number, number]} between which drawn values colors differ */
  #ends() {
    if (this.#score?.colors) return this.#score.colors;
    const known = (
      /** @type {number[]} */
      this.#rows.flat().filter((value) => value !== null)
    );
    const drawn = this.#score?.logarithmic ? known.map(Math.log10) : known;
    return drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [0, 1];
  }
  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const [tasks, score] = [this.#tasks, this.#score];
    if (!tasks || !score) return;
    const small = size - 1;
    const left = Math.ceil(textWidth(`${tasks}`, small) + small + 14);
    const bottom = Math.ceil(2.6 * small);
    const [across, down] = [(width - left - 2) / tasks, (height - bottom - 2) / tasks];
    this.#grid = [left, 2, across, down];
    const gap = tasks <= MOST_WITH_GAPS ? Math.min(2, across / 8) : 0;
    const ends = this.#ends();
    const { format, text } = this.#fitting(across - gap - 3, down - gap - 1, size);
    for (const [row, values] of this.#rows.entries()) {
      for (const [column, value] of values.entries()) {
        if (value === null) continue;
        const ground = shade(this.#shades, goodness(value, score, ends));
        context.fillStyle = `rgb(${ground})`;
        const [x, y] = [left + column * across, 2 + row * down];
        if (gap) context.fillRect(x + gap / 2, y + gap / 2, across - gap, down - gap);
        else context.fillRect(Math.floor(x), Math.floor(y), Math.ceil(across), Math.ceil(down));
        if (text) {
          const color = wantsWhite(ground) ? "#ffffff" : INK;
          const style = { className: "cell", size: text, color };
          chart.write(x + across / 2, y + down / 2, written(value, format), style);
        }
      }
    }
    context.strokeStyle = INK;
    context.lineWidth = 2;
    for (const task of this.#lit) {
      if (task < tasks) context.strokeRect(left + task * across, 2, across, tasks * down);
    }
    const wide = textWidth(`${tasks}`, small);
    for (const task of taskTicks(tasks, (width - left) / (wide + 8))) {
      const half = textWidth(`${task}`, small) / 2;
      const x = Math.min(left + (task - 0.5) * across, width - half - 2);
      chart.write(x, height - bottom + 2 + 0.6 * small, `${task}`, { size: small, color: FAINT });
    }
    for (const task of taskTicks(tasks, (height - bottom) / (1.3 * small))) {
      chart.write(left - 5, 2 + (task - 0.5) * down, `${task}`, { anchor: "end", size: small, color: FAINT });
    }
    const captions = { size: small, color: FAINT };
    chart.write(left + tasks * across / 2, height - 0.7 * small, "on task", captions);
    chart.write(0.7 * small, 2 + tasks * down / 2, "after learning task", { ...captions, turn: -90 });
  }
  /** The longest format, and the largest text, that fit into every cell; no text where none does.
   * @param {number} width @param {number} height @param {number} size */
  #fitting(width, height, size) {
    const score = (
      /** @type {Score} */
      this.#score
    );
    const known = (
      /** @type {number[]} */
      this.#rows.flat().filter((value) => value !== null)
    );
    for (const [index, format] of formats(score).entries()) {
      const longest = Math.max(1, ...known.map((value) => written(value, format).length));
      const least = index < 2 ? Math.min(11, size - 1) : SMALLEST;
      for (let text = Math.max(LARGEST, size); text >= least; text -= 1) {
        if (textWidth("0".repeat(longest), text) <= width && 1.15 * text <= height) return { format, text };
      }
    }
    return { format: "", text: 0 };
  }
  /** @param {number} x @param {number} y */
  #look(x, y) {
    const [left, top, across, down] = this.#grid;
    const [column, row] = [Math.floor((x - left) / across), Math.floor((y - top) / down)];
    const value = this.#rows[row]?.[column];
    if (value === void 0 || value === null || !this.#score) {
      this.#links.light([]);
      return "";
    }
    this.#links.light([column]);
    return `after task ${row + 1}, on task ${column + 1}: ${written(value, this.#score.digits)}${this.#score.suffix}`;
  }
};

// source/live/plane.js
var MOST_WITH_NUMBERS = 40;
var PALE2 = 0.2;
var Plane = class {
  /** @type {Places} */
  #places = { points: [], ways: [], titles: [], ranges: [] };
  /** @type {{ label: string, color: string }[]} */
  #tasks = [];
  #chart;
  #links;
  /** @type {readonly number[]} */
  #lit = [];
  /** @type {[number, number, number][]} */
  #drawn = [];
  /**
   * @param {Element} parent
   * @param {AbortSignal} signal
   * @param {import("../links.js").Links} links
   */
  constructor(parent, signal, links) {
    this.#links = links;
    this.#chart = new Chart(
      parent,
      signal,
      "plane",
      (chart, context, room) => this.#paint(chart, context, room),
      (x, y) => this.#look(x, y),
      () => links.light([])
    );
    links.watch((tasks) => {
      this.#lit = tasks;
      this.#chart.repaint();
    }, signal);
  }
  get place() {
    return this.#chart.place;
  }
  /** @param {Places} places @param {{ label: string, color: string }[]} tasks @param {string} note */
  show(places, tasks, note2) {
    this.#places = places;
    this.#tasks = tasks;
    this.#chart.describe("task embeddings", note2, `task embeddings of ${places.points.length} tasks`);
    this.#chart.repaint();
  }
  /** @param {Chart} chart @param {CanvasRenderingContext2D} context @param {import("./chart.js").Room} room */
  #paint(chart, context, { width, height, size }) {
    const { points, ways, titles, ranges } = this.#places;
    this.#drawn = [];
    const [horizontal, vertical] = ranges;
    if (!horizontal || !vertical) return;
    const small = size - 1;
    const flat = !titles[1];
    const most = Math.max(...vertical.map((value) => textWidth(`${Number(value.toPrecision(3))}`, small)));
    const left = flat ? 8 : Math.ceil(most + 1.5 * small + 10);
    const bottom = Math.ceil(2.9 * small);
    const [wide, tall] = [width - left - 6, height - bottom - 4];
    const scale = Math.min(wide / (horizontal[1] - horizontal[0]), tall / (vertical[1] - vertical[0]));
    const middle = [(horizontal[0] + horizontal[1]) / 2, (vertical[0] + vertical[1]) / 2];
    const across = (x) => left + wide / 2 + scale * (x - middle[0]);
    const down = (y) => 4 + tall / 2 - scale * (y - middle[1]);
    context.lineWidth = 1;
    const ends = [middle[0] - wide / 2 / scale, middle[0] + wide / 2 / scale];
    for (const x of ticks(ends[0], ends[1], Math.max(2, wide / (5.5 * small)))) {
      line(context, GRID, [across(x), 4, across(x), 4 + tall]);
      const half = textWidth(`${x}`, small) / 2;
      const at = Math.min(Math.max(across(x), half), width - half);
      chart.write(at, height - bottom + 0.8 * small, `${x}`, { size: small, color: FAINT });
    }
    if (!flat) {
      const sides = [middle[1] - tall / 2 / scale, middle[1] + tall / 2 / scale];
      for (const y of ticks(sides[0], sides[1], Math.max(2, tall / (3 * small)))) {
        line(context, GRID, [left, down(y), left + wide, down(y)]);
        const at = Math.min(Math.max(down(y), 0.6 * small), height - bottom);
        chart.write(left - 4, at, `${y}`, { anchor: "end", size: small, color: FAINT });
      }
    }
    const captions = { size: small, color: FAINT };
    chart.write(left + wide / 2, height - 0.7 * small, fitted(titles[0], wide, small), captions);
    if (!flat) chart.write(0.7 * small, 4 + tall / 2, fitted(titles[1], tall, small), { ...captions, turn: -90 });
    const lit = new Set(this.#lit);
    for (const [task, way] of ways.entries()) {
      context.globalAlpha = lit.size && !lit.has(task) ? PALE2 / 2 : 0.6;
      context.strokeStyle = this.#tasks[task].color;
      context.lineWidth = 1.5;
      context.beginPath();
      for (const [x, y] of way) context.lineTo(across(x), down(y));
      context.stroke();
    }
    const numbered = points.length <= MOST_WITH_NUMBERS;
    const radius = numbered ? 0.8 * size : 4;
    const order = [...points.keys()].sort((a, b) => Number(lit.has(a)) - Number(lit.has(b)));
    for (const task of order) {
      const point = points[task];
      if (!point) continue;
      const [x, y] = [across(point[0]), down(point[1])];
      this.#drawn.push([x, y, task]);
      context.globalAlpha = lit.size && !lit.has(task) ? PALE2 : 1;
      context.beginPath();
      context.arc(x, y, lit.has(task) ? radius + 2 : radius, 0, 7);
      context.fillStyle = "#ffffff";
      context.fill();
      context.strokeStyle = this.#tasks[task].color;
      context.lineWidth = numbered ? 2.5 : 1.5;
      context.stroke();
      if (numbered && (!lit.size || lit.has(task))) {
        chart.write(x, y, `${task + 1}`, { className: "point", size: small, color: INK });
      }
    }
    context.globalAlpha = 1;
  }
  /** @param {number} x @param {number} y */
  #look(x, y) {
    let best = 18 ** 2;
    let found = -1;
    for (const [px, py, task] of this.#drawn) {
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < best) [best, found] = [far, task];
    }
    this.#links.light(found >= 0 ? [found] : []);
    return found >= 0 ? this.#tasks[found].label : "";
  }
};
function fitted(text, room, size) {
  let words = (
    /** @type {string[]} */
    text.match(/\([^)]*\)|\S+/g) ?? []
  );
  while (words.length > 1 && textWidth(words.join(" "), size) > room) words = words.slice(0, -1);
  return textWidth(words.join(" "), size) > room ? "" : words.join(" ");
}

// source/live/lane.js
var SVG = "http://www.w3.org/2000/svg";
var Lane = class {
  #end = new AbortController();
  #place;
  /**
   * @param {Element} parent
   * @param {import("../panel.js").Frame} frame
   * @param {string} name of its part
   */
  constructor(parent, { parts, links, signal }, name) {
    const end = this.#end.signal;
    signal.addEventListener("abort", () => this.#end.abort());
    this.#place = put(parent, "article", "lane");
    this.#place.dataset.part = name;
    const head = put(this.#place, "header");
    const title = put(head, "h3");
    const progress = put(head, "progress");
    progress.setAttribute("aria-label", "Steps taken");
    const where = put(head, "div", "where");
    const said = put(head, "div", "said");
    const legend = put(this.#place, "ul", "legend");
    const plots = put(this.#place, "div", "plots");
    const matrix = new Matrix(plots, end, links);
    const scores = new Curves(plots, end, "scores", links);
    const losses = new Curves(plots, end, "losses", null);
    const plane = new Plane(plots, end, links);
    const told = new Matrix(plots, end, links);
    const changes = put(this.#place, "ol", "changes");
    const strip = new Strip(this.#place);
    const memory = new Memory(this.#place);
    links.watch((lit) => {
      for (const [task, item] of [...legend.children].entries()) {
        item.classList.toggle("pale", lit.length > 0 && !lit.includes(task) && !item.classList.contains("loss"));
      }
    }, end);
    parts.watch(
      name,
      (state, changed) => {
        const { scene = {} } = state;
        if (!scene.tasks) return;
        const has = (...fields) => "scene" in changed || fields.some((field) => field in changed);
        if (title.textContent !== state.title) title.textContent = state.title;
        if (said.textContent !== (state.note ?? "")) said.textContent = state.note ?? "";
        said.hidden = !state.note;
        progress.max = scene.steps || 1;
        progress.value = state.done ?? 0;
        this.#place.dataset.status = state.status;
        if (where.textContent !== state.where) where.textContent = state.where;
        const marks = state.marks?.changes ?? [];
        const lines = state.losses?.lines ?? [];
        if (has("losses")) describe(legend, scene.tasks, scene.few, lines);
        if (has("matrix")) matrix.show(state.matrix?.rows ?? [], scene.tasks.length, scene.score, scene.shades);
        if (has("told")) {
          const rows = state.told?.rows ?? [];
          told.place.hidden = !rows.length;
          told.show(rows, scene.tasks.length, scene.told, scene.shades);
        }
        if (has("scores", "marks")) scores.show(...scoreCourse(scene, state.scores, marks));
        if (has("losses", "marks")) losses.show(...lossCourse(scene, state.losses, marks));
        if (has("plane")) {
          plane.place.hidden = !state.plane?.points?.length && state.status !== "idle";
          const seeds = scene.seeds > 1 ? `of the first of ${scene.seeds} seeds` : "";
          plane.show(state.plane ?? { points: [], ways: [], titles: [], ranges: [] }, scene.tasks, seeds);
        }
        if (has("marks")) {
          changes.replaceChildren();
          for (const { text } of marks) put(changes, "li", "", text);
          changes.hidden = !marks.length;
        }
        if (has("images", "answers")) strip.show(state.images ?? {}, state.answers ?? [], scene.tasks);
        if (has("remembered")) memory.show(state.remembered ?? []);
      },
      end
    );
  }
  close() {
    this.#end.abort();
    this.#place.remove();
  }
};
function scoreCourse(scene, scores, changes) {
  const score = (
    /** @type {Score} */
    scene.score
  );
  const lines = scene.tasks.map(({ label, color, dash }, task) => ({
    task,
    name: label,
    color,
    dash,
    steps: (scores?.steps ?? []).slice(scores?.starts?.[task] ?? 0),
    values: scores?.lines?.[task] ?? []
  }));
  const write = (value) => `${written(value, score.brief)}${score.suffix}`;
  const more = { logarithmic: score.logarithmic, range: score.logarithmic ? null : score.range, write, thin: !scene.few };
  const note2 = scene.seeds > 1 ? `mean over ${scene.seeds} seeds` : "";
  return [`${score.axis} over steps`, note2, { lines, changes, steps: scene.steps, ends: scene.ends, ...more }];
}
function lossCourse(scene, losses, changes) {
  const steps = losses?.steps ?? [];
  const lines = (losses?.lines ?? []).map(({ label, color, dash, values }) => ({
    name: label,
    color,
    dash,
    steps,
    values
  }));
  const write = (value) => written(value, ".3g");
  return ["loss over steps", "", { lines, changes, steps: scene.steps, ends: scene.ends, logarithmic: true, range: null, write, thin: false }];
}
function describe(legend, tasks, few, losses) {
  const entries = [
    ...few ? tasks.map(({ label, color, dash }) => ({ label, color, dash, kind: "task" })) : [],
    ...losses.map(({ label, color, dash }) => ({ label, color, dash, kind: "loss" }))
  ];
  const said = JSON.stringify([entries, few ? 0 : tasks.length]);
  if (legend.dataset.said === said) return;
  legend.dataset.said = said;
  legend.replaceChildren();
  if (!few) {
    const item = put(legend, "li", "loss scale");
    put(item, "span", "", "task 1");
    put(item, "span", "ramp").style.background = `linear-gradient(90deg, ${tasks.filter((_, index) => index % Math.ceil(tasks.length / 12) === 0).map(({ color }) => color).join(", ")})`;
    put(item, "span", "", `${tasks.length}`);
  }
  for (const { label, color, dash, kind } of entries) {
    const item = put(legend, "li", kind);
    item.append(swatch(color, dash));
    put(item, "span", "", label).title = label;
  }
}
function swatch(color, dash) {
  const place = document.createElementNS(SVG, "svg");
  place.setAttribute("viewBox", "0 0 28 8");
  place.setAttribute("aria-hidden", "true");
  const stroke = document.createElementNS(SVG, "line");
  const dashed = (
    /** @type {Record<string, string>} */
    {
      dash: "6 4",
      dot: "1.5 3",
      dashdot: "6 3 1.5 3",
      longdash: "10 4",
      longdashdot: "10 3 1.5 3"
    }[dash]
  );
  for (const [key, value] of Object.entries({ x1: 0, y1: 4, x2: 28, y2: 4, stroke: color, "stroke-width": 2.5 })) {
    stroke.setAttribute(key, `${value}`);
  }
  if (dashed) stroke.setAttribute("stroke-dasharray", dashed);
  place.append(stroke);
  return place;
}

// source/live/trials.js
function trialTable(parent, { parts, signal }) {
  const place = put(parent, "details", "trials");
  const summary = put(place, "summary");
  const scroller = put(place, "div", "scroller");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "What was tried");
  let shown = "";
  parts.watch(
    "trials",
    ({ rows = [] }) => {
      place.hidden = !rows.length;
      const trials = new Set(rows.map((row) => row.trial)).size;
      summary.textContent = `Tried: ${trials} ${trials === 1 ? "setting" : "settings"}`;
      const said = JSON.stringify(rows);
      if (said === shown) return;
      shown = said;
      scroller.replaceChildren();
      if (!rows.length) return;
      const table = put(scroller, "table");
      const head = put(put(table, "thead"), "tr");
      const names = Object.keys(rows[0]);
      for (const name of names) put(head, "th", "", name.replaceAll("_", " ")).scope = "col";
      put(put(head, "th"), "span", "unseen", "back to it");
      const body = put(table, "tbody");
      let before = "";
      for (const row of rows) {
        const line2 = put(body, "tr");
        for (const name of names) put(line2, "td", /^[-\d.e+]+$/.test(row[name]) ? "number" : "", row[name]);
        const last = put(line2, "td");
        if (row.trial !== before) {
          const back = put(last, "button", "control button", "Go back");
          back.type = "button";
          back.setAttribute("aria-label", `Go back to the settings of trial ${row.trial}`);
          back.onclick = () => parts.act("trials", { do: "back", trial: Number(row.trial) });
        }
        before = row.trial;
      }
    },
    signal
  );
}

// source/bundles/live.js
var KINDS = (
  /** @type {Record<string, (parent: Element, bound: any, name: string) => HTMLElement>} */
  {
    button,
    choice,
    entry,
    slider,
    toggle
  }
);
function live(frame) {
  const { root, parts, signal } = frame;
  const bound = { parts, signal };
  const transport = put(root, "div", "row transport");
  for (const name of ["start", "pause", "step", "step_task", "stop", "reset"]) button(transport, bound, `do.${name}`);
  put(transport, "span", "spring");
  const during = put(root, "div", "row during");
  const settings = drawer(root, transport, "Settings", "What holds from the next run on");
  const more = drawer(root, transport, "More", "Links, type, folder");
  const knobs = put(during, "div", "row");
  listing(knobs, frame, "during");
  for (const place of [during, more]) {
    const lecture = put(place, "div", "lecture");
    choice(lecture, bound, "speed");
    toggle(lecture, bound, "lockstep");
  }
  listing(settings, frame, "before");
  copying(more, frame);
  toggle(more, bound, "larger");
  parts.watch("larger", ({ value = false }) => root.classList.toggle("large", value), signal);
  fullScreen(more, root, signal);
  entry(more, bound, "folder");
  button(more, bound, "do.save");
  button(more, bound, "do.load");
  note(root, bound, "message");
  note(root, bound, "next_run");
  lanes(put(root, "div", "lanes"), frame);
  trialTable(root, frame);
}
function drawer(root, row, label, tip) {
  const place = put(root, "div", "drawer");
  const opener = put(row, "button", "control button", label);
  opener.type = "button";
  opener.title = tip;
  place.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.onclick = () => {
    place.hidden = !place.hidden;
    opener.setAttribute("aria-expanded", `${!place.hidden}`);
  };
  return place;
}
function listing(place, { parts, signal }, row) {
  const made2 = /* @__PURE__ */ new Map();
  parts.watch(
    "listing",
    (state, changed) => {
      if (!(row in changed)) return;
      const wanted = (
        /** @type {[string, string][]} */
        state[row] ?? []
      );
      const names = new Set(wanted.map(([, name]) => name));
      for (const [name, { kind, element, end }] of made2) {
        if (names.has(name) && wanted.some(([other, each]) => each === name && other === kind)) continue;
        end.abort();
        element.remove();
        made2.delete(name);
      }
      let next = (
        /** @type {Element | null} */
        place.firstElementChild
      );
      for (const [kind, name] of wanted) {
        let found = made2.get(name);
        if (!found) {
          const end = new AbortController();
          signal.addEventListener("abort", () => end.abort());
          found = { kind, element: KINDS[kind](place, { parts, signal: end.signal }, name), end };
          made2.set(name, found);
        }
        if (found.element === next) next = next.nextElementSibling;
        else place.insertBefore(found.element, next);
      }
    },
    signal
  );
}
function lanes(place, frame) {
  const shown = /* @__PURE__ */ new Map();
  frame.parts.watch(
    "*",
    () => {
      const names = frame.parts.names("lane.");
      for (const [name, lane] of shown) {
        if (names.includes(name)) continue;
        lane.close();
        shown.delete(name);
      }
      for (const name of names) if (!shown.has(name)) shown.set(name, new Lane(place, frame, name));
      place.classList.toggle("two", shown.size > 1);
    },
    frame.signal
  );
}
function copying(place, { parts, signal }) {
  for (const name of ["do.link", "do.code"]) {
    const element = button(place, { parts, signal }, name);
    element.onclick = async () => {
      await parts.act(name, { do: "click" });
      await navigator.clipboard?.writeText(parts.get("clip").value ?? "").catch(() => {
      });
    };
  }
  const clip = put(place, "div", "field clip");
  const text = put(clip, "input");
  text.readOnly = true;
  text.setAttribute("aria-label", "What was copied");
  text.onfocus = () => text.select();
  parts.watch(
    "clip",
    ({ value = "" }) => {
      text.value = value;
      clip.hidden = !value;
    },
    signal
  );
}
function fullScreen(place, root, signal) {
  const element = put(place, "button", "control button", "Full screen");
  element.type = "button";
  element.onclick = () => document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
  document.addEventListener(
    "fullscreenchange",
    () => element.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen",
    { signal }
  );
}
var live_default = panelWidget("live", live);
export {
  live_default as default
};
