/* What the editor offers while somebody types: prefixes, classes and properties of the data, and things by any
   of their names. */

/* What is offered at once. */
const OFFERED = 60;

export const byId = (id) => document.getElementById(id);

/* An element with properties and children, for the other scripts, too. */
export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/* Register the completers with YASQE; the names under which it finds them. */
export const complete = (Yasqe, words) => {
  let listed = null;
  const terms = () => {
    listed ??= fetch(words.terms)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .catch(() => {
        listed = null; // asked for again
        return { prefixes: {}, classes: [], properties: [] };
      });
    return listed;
  };

  /* IRI → what stands beside it in the list */
  const beside = new Map();
  let prefixes = {};
  terms().then((found) => (prefixes = found.prefixes));

  const short = (yasqe, iri) => {
    const fits = Object.entries({ ...prefixes, ...yasqe.getPrefixesFromQuery() })
      .filter(([, base]) => iri.startsWith(base))
      .sort((one, other) => other[1].length - one[1].length)[0];
    const local = fits && iri.slice(fits[1].length);
    return fits && /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(local) ? `${fits[0]}:${local}` : `<${iri}>`;
  };

  /* The prefixes that a completion needs are declared with it. */
  const picked = (yasqe) => (editor, data, hint) => {
    editor.replaceRange(hint.text, hint.from ?? data.from, hint.to ?? data.to, "complete");
    const prefix = /^([^<:]+):/.exec(hint.text)?.[1];
    if (prefix && prefixes[prefix] && !(prefix in yasqe.getPrefixesFromQuery())) {
      yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
    }
  };

  const shown = (yasqe, hints) =>
    hints.map((hint) => ({
      ...hint,
      hint: picked(yasqe),
      render: (line) => {
        line.append(element("span", { className: "offer", textContent: hint.text }));
        const told = beside.get(hint.text);
        if (told) line.append(element("small", { textContent: told }));
      },
    }));

  const matching = (yasqe, rows, token) => {
    const typed = (token.string ?? "").trim();
    const colon = typed.indexOf(":");
    const base = (colon >= 0 && { ...prefixes, ...yasqe.getPrefixesFromQuery() }[typed.slice(0, colon)]) || "";
    const sought = typed.slice(colon + 1).replace(/^</, "").toLowerCase();
    const place = ([iri, , ...names]) =>
      Math.min(...[iri.replace(base || /^.*[/#]/, ""), ...names, base ? "" : iri]
        .map((name) => name.toLowerCase().indexOf(sought)).filter((at) => at >= 0));
    return rows
      .filter((row) => row[0].startsWith(base) && place(row) < Infinity)
      .sort((a, b) => place(a) - place(b))
      .slice(0, OFFERED)
      .map(([iri, count, ...names]) => {
        const label = names.filter(Boolean).join(" · ");
        beside.set(short(yasqe, iri), [label, `${count}×`].filter(Boolean).join(" · "));
        return iri;
      });
  };

  const own = {
    bulk: false,
    autoShow: false,
    persistenceId: null,
    postProcessSuggestion: (yasqe, _, iri) => short(yasqe, iri),
    postprocessHints: shown,
  };
  const of = (name) => ({
    ...own,
    name: `own-${name}`,
    get: (yasqe, token) => terms().then((found) => matching(yasqe, found[name], token)),
  });
  Yasqe.forkAutocompleter("prefixes", {
    name: "own-prefixes",
    persistenceId: null,
    get: () => terms().then((found) => Object.entries(found.prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort()),
  }, false);
  Yasqe.forkAutocompleter("class", of("classes"), false);
  Yasqe.forkAutocompleter("property", of("properties"), false);
  const names = ["own-prefixes", "own-classes", "own-properties"];
  if (!words.suggest) return names;

  Yasqe.registerAutocompleter({
    ...own,
    name: "own-things",
    onInitialize: () => {},
    isValidCompletionPosition: (editor) => /^id:./u.test(editor.getCompleteToken().string),
    preProcessToken: (_, token) => token,
    get: (yasqe, token) => {
      const asked = new URLSearchParams({ q: token.string.slice(3).replaceAll("-", " "), limit: 20, lang: document.documentElement.lang });
      return fetch(`${words.suggest}?${asked}`)
        .then((answer) => answer.json())
        .then(([, labels, told, iris]) => {
          iris.forEach((iri, place) => beside.set(short(yasqe, iri), [labels[place], told[place]].filter(Boolean).join(" · ")));
          return iris.filter((iri) => short(yasqe, iri).startsWith("id:"));
        })
        .catch(() => []);
    },
  }, false);
  return ["own-things", ...names];
};
