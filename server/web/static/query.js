/* The query page: an editor in place of the text field, answers without leaving the page. All of it is also there
   without this script. The words are those of the page. */
"use strict";

(() => {
  const form = document.getElementById("asking");
  const field = document.getElementById("query");
  const words = document.getElementById("query-words")?.dataset;
  if (!form || !field || !words) return;
  const button = form.querySelector("button[type=submit]");
  const status = document.getElementById("status");
  /* Characters of an address up to which a query is asked by GET, so that its address can be shared. */
  const LONGEST = 6000;
  /* What is offered at once while somebody types. */
  const OFFERED = 60;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* ---- The editor ---- */

  let yasqe = null;

  const edit = () => {
    if (typeof Yasqe === "undefined") return;
    const host = element("div", { id: "editor" });
    field.after(host);
    const completers = complete();
    const room = `${field.offsetHeight}px`;
    yasqe = new Yasqe(host, {
      value: field.value,
      persistenceId: null,
      createShareableLink: null,
      consumeShareLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      prefixCcApi: null,
      autocompleters: completers,
      screenReaderLabel: words.editor,
      viewportMargin: Infinity,
      extraKeys: {
        "Ctrl-Enter": () => form.requestSubmit(),
        "Cmd-Enter": () => form.requestSubmit(),
        Tab: false,
        "Shift-Tab": false,
      },
    });
    yasqe.showNotification = () => {};
    /* the editor takes the room that the field had, so that nothing moves */
    yasqe.getWrapperElement().style.minHeight = room;
    field.hidden = true;
    field.required = false;
    document.getElementById("query-label").addEventListener("click", () => yasqe.focus());
    document.getElementById("keys").hidden = false;
    yasqe.on("change", () => {
      field.value = yasqe.getValue();
      outdated();
    });
    /* what is typed calls for completions; moving about with arrows does not */
    yasqe.on("inputRead", (_, change) => {
      if (change.origin === "+input" && /[\p{L}:]/u.test(change.text.join(""))) yasqe.autocomplete(false);
    });
  };

  const outdated = () => {
    const note = document.querySelector("#code-area .stale");
    if (note) note.hidden = field.value.trim() === note.dataset.query;
  };

  const remember = () => {
    const note = document.querySelector("#code-area .stale");
    if (note) note.dataset.query = field.value.trim();
  };

  /* ---- Completions, from the description of the data and from the search ---- */

  let listed = null;
  const terms = () => {
    listed ??= fetch(words.terms)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .catch(() => ({ prefixes: {}, classes: [], properties: [] }));
    return listed;
  };

  /* IRI → what stands beside it in the list */
  const beside = new Map();
  let prefixes = {};

  const short = (iri) => {
    const fits = Object.entries({ ...prefixes, ...yasqe.getPrefixesFromQuery() })
      .filter(([, base]) => iri.startsWith(base))
      .sort((one, other) => other[1].length - one[1].length)[0];
    const local = fits && iri.slice(fits[1].length);
    return fits && /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(local) ? `${fits[0]}:${local}` : `<${iri}>`;
  };

  /* The prefixes that a completion needs are declared with it. */
  const picked = (editor, data, hint) => {
    editor.replaceRange(hint.text, hint.from ?? data.from, hint.to ?? data.to, "complete");
    const prefix = /^([^<:]+):/.exec(hint.text)?.[1];
    if (prefix && prefixes[prefix] && !(prefix in yasqe.getPrefixesFromQuery())) {
      yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
    }
  };

  const shown = (_, hints) =>
    hints.map((hint) => ({
      ...hint,
      hint: picked,
      render: (line) => {
        line.append(element("span", { className: "offer", textContent: hint.text }));
        const told = beside.get(hint.text);
        if (told) line.append(element("small", { textContent: told }));
      },
    }));

  const matching = (rows, token) => {
    const typed = (token.string ?? "").trim();
    const colon = typed.indexOf(":");
    const base = colon >= 0 ? (yasqe.getPrefixesFromQuery()[typed.slice(0, colon)] ?? prefixes[typed.slice(0, colon)]) : "";
    const sought = typed.slice(colon + 1).replace(/^</, "").toLowerCase();
    return rows
      .filter(([iri, , ...names]) => {
        if (base && !iri.startsWith(base)) return false;
        const local = iri.replace(/^.*[/#]/, "");
        return [local, iri, ...names].some((name) => name.toLowerCase().includes(sought));
      })
      .slice(0, OFFERED)
      .map(([iri, count, ...names]) => {
        const label = names.filter(Boolean).join(" · ");
        beside.set(short(iri), [label, `${count}×`].filter(Boolean).join(" · "));
        return iri;
      });
  };

  const complete = () => {
    terms().then((found) => (prefixes = found.prefixes));
    const own = {
      bulk: false,
      autoShow: false,
      persistenceId: null,
      postProcessSuggestion: (_, __, iri) => short(iri),
      postprocessHints: shown,
    };
    const of = (name) => ({ ...own, name: `own-${name}`, get: (_, token) => terms().then((found) => matching(found[name], token)) });
    Yasqe.forkAutocompleter("prefixes", {
      name: "own-prefixes",
      persistenceId: null,
      get: () => terms().then((found) => Object.entries(found.prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort()),
    }, false);
    Yasqe.forkAutocompleter("class", of("classes"), false);
    Yasqe.forkAutocompleter("property", of("properties"), false);
    const names = ["own-prefixes", "own-classes", "own-properties"];
    if (words.suggest) {
      Yasqe.registerAutocompleter({
        ...own,
        name: "own-things",
        onInitialize: () => {},
        isValidCompletionPosition: (editor) => /^id:./u.test(editor.getCompleteToken().string),
        preProcessToken: (_, token) => token,
        get: (_, token) => {
          const asked = new URLSearchParams({ q: token.string.slice(3).replaceAll("-", " "), limit: 20, lang: document.documentElement.lang });
          return fetch(`${words.suggest}?${asked}`)
            .then((answer) => answer.json())
            .then(([, labels, told, iris]) => {
              iris.forEach((iri, place) => beside.set(short(iri), [labels[place], told[place]].filter(Boolean).join(" · ")));
              return iris.filter((iri) => short(iri).startsWith("id:"));
            })
            .catch(() => []);
        },
      }, false);
      names.unshift("own-things");
    }
    return names;
  };

  /* ---- Running ---- */

  let running = null;
  /* what the page shows, whichever part of it is jumped to */
  let here = location.search;

  const asked = () => {
    const fields = new FormData(form);
    fields.set("query", field.value);
    if (!fields.get("at")) fields.delete("at");
    return new URLSearchParams(fields);
  };

  const run = async () => {
    if (running) {
      running.abort();
      return;
    }
    const parameters = asked();
    const place = form.action.split("#")[0];
    const address = `${place}?${parameters}`;
    const isShort = address.length <= LONGEST;
    const start = performance.now();
    running = new AbortController();
    button.textContent = words.stop;
    tell(words.running);
    document.body.classList.add("running");
    try {
      const answer = await fetch(isShort ? address : place, {
        headers: { Accept: "text/html, application/problem+json;q=0.9" },
        signal: running.signal,
        ...(isShort ? {} : { method: "POST", body: parameters }),
      });
      const text = await answer.text();
      const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
      const seconds = ((performance.now() - start) / 1000).toPrecision(2);
      if (!isPage) {
        tell(detail(text));
        return;
      }
      show(new DOMParser().parseFromString(text, "text/html"));
      if (isShort) history.pushState(null, "", address);
      here = location.search;
      tell(answer.ok ? words.done.replace("#", seconds) : "");
    } catch (error) {
      tell(error.name === "AbortError" ? words.stopped : words.failed);
    } finally {
      running = null;
      button.textContent = words.run;
      document.body.classList.remove("running");
    }
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

  /* Put what a page holds in place of what this one does. */
  const show = (page) => {
    for (const id of ["chosen-example", "found-area"]) {
      const found = page.getElementById(id);
      if (found) document.getElementById(id).replaceWith(document.adoptNode(found));
    }
    document.title = page.title;
    equip();
    const area = document.getElementById("found-area");
    const place = area.querySelector("h2");
    if (place && place.getBoundingClientRect().top > window.innerHeight - 80) place.scrollIntoView({ block: "start" });
  };

  /* ---- What answers can do ---- */

  const equip = () => {
    remember();
    for (const table of document.querySelectorAll("table.results")) sortable(table);
    for (const code of document.querySelectorAll("#code-area pre")) copied(code);
    const problem = document.querySelector(".problem[data-line]");
    if (problem && yasqe) {
      const line = Number(problem.dataset.line) - 1;
      yasqe.addLineClass(line, "background", "mistaken");
      yasqe.getDoc().setCursor({ line, ch: Number(problem.dataset.column) - 1 });
      const clear = () => {
        yasqe.removeLineClass(line, "background", "mistaken");
        yasqe.off("change", clear);
      };
      yasqe.on("change", clear);
    }
  };

  const copied = (code) => {
    const copy = element("button", { type: "button", className: "copying", textContent: words.copy });
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = words.copied;
      setTimeout(() => (copy.textContent = words.copy), 2000);
    });
    if (navigator.clipboard) code.before(copy);
  };

  const sortable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 2) return;
    const read = (row, place) => row.cells[place].firstElementChild?.textContent ?? "";
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      const name = head.textContent;
      const sort = element("button", { type: "button", title: `${words.sort} ${name}`, textContent: name });
      head.replaceChildren(sort);
      sort.addEventListener("click", () => {
        const isDown = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
        const sorted = [...rows].sort((one, other) => order.compare(read(one, place), read(other, place)));
        table.tBodies[0].append(...(isDown ? sorted.reverse() : sorted));
      });
    });
    if (rows.length < 10) return;
    const only = element("input", { type: "search", id: "row-filter", autocomplete: "off" });
    const count = element("span", { className: "note" });
    count.setAttribute("role", "status");
    only.addEventListener("input", () => {
      const sought = only.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(sought);
      count.textContent = words.rows.replace("#", rows.filter((row) => !row.hidden).length);
    });
    const label = element("label", { textContent: words.filter });
    label.htmlFor = only.id;
    table.closest(".scroll").before(element("p", { className: "filter" }, label, only, count));
  };

  /* ---- The gallery ---- */

  const gallery = document.querySelector("section.examples");

  const sought = () => {
    const box = gallery.querySelector(".filter");
    const input = box.querySelector("input");
    const none = gallery.querySelector(".none");
    const groups = [...gallery.querySelectorAll("details")];
    const open = groups.map((group) => group.open);
    box.hidden = false;
    input.addEventListener("input", () => {
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      groups.forEach((group, place) => {
        const heading = group.querySelector("summary").textContent;
        let here = 0;
        for (const one of group.querySelectorAll("li")) {
          const text = `${heading} ${one.textContent} ${one.dataset.words}`.toLowerCase();
          one.hidden = !parts.every((part) => text.includes(part));
          here += one.hidden ? 0 : 1;
        }
        group.hidden = !here;
        group.open = parts.length ? here > 0 : open[place];
        found += here;
      });
      none.textContent = found ? "" : words.none;
    });
  };

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  window.addEventListener("popstate", () => {
    if (location.search !== here) location.reload();
  });
  edit();
  equip();
  if (gallery) sought();
})();
