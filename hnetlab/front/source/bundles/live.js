// LiveLab: runs that are watched and steered while they train.
import { button, choice, entry, note, slider, toggle } from "../controls.js";
import { put } from "../dom.js";
import { panelWidget } from "../jupyter.js";
import { Lane } from "../live/lane.js";
import { trialTable } from "../live/trials.js";
import "../live.css";

const KINDS = /** @type {Record<string, (parent: Element, bound: any, name: string) => HTMLElement>} */ ({
  button,
  choice,
  entry,
  slider,
  toggle,
});

/** @param {import("../panel.js").Frame} frame */
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

/** A place that a button opens and closes.
 * @param {Element} root @param {Element} row @param {string} label @param {string} tip */
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

/** The controls that the part `listing` names in one of its rows; what stays keeps its element and the focus.
 * @param {Element} place @param {import("../panel.js").Frame} frame @param {"before" | "during"} row */
function listing(place, { parts, signal }, row) {
  /** @type {Map<string, { kind: string, element: HTMLElement, end: AbortController }>} */
  const made = new Map();
  parts.watch(
    "listing",
    (state, changed) => {
      if (!(row in changed)) return;
      const wanted = /** @type {[string, string][]} */ (state[row] ?? []);
      const names = new Set(wanted.map(([, name]) => name));
      for (const [name, { kind, element, end }] of made) {
        if (names.has(name) && wanted.some(([other, each]) => each === name && other === kind)) continue;
        end.abort();
        element.remove();
        made.delete(name);
      }
      let next = /** @type {Element | null} */ (place.firstElementChild);
      for (const [kind, name] of wanted) {
        let found = made.get(name);
        if (!found) {
          const end = new AbortController();
          signal.addEventListener("abort", () => end.abort());
          found = { kind, element: KINDS[kind](place, { parts, signal: end.signal }, name), end };
          made.set(name, found);
        }
        if (found.element === next) next = next.nextElementSibling;
        else place.insertBefore(found.element, next);
      }
    },
    signal,
  );
}

/** @param {HTMLElement} place @param {import("../panel.js").Frame} frame */
function lanes(place, frame) {
  /** @type {Map<string, Lane>} */
  const shown = new Map();
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
    frame.signal,
  );
}

/** Buttons that copy what Python answers; where a page may not, the text stands there to be copied by hand.
 * @param {Element} place @param {import("../panel.js").Frame} frame */
function copying(place, { parts, signal }) {
  for (const name of ["do.link", "do.code"]) {
    const element = button(place, { parts, signal }, name);
    element.onclick = async () => {
      await parts.act(name, { do: "click" });
      await navigator.clipboard?.writeText(parts.get("clip").value ?? "").catch(() => {});
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
    signal,
  );
}

/** @param {Element} place @param {HTMLElement} root @param {AbortSignal} signal */
function fullScreen(place, root, signal) {
  const element = put(place, "button", "control button", "Full screen");
  element.type = "button";
  element.onclick = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.());
  document.addEventListener(
    "fullscreenchange",
    () => (element.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen"),
    { signal },
  );
}

export default panelWidget("live", live);
