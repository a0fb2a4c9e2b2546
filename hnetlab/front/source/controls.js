// Buttons, fields and what is said, each bound to one part of a panel: made once, then only changed, so that
// the focus stays where it is. A part's state is that of its class in hnetlab/widgets/parts.py.
import { fixed, put } from "./dom.js";
import { newestOnly } from "./parts.js";

/**
 * @typedef {import("./parts.js").Parts} Parts
 * @typedef {{ parts: Parts, signal: AbortSignal }} Bound where the parts are, and what ends the binding
 */

let made = 0;

/** A number that no other control of the page has. */
const nextId = () => `hnetlab-control-${Date.now().toString(36)}-${++made}`;

/**
 * A button; while it can't be pressed it keeps the focus, so that a keyboard does not lose its place.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function button(parent, { parts, signal }, name) {
  const element = put(parent, "button", "control button");
  element.type = "button";
  element.dataset.part = name;
  element.onclick = () => {
    if (element.getAttribute("aria-disabled") !== "true") parts.act(name, { do: "click" });
  };
  parts.watch(
    name,
    ({ label = "", tooltip = "", disabled = false, hidden = false, primary = false }) => {
      element.textContent = label;
      element.title = tooltip;
      element.hidden = hidden;
      element.classList.toggle("primary", primary);
      element.setAttribute("aria-disabled", `${disabled}`);
    },
    signal,
  );
  return element;
}

/**
 * A label with a control of this tag after it.
 * @template {"input" | "select"} Tag
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 * @param {Tag} tag
 * @param {string} kind
 */
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
    signal,
  );
  return { frame, label, control };
}

/**
 * One of several options.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function choice(parent, bound, name) {
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
    bound.signal,
  );
  return frame;
}

/**
 * A switch that is on or off.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function toggle(parent, bound, name) {
  const { frame, control } = labelled(parent, bound, name, "input", "toggle");
  control.type = "checkbox";
  control.onchange = () => bound.parts.act(name, { do: "set", value: control.checked });
  bound.parts.watch(name, ({ value = false }) => (control.checked = value), bound.signal);
  return frame;
}

/**
 * A text or a number to type; it counts with Enter or when the focus goes elsewhere.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function entry(parent, bound, name) {
  const { frame, control } = labelled(parent, bound, name, "input", "entry");
  control.spellcheck = false;
  control.autocomplete = "off";
  control.onchange = () => bound.parts.act(name, { do: "type", text: control.value });
  let typed = false;
  control.oninput = () => (typed = true);
  control.onblur = () => (typed = false);
  bound.parts.watch(
    name,
    ({ text = "", placeholder = "", numeric = false, suggestions = [] }, changed) => {
      control.inputMode = numeric ? "decimal" : "text";
      control.placeholder = placeholder;
      if ("text" in changed || !typed) control.value = text;
      if (changed.suggestions?.length) {
        const list = /** @type {HTMLElement} */ (frame.querySelector("datalist") ?? put(frame, "datalist"));
        list.replaceChildren();
        list.id ||= nextId();
        control.setAttribute("list", list.id);
        for (const value of suggestions) put(/** @type {any} */ (list), "option").value = value;
      }
    },
    bound.signal,
  );
  return frame;
}

/**
 * A number on a scale, to drag or to type.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function slider(parent, bound, name) {
  const { frame, label, control } = labelled(parent, bound, name, "input", "slider");
  control.type = "range";
  const number = put(frame, "input", "number");
  number.inputMode = "decimal";
  number.spellcheck = false;
  let held = 0;
  const { parts, signal } = bound;
  const log = () => parts.get(name).scale === "log";
  const shown = (/** @type {number | null} */ value) => {
    if (value === null) return "";
    const { digits = null } = parts.get(name);
    if (digits === null) return `${Number(value.toPrecision(6))}`;
    return fixed(value, digits);
  };
  const place = (/** @type {number} */ value) => (log() ? Math.log10(value) : value);
  const send = newestOnly(async (/** @type {number} */ value) => {
    held += 1;
    try {
      await parts.act(name, { do: "set", value });
    } finally {
      held -= 1;
      if (!held) follow(parts.get(name));
    }
  });
  control.oninput = () => {
    // Of powers of ten a hand sets two digits; what is typed, or set by a program, stands there as it is.
    const value = log() ? Number((10 ** control.valueAsNumber).toPrecision(2)) : control.valueAsNumber;
    number.value = shown(value);
    control.setAttribute("aria-valuetext", number.value);
    send(value);
  };
  number.onchange = () => parts.act(name, { do: "type", text: number.value.replace("−", "-") });
  /** @param {import("./parts.js").PartState} state */
  function follow({ value = 0, min = 0, max = 1, step = 0.01 }) {
    Object.assign(control, { min: `${min}`, max: `${max}`, step: `${step}` });
    if (held) return; // the hand is further than the answer
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
    signal,
  );
  return frame;
}

/**
 * A sentence that Python says.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function note(parent, { parts, signal }, name) {
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
    signal,
  );
  return element;
}

/**
 * What Python has written as HTML, from texts that it escaped.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 */
export function markup(parent, { parts, signal }, name) {
  const element = put(parent, "div", "markup");
  element.dataset.part = name;
  parts.watch(
    name,
    ({ value = "", hidden = false }, changed) => {
      if ("value" in changed) element.innerHTML = value;
      element.hidden = hidden || !value;
    },
    signal,
  );
  return element;
}

/**
 * A picture whose bytes Python sends.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 * @param {string} [className]
 */
export function picture(parent, { parts, signal }, name, className = "") {
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
    signal,
  );
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  return element;
}

/**
 * Sections of which one is open or none; the names of the sections are those of their contents.
 * @param {Element} parent
 * @param {Bound} bound
 * @param {string} name
 * @param {((section: HTMLElement) => void)[]} fill puts the contents of each section into it
 */
export function sections(parent, { parts, signal }, name, fill) {
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
    head.onclick = () =>
      parts.act(name, { do: "open", index: head.getAttribute("aria-expanded") === "true" ? null : index });
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
    signal,
  );
  return frame;
}
