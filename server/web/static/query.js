/* The query page: YASGUI in place of the text field, answers without leaving the page. All of it is also there
   without this script. */

import { byId, element } from "./query-completions.js";
import { queries } from "./query-tabs.js";

const start = () => {
  const form = byId("asking");
  const field = byId("query");
  const words = byId("query-words")?.dataset;
  if (!form || !field || !words) return;
  const area = byId("found-area");
  const button = form.querySelector("button[type=submit]");
  const status = byId("status");
  const place = form.action.split("#")[0];
  /* Characters of an address up to which a query is asked by GET. */
  const LONGEST = 8000;
  /* The tabs, where YASGUI is installed. */
  let tabs = null;

  const outdated = () => {
    const note = document.querySelector("#code-area .stale");
    if (note) note.hidden = field.value.trim() === note.dataset.query;
  };

  /* tab → what stops the run of its query */
  const runs = new Map();
  /* what the page shows, whichever part of it is jumped to */
  let here = location.search;

  const asked = () => {
    const fields = new FormData(form);
    fields.set("query", field.value);
    if (!fields.get("at")) fields.delete("at");
    return new URLSearchParams(fields);
  };

  /* Whether it is being answered. */
  const busy = () => {
    const is = runs.has(tabs?.tab());
    button.textContent = is ? words.stop : words.run;
    document.body.classList.toggle("running", is);
    tell(is ? words.running : "");
  };

  const run = async () => {
    const tab = tabs?.tab();
    if (runs.has(tab)) {
      runs.get(tab).abort();
      return;
    }
    const query = field.value;
    const parameters = asked();
    const whole = `?${parameters}`;
    const search = whole.length <= LONGEST ? whole : undefined;
    const start = performance.now();
    const running = new AbortController();
    let told = "";
    runs.set(tab, running);
    busy();
    try {
      const answer = await fetch(place + (search ?? bare()), {
        headers: { Accept: "text/html, application/problem+json;q=0.9" },
        signal: running.signal,
        ...(search ? {} : { method: "POST", body: parameters }),
      });
      const text = await answer.text();
      const seconds = ((performance.now() - start) / 1000).toPrecision(2);
      if (answer.headers.get("Content-Type")?.startsWith("text/html")) {
        const page = parts(new DOMParser().parseFromString(text, "text/html"), query);
        if (tab === tabs?.tab()) moved(search);
        if (tab) tabs.show(tab, page, search);
        else show(page);
        if (answer.ok) told = words.done.replace("#", seconds);
      } else told = detail(text);
    } catch (error) {
      told = error.name === "AbortError" ? words.stopped : words.failed;
    }
    runs.delete(tab);
    if (tab !== tabs?.tab()) return;
    busy();
    tell(told);
  };

  const tell = (text) => {
    status.textContent = text;
  };

  const detail = (text) => {
    try {
      return JSON.parse(text).detail;
    } catch {
      return text.slice(0, 500);
    }
  };

  /* What of a page is of its query. */
  const parts = (page, query) => ({
    query: query.trim(),
    title: page.title,
    chosen: [...page.getElementById("chosen-example").children],
    found: [...page.getElementById("found-area").children],
  });

  /* In place of what this page holds. */
  const show = (page) => {
    byId("chosen-example").replaceChildren(...page.chosen);
    area.replaceChildren(...page.found);
    document.title = page.title;
    drawn(page);
  };

  /* Made use of, once. */
  const done = new WeakSet();
  const drawn = (page, yasqe) => {
    if (done.has(page.found)) return;
    done.add(page.found);
    const all = (selector) => page.found.flatMap((part) => [...part.querySelectorAll(selector)]);
    for (const note of all(".stale")) note.dataset.query = page.query;
    for (const table of all("table.results")) sortable(table);
    for (const code of all("pre.copy")) copied(code);
    const problem = page.found.find((part) => part.matches(".problem[data-line]"));
    if (problem && yasqe) marked(yasqe, problem.dataset);
    const head = page.found === served.found ? null : area.querySelector("h2");
    if (head && head.getBoundingClientRect().top > window.innerHeight - 80) head.scrollIntoView({ block: "start" });
    outdated();
  };

  const marked = (yasqe, { line, column }) => {
    yasqe.addLineClass(line - 1, "background", "mistaken");
    yasqe.getDoc().setCursor({ line: line - 1, ch: column - 1 });
    const clear = () => {
      yasqe.removeLineClass(line - 1, "background", "mistaken");
      yasqe.off("change", clear);
    };
    yasqe.on("change", clear);
  };

  const copied = (code) => {
    const copy = element("button", { type: "button", className: "copying", textContent: words.copy });
    copy.onclick = async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.textContent = words.copied;
        setTimeout(() => (copy.textContent = words.copy), 2000);
      } catch {
        getSelection().selectAllChildren(code); // for who copies by keys
      }
    };
    if (navigator.clipboard) code.before(copy);
  };

  const sortable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    const read = (row, place) => row.cells[place].firstElementChild?.textContent ?? "";
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const name = head.textContent;
      const sort = element("button", { type: "button", title: `${words.sort} ${name}`, textContent: name });
      head.replaceChildren(sort);
      sort.onclick = () => {
        const isDown = head.ariaSort === "ascending";
        for (const other of heads) other.ariaSort = null;
        head.ariaSort = isDown ? "descending" : "ascending";
        const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
        const sorted = [...rows].sort((one, other) => order.compare(read(one, place), read(other, place)));
        table.tBodies[0].append(...(isDown ? sorted.reverse() : sorted));
      };
    });
    if (rows.length < 10) return;
    const only = element("input", { type: "search", id: "row-filter", autocomplete: "off" });
    const count = element("span", { className: "note", role: "status" });
    only.oninput = () => {
      const sought = only.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(sought);
      count.textContent = words.rows.replace("#", rows.filter((row) => !row.hidden).length);
    };
    const label = element("label", { textContent: words.filter, htmlFor: only.id });
    table.closest(".scroll").before(element("p", { className: "filter" }, label, only, count));
  };

  /* The page without an answer, in its language. */
  const bare = () => (form.lang ? `?lang=${form.lang.value}` : "");

  /* The address is that of the answer that is shown, or of none. */
  const moved = (search) => {
    const next = search ?? bare();
    const way = next === location.search ? "replaceState" : "pushState";
    history[way]({ tab: tabs?.tab().getId() }, "", place + next);
    here = location.search;
  };

  /* The day is that of the answer, too. */
  const dated = (search) => {
    busy();
    if (search !== undefined && form.at) form.at.value = new URLSearchParams(search).get("at") ?? "";
  };

  const selected = (search) => {
    dated(search);
    moved(search);
  };

  const gallery = document.querySelector("section.examples");

  const sought = () => {
    const box = gallery.querySelector(".filter");
    const input = box.querySelector("input");
    const none = gallery.querySelector(".none");
    const groups = [...gallery.querySelectorAll("details")];
    const open = groups.map((group) => group.open);
    box.hidden = false;
    input.oninput = () => {
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      groups.forEach((group, place) => {
        const heading = group.querySelector("summary").textContent;
        let here = 0;
        for (const one of group.querySelectorAll("li")) {
          const text = `${heading} ${one.textContent} ${one.dataset.words ?? ""}`.toLowerCase();
          one.hidden = !parts.every((part) => text.includes(part));
          here += one.hidden ? 0 : 1;
        }
        group.hidden = !here;
        group.open = parts.length ? here > 0 : open[place];
        found += here;
      });
      none.textContent = found ? "" : words.none;
    };
  };

  /* other languages have what is shown, if an address holds it */
  for (const one of document.querySelectorAll(".tongues :is(a, button)")) {
    one.onclick = () => {
      const asked = new URLSearchParams(location.search);
      asked.set("lang", one.lang);
      if (one.href) one.href = `?${asked}`;
      else location.search = asked;
      return !!one.href;
    };
  }
  form.noValidate = true;
  form.onsubmit = (event) => {
    event.preventDefault();
    run();
  };
  window.onpopstate = () => {
    if (location.search === here) return;
    here = location.search;
    if (tabs?.turn(history.state?.tab, here)) {
      dated(here);
      return;
    }
    history.replaceState({ ...history.state, isBack: true }, "");
    location.reload();
  };

  const served = parts(document, field.value);
  tabs = queries({ form, field, words, served, drawn, changed: outdated, selected });
  byId("keys").hidden = !tabs;
  if (!tabs) drawn(served);
  if (gallery) sought();
};

start();
