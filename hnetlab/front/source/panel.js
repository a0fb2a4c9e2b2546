// The frame of a panel: its ground, its theme, and the keys that stay in it.
import { Links } from "./links.js";
import { put } from "./dom.js";
import "./panel.css";

/**
 * @typedef {import("./parts.js").Parts} Parts
 * @typedef {{
 *   root: HTMLElement,
 *   parts: Parts,
 *   links: Links,
 *   plotly: () => Promise<any>,
 *   signal: AbortSignal,
 *   onTheme: (act: () => void) => void,
 * }} Frame what the contents of a panel are made in; `signal` ends it, `plotly` brings the library
 * @typedef {(frame: Frame) => void} Contents
 */

/**
 * A panel in `el`.
 * @param {HTMLElement} el
 * @param {string} kind
 * @param {Parts} parts
 * @param {() => Promise<any>} plotly
 * @param {Contents} contents
 * @returns {() => void} what ends it
 */
export function createPanel(el, kind, parts, plotly, contents) {
  const end = new AbortController();
  const { signal } = end;
  const root = put(el, "div", `hnetlab-panel ${kind}`);
  keepKeys(root, signal);
  /** @type {Set<() => void>} */
  const painters = new Set();
  watchTheme(root, signal, () => painters.forEach((paint) => paint()));
  contents({ root, parts, links: new Links(), plotly, signal, onTheme: (act) => painters.add(act) });
  return () => {
    end.abort();
    root.remove();
  };
}

/** What is typed in `root` is not a command of the notebook around it; Ctrl+S and its like still are.
 * @param {HTMLElement} root
 * @param {AbortSignal} signal */
function keepKeys(root, signal) {
  const isCommand = (/** @type {KeyboardEvent} */ event) => event.ctrlKey || event.metaKey;
  for (const type of /** @type {const} */ (["keydown", "keypress", "keyup"])) {
    root.addEventListener(type, (event) => isCommand(event) || event.stopPropagation(), { signal });
  }
  // JupyterLab sees keys before the panel does, and leaves those alone whose target has this attribute.
  root.dataset.lmSuppressShortcuts = "true";
  const allow = (/** @type {KeyboardEvent} */ event) => {
    if (!event.composedPath().includes(root)) return;
    if (isCommand(event)) delete root.dataset.lmSuppressShortcuts;
    else root.dataset.lmSuppressShortcuts = "true";
  };
  window.addEventListener("keydown", allow, { capture: true, signal });
}

/** Says on `root` whether the ground behind it is dark, now and whenever the page changes.
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 * @param {() => void} changed */
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
  requestAnimationFrame(lookAgain); // now it is on the page
  const attributes = new MutationObserver(() => setTimeout(lookAgain, 50)); // style sheets come a little later
  const attributeFilter = ["class", "data-theme", "data-jp-theme-light", "style"];
  for (const element of [document.documentElement, document.body]) attributes.observe(element, { attributeFilter });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", lookAgain, { signal });
  signal.addEventListener("abort", () => attributes.disconnect());
}

/** Whether the nearest ground that covers anything is dark.
 * @param {Element} element */
function isDark(element) {
  /** @type {Element | null} */
  let place = element;
  while (place) {
    const [red, green, blue, opacity] = channels(getComputedStyle(place).backgroundColor);
    if (opacity > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
    const root = place.getRootNode();
    place = place.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return false;
}

/** Red, green, blue and opacity, 0 to 255, of a color in whatever way it is written.
 * @param {string} color */
function channels(color) {
  const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  return brush.getImageData(0, 0, 1, 1).data;
}
