// Pictures to pick one of: each is a button that shows its place on one sheet.
import { put } from "./dom.js";

/**
 * @param {Element} parent
 * @param {import("./controls.js").Bound} bound
 * @param {string} name
 * @param {string} label
 */
export function samples(parent, { parts, signal }, name, label) {
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
        names.forEach((/** @type {string} */ text, /** @type {number} */ at) => {
          const button = put(frame, "button", "sample", url ? "" : text);
          button.type = "button";
          button.title = `Sample ${at + 1}: ${text}`;
          button.setAttribute("aria-label", button.title);
          button.style.setProperty("--across", `${columns > 1 ? (100 * (at % columns)) / (columns - 1) : 0}%`);
          button.style.setProperty("--down", `${rows > 1 ? (100 * Math.floor(at / columns)) / (rows - 1) : 0}%`);
          button.onclick = () => parts.act(name, { do: "pick", index: at });
        });
      }
      [...frame.children].forEach((button, at) => button.setAttribute("aria-pressed", `${at === index}`));
    },
    signal,
  );
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  return frame;
}
