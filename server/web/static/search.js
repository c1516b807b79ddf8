/* Offers things while a name is typed: an editable combobox with a list (ARIA Authoring Practices Guide).
   Without this script the field sends what is typed, and so it does with it, unless something is chosen. */

"use strict";

(() => {
  const PAUSE = 150; // milliseconds without a key before the server is asked
  const MOST = 8;
  const HAN = /\p{Script=Han}/u;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /* A wording with what was looked for marked; places count characters as the server does. */
  const marked = (words, places) => {
    const letters = Array.from(words);
    const parts = [];
    let at = 0;
    for (const [begin, end] of places) {
      parts.push(letters.slice(at, begin).join(""), element("mark", {}, letters.slice(begin, end).join("")));
      at = end;
    }
    parts.push(letters.slice(at).join(""));
    return parts;
  };

  /* Where a thing is, in the language and as of the day that were asked for. */
  const place = (one, form) => {
    const url = new URL(one.page, location.href);
    const asked = new URLSearchParams(location.search);
    const language = asked.get("lang");
    if (language && url.origin === location.origin) url.searchParams.set("lang", language);
    const day = form.elements.namedItem("at")?.value || asked.get("at");
    if (day && url.pathname.includes("/id/")) url.searchParams.set("at", day);
    return url.href;
  };

  const enhance = (form, number) => {
    const field = form.elements.namedItem("q");
    const words = form.dataset;
    const language = document.documentElement.lang;
    const kept = new Map();
    let options = [];
    let active = -1;
    let timer = 0;
    let request = null;
    let composing = false;

    const list = element("ul", { class: "offers", role: "listbox", id: `offers-${number}`, "aria-label": words.list });
    const status = element("p", { role: "status", class: "aside" });
    list.hidden = true;
    field.parentElement.append(list);
    form.append(status);
    field.type = "text";
    const attributes = {
      role: "combobox",
      enterkeyhint: "search",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": list.id,
    };
    for (const [key, value] of Object.entries(attributes)) field.setAttribute(key, value);

    const choose = (index) => {
      options[active]?.setAttribute("aria-selected", "false");
      active = index;
      const chosen = options[active];
      if (!chosen) return field.removeAttribute("aria-activedescendant");
      chosen.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    };

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      choose(-1);
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
    };

    const isOpen = () => !list.hidden;

    const option = (one, index) => {
      const [[tag, label]] = Object.entries(one.label);
      const { why, wording, language: written, marked: places } = one.match;
      const name = element("span", { class: "offer", lang: tag === "@none" ? "" : tag }, label);
      const kind = one.kind ? [" ", element("span", { class: "kind", lang: one.kind.language }, one.kind.label)] : [];
      const own = wording === label;
      if (own) name.replaceChildren(...marked(label, places));
      const match = own ? [] : [words.colon, element("bdi", { lang: written }, ...marked(wording, places))];
      const behind = one.behind
        .filter((tie) => !tie.former)
        .map((tie) => element("bdi", { lang: tie.language }, tie.label))
        .map((name) => element("span", { class: "why" }, `${words.behind}${words.colon}`, name));
      const made = element(
        "li",
        { role: "option", id: `offer-${number}-${index}`, "aria-selected": "false" },
        name,
        ...kind,
        " ",
        element("span", { class: "why" }, why, ...match),
        ...behind.flatMap((line) => [" ", line]),
      );
      made.dataset.href = place(one, form);
      return made;
    };

    const show = (found) => {
      options = found.suggestions.filter((one) => one.page).map(option);
      choose(-1);
      list.replaceChildren(...options);
      list.hidden = options.length === 0;
      field.setAttribute("aria-expanded", String(isOpen()));
      list.classList.remove("end");
      list.classList.toggle("end", list.getBoundingClientRect().right > document.documentElement.clientWidth);
      const told = [words.none, words.one][options.length] ?? words.more.replace("#", options.length);
      status.textContent = found.nearly ? `${words.nearly} ${told}` : told;
      list.scrollTop = 0;
    };

    const ask = async (typed) => {
      request?.abort();
      const held = kept.get(typed);
      if (held) return show(held);
      request = new AbortController();
      const { signal } = request;
      const asked = new URLSearchParams({ q: typed, limit: MOST, format: "json", lang: language });
      try {
        const answer = await fetch(`${words.suggest}?${asked}`, { signal });
        if (!answer.ok) throw answer.status;
        const found = await answer.json();
        kept.set(typed, found);
        if (!signal.aborted && document.activeElement === field) show(found);
      } catch {
        if (signal.aborted) return;
        status.textContent = ""; // it told of what was found before
        close(); // the field works without the list
      }
    };

    const changed = (pause = PAUSE) => {
      clearTimeout(timer);
      if (composing) return;
      const typed = field.value.trim();
      if (typed.length < 2 && !HAN.test(typed)) {
        status.textContent = "";
        return close();
      }
      timer = setTimeout(() => ask(typed), pause);
    };

    const go = (event, chosen) => {
      event.preventDefault();
      close();
      if (event.ctrlKey || event.metaKey) open(chosen.dataset.href, "_blank", "noopener");
      else location.assign(chosen.dataset.href);
    };

    const keys = {
      ArrowDown: (event) => {
        event.preventDefault();
        if (!isOpen()) changed(0);
        else if (!event.altKey) choose(active + 1 < options.length ? active + 1 : 0);
      },
      ArrowUp: (event) => {
        event.preventDefault();
        if (!isOpen()) return;
        if (event.altKey) close();
        else choose(active > 0 ? active - 1 : options.length - 1);
      },
      Enter: (event) => {
        if (isOpen() && active >= 0) go(event, options[active]);
        else close();
      },
      Escape: (event) => {
        if (isOpen()) event.preventDefault();
        else field.value = "";
        status.textContent = "";
        close();
      },
      Home: () => choose(-1),
      End: () => choose(-1),
      ArrowLeft: () => choose(-1),
      ArrowRight: () => choose(-1),
      Tab: () => close(),
    };

    field.addEventListener("keydown", (event) => {
      if (event.isComposing || composing || event.keyCode === 229) return; // keys of the input method
      keys[event.key]?.(event);
    });
    field.addEventListener("input", () => changed());
    field.addEventListener("compositionstart", () => {
      composing = true;
      clearTimeout(timer);
    });
    field.addEventListener("compositionend", () => {
      composing = false;
      changed();
    });
    field.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) go(event, chosen);
    });
    form.addEventListener("submit", close);
  };

  document.querySelectorAll("form.search[data-suggest]").forEach(enhance);
})();
