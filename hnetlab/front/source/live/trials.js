// The table of what was tried, with a way back to the settings of each trial.
import { put } from "../dom.js";

/**
 * @param {Element} parent
 * @param {import("../panel.js").Frame} frame
 */
export function trialTable(parent, { parts, signal }) {
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
      const trials = new Set(rows.map((/** @type {any} */ row) => row.trial)).size;
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
        const line = put(body, "tr");
        for (const name of names) put(line, "td", /^[-\d.e+]+$/.test(row[name]) ? "number" : "", row[name]);
        const last = put(line, "td");
        if (row.trial !== before) {
          const back = put(last, "button", "control button", "Go back");
          back.type = "button";
          back.setAttribute("aria-label", `Go back to the settings of trial ${row.trial}`);
          back.onclick = () => parts.act("trials", { do: "back", trial: Number(row.trial) });
        }
        before = row.trial;
      }
    },
    signal,
  );
}
