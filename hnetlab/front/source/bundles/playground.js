// The page that trains.
import { benchmark } from "../playground/benchmark.js";
import { Page } from "../playground/page.js";
import "../playground.css";

const carried = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
const entries = Object.entries(carried).map(async ([name, each]) => [name, await benchmark(each)]);
new Page(document, Object.fromEntries(await Promise.all(entries)));
