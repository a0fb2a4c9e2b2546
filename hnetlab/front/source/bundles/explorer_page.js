// The explorer as a page of its own.
import { ExplorerPage } from "../explored/page.js";
import { PageProbe } from "../explored/probe.js";
import "../playground.css";
import "../explorer_page.css";

const probe = await PageProbe.from(JSON.parse(document.getElementById("data")?.textContent ?? "{}"));
new ExplorerPage(document, probe);
