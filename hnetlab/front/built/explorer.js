// source/dom.js
function put(parent, tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}
function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector} here.`);
  return (
    /** @type {HTMLElement} */
    found
  );
}
var fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
var clamp = (value, low, high) => Math.min(high, Math.max(low, value));

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
function markup(parent, { parts, signal }, name) {
  const element = put(parent, "div", "markup");
  element.dataset.part = name;
  parts.watch(
    name,
    ({ value = "", hidden = false }, changed) => {
      if ("value" in changed) element.innerHTML = value;
      element.hidden = hidden || !value;
    },
    signal
  );
  return element;
}
function picture(parent, { parts, signal }, name, className = "") {
  const element = put(parent, "img", `picture ${className}`);
  element.dataset.part = name;
  let url = "";
  parts.watch(
    name,
    ({ value = null, alt = "", hidden = false }, changed) => {
      element.alt = alt;
      element.hidden = hidden || !value?.byteLength;
      if (!("value" in changed) || !value?.byteLength) return;
      const before = url;
      element.src = url = URL.createObjectURL(new Blob([value], { type: "image/png" }));
      if (before) URL.revokeObjectURL(before);
    },
    signal
  );
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  return element;
}
function sections(parent, { parts, signal }, name, fill) {
  const frame = put(parent, "div", "sections");
  frame.dataset.part = name;
  const all = fill.map((put_, index) => {
    const section = put(frame, "div", "section");
    const head = put(put(section, "div", "heading"), "button");
    const body = put(section, "div", "body");
    head.type = "button";
    head.id = nextId();
    body.id = nextId();
    body.setAttribute("role", "region");
    body.setAttribute("aria-labelledby", head.id);
    head.setAttribute("aria-controls", body.id);
    head.onclick = () => parts.act(name, { do: "open", index: head.getAttribute("aria-expanded") === "true" ? null : index });
    put_(body);
    return { head, body };
  });
  parts.watch(
    name,
    ({ titles = [], selected_index: open = null }) => {
      for (const [index, { head, body }] of all.entries()) {
        head.textContent = titles[index] ?? "";
        head.setAttribute("aria-expanded", `${open === index}`);
        body.hidden = open !== index;
      }
    },
    signal
  );
  return frame;
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

// source/lit.js
function linkElements(root, links, signal) {
  const point = ({ target }) => {
    const element = target instanceof Element ? target.closest("[data-task]") : null;
    links.light(element instanceof HTMLElement || element instanceof SVGElement ? [Number(element.dataset.task)] : []);
  };
  root.addEventListener("focusin", point, { signal });
  for (const type of ["pointerover", "pointerleave"]) {
    const act = (event) => {
      if (!(event.target instanceof Element && event.target.closest(".hnetlab-plot"))) point(event);
    };
    root.addEventListener(type, act, { signal });
  }
  links.watch((tasks) => {
    for (const element of root.querySelectorAll("[data-task]")) {
      const of = tasks.includes(Number(element.getAttribute("data-task")));
      element.classList.toggle("lit", of);
      element.classList.toggle("unlit", tasks.length > 0 && !of);
    }
  }, signal);
}

// source/pad.js
var PATIENCE2 = 1e3;
var QUICK = 30;
var REACH = 14;
var SIDE = 480;
var ARROWS = (
  /** @type {Record<string, [number, number]>} */
  {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowDown: [0, -1],
    ArrowUp: [0, 1]
  }
);
function createPad(el, onMove) {
  const end = new AbortController();
  const pad = put(el, "div", "hnetlab-pad");
  pad.innerHTML = `<div class="field">
    <div class="plane" tabindex="0" role="application" data-lm-suppress-shortcuts="true"
      aria-label="Plane of task embeddings: arrow keys move the handle, with Shift far; digits jump to a task">
      <canvas></canvas><div class="grid"></div>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none"><polyline/><polyline/></svg>
      <div class="dots"></div><div class="handle"></div>
    </div>
    <div class="x"></div><div class="y"></div><div class="legend"></div>
  </div>
  <div class="side">
    <div class="rows"></div><div><div class="foot"></div></div><div class="spoken" aria-live="polite"></div>
  </div>`;
  const [plane, grid, dots, handle, xLabel, yLabel, legend, rows, foot, spoken] = ".plane .grid .dots .handle .x .y .legend .rows .foot .spoken".split(" ").map((name) => find(pad, name));
  const canvas = (
    /** @type {HTMLCanvasElement} */
    find(pad, "canvas")
  );
  const shown = {
    scene: { tasks: [], extent: [-1, 1, -1, 1], x: "", y: "", score: "", distance: "" },
    landscape: {},
    path: [],
    readout: {}
  };
  let span = 2;
  let at = { x: 0, y: 0 };
  let bars = [];
  let held = null;
  let next = null;
  let sent = [];
  let age = Infinity;
  let patience = 0;
  let speech = 0;
  const left = (x) => 100 * (x - shown.scene.extent[0]) / span;
  const top = (y) => 100 * (shown.scene.extent[3] - y) / span;
  function inside(x, y) {
    const [west, east, south, north] = shown.scene.extent;
    return [clamp(x, west, east), shown.scene.y ? clamp(y, south, north) : 0];
  }
  function place(x, y) {
    at = { x, y };
    const [u, v] = inside(x, y);
    handle.style.transform = `translate(${left(u)}cqw, ${top(v)}cqh)`;
    handle.classList.toggle("outside", u !== x || v !== y);
  }
  function move(x, y, stamp, task = null) {
    if (task === null) {
      [x, y] = inside(x, y);
      if (x === at.x && y === at.y) return;
    }
    place(x, y);
    next = { x, y, task, stamp };
    pump();
  }
  function pump() {
    if (!next || sent.length > Number(age < QUICK)) return;
    sent.push(next.stamp);
    clearTimeout(patience);
    patience = window.setTimeout(() => answered(sent.length, Infinity), PATIENCE2);
    const move2 = next;
    next = null;
    onMove(move2);
  }
  function answered(count, after) {
    age = after;
    sent.splice(0, count);
    pump();
  }
  function jump(task, stamp) {
    const dot = shown.scene.tasks[task];
    if (dot) move(dot.x, dot.y, stamp, task);
  }
  function drag({ clientX, clientY, pointerId, timeStamp }) {
    const box = plane.getBoundingClientRect();
    const scale = box.width / span;
    const x = shown.scene.extent[0] + (clientX - box.left) / scale;
    const y = shown.scene.extent[3] - (clientY - box.top) / scale;
    const pixels = (from) => Math.hypot(from.x - x, from.y - y) * scale;
    if (!held) {
      const [near] = shown.scene.tasks.map((dot, task) => [pixels(dot), task]).sort((a, b) => a[0] - b[0]);
      held = { pointerId, x, y, jumped: near?.[0] < REACH };
      if (held.jumped) return jump(near[1], timeStamp);
    }
    held.jumped &&= pixels(held) < REACH / 2;
    if (!held.jumped) move(x, y, timeStamp);
  }
  const listen = (type, act) => plane.addEventListener(type, act, { signal: end.signal });
  listen("pointerdown", (event) => {
    if (event.button || held) return;
    plane.focus({ preventScroll: true });
    plane.setPointerCapture(event.pointerId);
    drag(event);
  });
  const follow = (event) => {
    if (held?.pointerId === event.pointerId) drag(event);
  };
  listen("pointermove", follow);
  listen("pointerrawupdate", (event) => {
    if (!sent.length) follow(event);
  });
  listen("lostpointercapture", () => held = null);
  listen("mousedown", (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
  listen("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code)?.[2];
    const step = span / (event.shiftKey ? 10 : 100);
    if (arrow) move(at.x + arrow[0] * step, at.y + arrow[1] * step, event.timeStamp);
    else if (digit) jump((+digit + 9) % 10, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  function drawScene() {
    const { scene } = shown;
    const [west, east, south, north] = scene.extent;
    span = east - west;
    const power = 10 ** Math.floor(Math.log10(span / 4));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= span / 6) ?? 10);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const ticks = (low, high, draw) => {
      for (let k = Math.ceil(low / step); k * step <= high; k++) {
        draw(k * step, fixed(k * step, digits));
      }
    };
    for (const node of [grid, dots, rows]) node.replaceChildren();
    ticks(west, east, (x, text) => put(grid, "i", "down", text).style.left = `${left(x)}%`);
    if (scene.y) ticks(south, north, (y, text) => put(grid, "i", "across", text).style.top = `${top(y)}%`);
    [xLabel.textContent, yLabel.textContent] = [scene.x, scene.y];
    const head = put(rows, "div", "row head");
    for (const text of ["", "task", scene.score, scene.distance]) put(head, "span", "", text);
    bars = scene.tasks.map((task, index) => {
      const kind = task.learned ? "" : " unlearned";
      const dot = put(dots, "b", `dot${kind}`, `${index + 1}`);
      Object.assign(dot.style, { left: `${left(task.x)}%`, top: `${top(task.y)}%` });
      const row = put(rows, "button", `row${kind}`);
      row.title = `Go to the embedding of ${task.name}`;
      row.onclick = (event) => jump(index, event.timeStamp);
      put(row, "b", "dot", `${index + 1}`);
      put(row, "span", "name", task.name);
      for (const node of [dot, row]) {
        node.style.setProperty("--task", task.color);
        node.dataset.task = `${index}`;
      }
      return ["bar", "value", "off"].map((kind2) => put(put(row, "span", kind2), "i"));
    });
    pad.classList.toggle("many", bars.length > 16);
    place(at.x, at.y);
    drawPath();
    drawReadout();
  }
  function drawPath() {
    const points = shown.path.map(([x, y]) => `${left(x)},${top(y)}`).join(" ");
    for (const line of plane.querySelectorAll("polyline")) line.setAttribute("points", points);
  }
  function drawReadout() {
    const { scene, readout } = shown;
    const { fills, values = [], distances = [], stamp, x = 0, y = 0, place: words = "" } = readout;
    if (!fills) return;
    bars.slice(0, fills.length).forEach(([bar, value, distance], task) => {
      bar.style.backgroundSize = `${100 * fills[task]}%`;
      value.textContent = values[task];
      distance.textContent = distances[task];
    });
    foot.textContent = words + (el.dataset.latency ? ` · ${el.dataset.latency} ms` : "");
    const count = stamp == null ? 0 : sent.indexOf(stamp) + 1;
    if (count && stamp != null) {
      answered(count, performance.now() - stamp);
      requestAnimationFrame(
        () => setTimeout(() => {
          el.dataset.latency = `${Math.round(performance.now() - stamp)}`;
        })
      );
    }
    if (!held && !next && !sent.length) place(x, y);
    clearTimeout(speech);
    speech = window.setTimeout(() => {
      const known = scene.tasks.map((task, index) => `${task.name} ${values[index]}`);
      spoken.textContent = `${words}: ${known.join(", ")}`;
    }, 600);
  }
  function drawLandscape() {
    const { cells, size = [1, 1], color = "", title = "", low = "", high = "" } = shown.landscape;
    legend.hidden = canvas.hidden = !cells;
    if (!cells) return;
    const [nx, ny] = size;
    const small = new OffscreenCanvas(nx, ny);
    const brush = (
      /** @type {OffscreenCanvasRenderingContext2D} */
      small.getContext("2d")
    );
    const coarse = brush.createImageData(nx, ny);
    const context = (
      /** @type {CanvasRenderingContext2D} */
      canvas.getContext("2d", { willReadFrequently: true })
    );
    for (let i = 0; i < nx * ny; i++) coarse.data[4 * i + 3] = cells.getUint8(i);
    brush.putImageData(coarse, 0, 0);
    canvas.width = canvas.height = SIDE;
    context.drawImage(small, 0.5, 0.5, nx - 1, ny - 1, 0, 0, SIDE, SIDE);
    const fine = context.getImageData(0, 0, SIDE, SIDE);
    for (let i = 3; i < fine.data.length; i += 4) fine.data[i] = 23 * Math.min(9, Math.floor(fine.data[i] / 25.5));
    context.putImageData(fine, 0, 0);
    legend.style.setProperty("--task", color);
    legend.replaceChildren();
    put(legend, "b", "", title);
    put(legend, "span", "", low);
    const scale = put(legend, "i");
    put(legend, "span", "", high);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = getComputedStyle(scale).color;
    context.fillRect(0, 0, SIDE, SIDE);
  }
  return {
    show(changed) {
      Object.assign(shown, changed);
      if (changed.scene) drawScene();
      if (changed.path && !changed.scene) drawPath();
      if (changed.readout && !changed.scene) drawReadout();
      if (changed.landscape) drawLandscape();
    },
    repaint: drawLandscape,
    close() {
      end.abort();
      clearTimeout(patience);
      clearTimeout(speech);
    }
  };
}

// source/rows.js
function squeezed(layout, height) {
  const margins = layout.margin.t + (layout.margin.b ?? 60);
  const [before, now] = [layout.height - margins, height - margins];
  const axes = Object.entries(layout).filter(([name, axis]) => name.startsWith("yaxis") && axis.domain);
  const rows = [...new Map(axes.map(([, { domain }]) => [domain[0], domain])).values()].sort((a, b) => a[0] - b[0]);
  const used = rows.reduce((sum, [low, high]) => sum + high - low, 0);
  const gaps = (1 - used) * before;
  if (rows.length < 2 || now <= gaps) return { ...layout, height };
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
  return { ...layout, ...changed, annotations, height };
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
var PATIENCE3 = 60;
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
  constructor(parent, plotly, signal, { label = "Figure", links, height = (wanted) => wanted } = {}) {
    this.#place = put(parent, "div", "hnetlab-plot");
    this.#place.setAttribute("role", "group");
    this.#place.setAttribute("aria-label", label);
    this.#height = height;
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
    const height = Math.round(this.#height(wanted));
    const layout = {
      ...height === wanted ? this.#figure.layout : squeezed(this.#figure.layout, height),
      width,
      height,
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
    this.#resting = window.setTimeout(() => this.#links?.light(tasks), PATIENCE3);
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

// source/samples.js
function samples(parent, { parts, signal }, name, label) {
  const frame = put(parent, "div", "samples");
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", label);
  let url = "";
  parts.watch(
    name,
    ({ sheet = null, columns = 1, names = [], index = 0 }, changed) => {
      if ("sheet" in changed) {
        URL.revokeObjectURL(url);
        url = sheet?.byteLength ? URL.createObjectURL(new Blob([sheet], { type: "image/png" })) : "";
        frame.style.setProperty("--sheet", url ? `url("${url}")` : "none");
        frame.classList.toggle("pictures", Boolean(url));
      }
      if ("sheet" in changed || "names" in changed) {
        const rows = Math.ceil(names.length / columns);
        frame.style.setProperty("--columns", `${columns}`);
        frame.style.setProperty("--rows", `${rows}`);
        frame.replaceChildren();
        names.forEach((text, at) => {
          const button2 = put(frame, "button", "sample", url ? "" : text);
          button2.type = "button";
          button2.title = `Sample ${at + 1}: ${text}`;
          button2.setAttribute("aria-label", button2.title);
          button2.style.setProperty("--across", `${columns > 1 ? 100 * (at % columns) / (columns - 1) : 0}%`);
          button2.style.setProperty("--down", `${rows > 1 ? 100 * Math.floor(at / columns) / (rows - 1) : 0}%`);
          button2.onclick = () => parts.act(name, { do: "pick", index: at });
        });
      }
      [...frame.children].forEach((button2, at) => button2.setAttribute("aria-pressed", `${at === index}`));
    },
    signal
  );
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  return frame;
}

// source/bundles/explorer.js
function explorer({ root, parts, links, plotly, signal, onTheme }) {
  const bound = { parts, signal };
  const controls = put(root, "div", "controls");
  for (const name of ["task", "seed", "view"]) choice(controls, bound, name);
  button(controls, bound, "again");
  note(controls, bound, "status");
  note(root, bound, "message");
  const stage = put(root, "div", "stage");
  const pad = createPad(stage, (move) => parts.act("pad", { do: "move", ...move }));
  parts.watch("pad", (_, changed) => pad.show(changed), signal);
  onTheme(pad.repaint);
  signal.addEventListener("abort", pad.close);
  const directions = put(stage, "div", "directions");
  for (let place = 0; parts.get(`direction.${place}`).label !== void 0; place++) {
    slider(directions, bound, `direction.${place}`);
  }
  const portrait = put(stage, "div", "portrait");
  const filters = put(portrait, "div");
  note(filters, bound, "portrait.caption");
  picture(filters, bound, "portrait.filters", "filters");
  markup(portrait, bound, "portrait.table");
  const plot = (parent, name, label) => {
    const figure = new Plot(parent, plotly(), signal, { label, links });
    parts.watch(name, (state) => figure.show(state), signal);
  };
  sections(root, bound, "tools", [
    (body) => {
      const row = put(body, "div", "controls");
      for (const name of ["start", "end", "kind"]) choice(row, bound, `path.${name}`);
      slider(row, bound, "path.position");
      button(row, bound, "path.scores");
      plot(body, "path.figure", "Scores along the path");
    },
    (body) => {
      const row = put(body, "div", "controls");
      for (const name of ["task", "count", "head"]) choice(row, bound, `transfer.${name}`);
      for (const name of ["find", "curve"]) button(row, bound, `transfer.${name}`);
      note(body, bound, "transfer.result");
      plot(body, "transfer.figure", "Score against samples");
    },
    (body) => {
      choice(put(body, "div", "controls"), bound, "distances.between");
      const pair = put(body, "div", "pair");
      plot(pair, "distances.plane", "Generated weights of the tasks");
      plot(pair, "distances.matrix", "Distances between the tasks");
    },
    (body) => {
      choice(put(body, "div", "controls"), bound, "guess.task");
      samples(body, bound, "guess.samples", "Test images: pick one");
      note(body, bound, "guess.result");
      markup(body, bound, "guess.table");
    }
  ]);
  linkElements(root, links, signal);
}
var explorer_default = panelWidget("explorer", explorer);
export {
  explorer_default as default
};
