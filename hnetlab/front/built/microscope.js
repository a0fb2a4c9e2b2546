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

// source/rows.js
function squeezed(layout, height2) {
  const margins = layout.margin.t + (layout.margin.b ?? 60);
  const [before, now] = [layout.height - margins, height2 - margins];
  const axes = Object.entries(layout).filter(([name, axis]) => name.startsWith("yaxis") && axis.domain);
  const rows = [...new Map(axes.map(([, { domain }]) => [domain[0], domain])).values()].sort((a, b) => a[0] - b[0]);
  const used = rows.reduce((sum, [low, high]) => sum + high - low, 0);
  const gaps = (1 - used) * before;
  if (rows.length < 2 || now <= gaps) return { ...layout, height: height2 };
  const factor = (now - gaps) / (used * before);
  const moved = (place) => {
    let pixels = 0;
    let at = 0;
    for (const [low, high] of [...rows, [1, 1]]) {
      pixels += (Math.min(place, low) - at) * before;
      if (place <= low) break;
      pixels += (Math.min(place, high) - low) * before * factor;
      at = high;
      if (place <= high) break;
    }
    return pixels / now;
  };
  const changed = Object.fromEntries(
    axes.map(([name, axis]) => [name, { ...axis, domain: axis.domain.map(moved) }])
  );
  const annotations = (layout.annotations ?? []).map(
    (each) => each.yref === "paper" ? { ...each, y: moved(each.y) } : each
  );
  return { ...layout, ...changed, annotations, height: height2 };
}

// source/tasks.js
function tasksOf(points) {
  return points.flatMap(({ data, pointNumber }) => {
    const { task, tasks } = data.meta ?? {};
    if (typeof task === "number") return [task];
    if (typeof tasks !== "string") return [];
    if (tasks === "point") return [Number(pointNumber)];
    const [row, column] = Array.isArray(pointNumber) ? pointNumber : [pointNumber, pointNumber];
    return [...tasks].map((axis) => Number(axis === "x" ? column : row));
  });
}

// source/plot.js
var PALE = 0.2;
var PATIENCE2 = 60;
var SETTINGS = { displaylogo: false, responsive: false };
var Plot = class {
  /** @type {any} */
  #plotly = null;
  #place;
  #height;
  /** @type {Figure | null} */
  #figure = null;
  /** @type {string[]} */
  #texts = [];
  /** @type {readonly number[]} */
  #lit = [];
  #links;
  #queued = false;
  #drawn = false;
  #resting = 0;
  /**
   * @param {Element} parent
   * @param {Promise<any>} plotly
   * @param {AbortSignal} signal ends it
   * @param {{ label?: string, links?: Links, height?: (wanted: number) => number }} [options] `height` may make
   *   the figure lower than it wants to be
   */
  constructor(parent, plotly, signal, { label = "Figure", links, height: height2 = (wanted) => wanted } = {}) {
    this.#place = put(parent, "div", "hnetlab-plot");
    this.#place.setAttribute("role", "group");
    this.#place.setAttribute("aria-label", label);
    this.#height = height2;
    this.#links = links;
    plotly.then((library) => {
      if (signal.aborted) return;
      this.#plotly = library;
      this.#redraw();
    });
    const sizes = new ResizeObserver(() => this.#redraw());
    sizes.observe(this.#place);
    links?.watch((tasks) => this.#light(tasks), signal);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      clearTimeout(this.#resting);
      if (this.#drawn) this.#plotly.purge(this.#place);
    });
  }
  /** Where it is drawn. */
  get element() {
    return this.#place;
  }
  /** Shows the figure that a part of a panel holds; traces whose text is the same are left as they are.
   * @param {FigureTexts} texts */
  show({ traces = [], layout = "{}" }) {
    const data = traces.map(
      (text, index) => this.#figure && text === this.#texts[index] ? this.#figure.data[index] : JSON.parse(text)
    );
    this.#texts = traces;
    this.#figure = { data, layout: JSON.parse(layout) };
    this.#redraw();
  }
  #redraw() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }
  #draw() {
    const empty = !this.#figure?.data.length;
    this.#place.hidden = empty;
    const width = this.#place.clientWidth;
    if (!this.#plotly || !this.#figure || empty || !width) return;
    const wanted = this.#figure.layout.height ?? 440;
    const height2 = Math.round(this.#height(wanted));
    const layout = {
      ...height2 === wanted ? this.#figure.layout : squeezed(this.#figure.layout, height2),
      width,
      height: height2,
      autosize: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      uirevision: "kept"
      // what somebody zoomed into stays while numbers change
    };
    this.#place.style.height = `${layout.height}px`;
    this.#plotly.react(this.#place, this.#lightened(), layout, SETTINGS);
    if (!this.#drawn) {
      this.#drawn = true;
      adoptStyles(this.#place);
      this.#place.on("plotly_hover", (event) => this.#point(tasksOf(event.points)));
      this.#place.on("plotly_unhover", () => this.#point([]));
    }
  }
  /** @param {number[]} tasks */
  #point(tasks) {
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => this.#links?.light(tasks), PATIENCE2);
  }
  /** @param {readonly number[]} tasks */
  #light(tasks) {
    if (tasks.length === this.#lit.length && tasks.every((task, index) => task === this.#lit[index])) return;
    this.#lit = tasks;
    if (this.#figure?.data.some((trace) => trace.meta?.task !== void 0)) this.#redraw();
  }
  /** The traces, those of other tasks pale while one is lit. */
  #lightened() {
    const { data } = (
      /** @type {Figure} */
      this.#figure
    );
    if (!this.#lit.length) return data;
    return data.map(
      (trace) => trace.meta?.task === void 0 || this.#lit.includes(trace.meta.task) ? trace : { ...trace, opacity: PALE * (trace.opacity ?? 1) }
    );
  }
};
function adoptStyles(place) {
  const root = place.getRootNode();
  if (!(root instanceof ShadowRoot) || root.querySelector("style.hnetlab-plotly")) return;
  const rules = [...document.querySelectorAll("style[id^='plotly.js-style']")].flatMap((style2) => {
    const { sheet } = (
      /** @type {HTMLStyleElement} */
      style2
    );
    return [...sheet?.cssRules ?? []].map((rule) => rule.cssText);
  });
  const style = document.createElement("style");
  style.className = "hnetlab-plotly";
  style.textContent = rules.join("\n");
  root.append(style);
}

// source/bundles/microscope.js
function microscope({ root, parts, links, plotly, signal }) {
  const bound = { parts, signal };
  const controls = put(root, "div", "controls");
  slider(controls, bound, "beta");
  toggle(controls, bound, "lookahead");
  slider(controls, bound, "steps");
  button(controls, bound, "again");
  choice(controls, bound, "seed");
  note(root, bound, "status");
  note(root, bound, "message");
  const plot = new Plot(root, plotly(), signal, { label: "One step taken apart", links, height });
  parts.watch("figure", (figure) => plot.show(figure), signal);
}
var LOWEST = 620;
var AROUND = 190;
var height = (wanted) => Math.min(wanted, Math.max(LOWEST, window.innerHeight - AROUND));
var microscope_default = panelWidget("microscope", microscope);
export {
  microscope_default as default
};
