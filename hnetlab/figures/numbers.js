"use strict";

// What is under a figure of a page: its numbers as a table, written when it is opened, and as a file.
(() => {
  const element = (name, text = "", attributes = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, attributes);

  const numbersOf = (place) => JSON.parse(place.querySelector("script").textContent);

  function tableOf({ columns, rows }) {
    const table = element("table");
    table.createTHead().insertRow().append(...columns.map((name) => element("th", name, { scope: "col" })));
    const cell = (value) =>
      typeof value === "number"
        ? element("td", Number(value.toPrecision(6)), { className: "number", title: value })
        : element("td", value ?? "");
    const body = table.createTBody();
    for (const row of rows) body.insertRow().append(...row.map(cell));
    return table;
  }

  function csvOf({ columns, rows }) {
    const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const line = (row) => `${row.map((value) => quoted(String(value ?? ""))).join(",")}\r\n`;
    return [columns, ...rows].map(line).join("");
  }

  const listen = (event, within, act) =>
    document.addEventListener(event, (happened) => {
      const place = happened.target.closest?.(within)?.closest(".hnetlab-numbers");
      if (place) act(place);
    }, true); // opening does not bubble

  listen("toggle", ".hnetlab-numbers", (place) => {
    const shown = place.querySelector(".hnetlab-numbers > div");
    if (place.open && !shown.hasChildNodes()) shown.append(tableOf(numbersOf(place)));
  });

  listen("click", ".hnetlab-numbers > button", (place) => {
    const numbers = numbersOf(place);
    // The mark in front tells Excel that the text is UTF-8.
    const file = new Blob(["\ufeff", csvOf(numbers)], { type: "text/csv" });
    const link = element("a", "", { href: URL.createObjectURL(file), download: `${numbers.title}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
