/* YASGUI in place of the text field, in the reader's words: queries in tabs that the browser remembers. Its YASR shows
   what the server made of an answer, so that it is what is there without scripts. */

import { byId, complete, element } from "./query-completions.js";

/* What puts it there; null where it is not installed. `served` is the page as it came; `changed` is told of changes of
   the query at hand, `selected` of each tab that is turned to. */
export const queries = ({ form, field, words, served, changed, selected, drawn }) => {
  const Yasgui = globalThis.Yasgui?.default ?? globalThis.Yasgui;
  if (!Yasgui) return null;
  const { Yasqe, Yasr } = Yasgui;
  const room = `${field.offsetHeight}px`;
  const key = `nameplate:${new URL(form.action).pathname}`;

  /* YASR → page, with the search part of its address */
  const pages = new WeakMap();
  const page_of = (tab) => pages.get(tab.getYasr());
  let current = null;
  let isReady = false;

  Yasr.registerPlugin("page", class {
    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return pages.has(this.yasr);
    }

    draw() {
      this.yasr.resultsEl.replaceChildren(...pages.get(this.yasr).found);
    }
  });
  Yasr.defaults.plugins = { page: { enabled: true } };
  Yasr.defaults.defaultPlugin = "page";

  const run = () => form.requestSubmit();
  Object.assign(Yasqe.defaults, {
    value: words.starter,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    autocompleters: complete(Yasqe, words),
    screenReaderLabel: words.editor,
    viewportMargin: Infinity,
    extraKeys: { ...Yasqe.defaults.extraKeys, "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false },
  });

  const kept = (tab) => tab.getPersistedJson();
  const keep = (tab) => {
    kept(tab).yasqe.value = tab.getQuery();
    tab.emit("change", tab, kept(tab));
  };

  const equip = (tab) => {
    if (!tab.controlBarEl.isConnected) return;
    const yasqe = tab.getYasqe();
    const told = kept(tab);
    told.opened ??= { value: told.yasqe.value, name: told.name, isFirst: true };
    const yasr = tab.getYasr();
    tab.controlBarEl.remove();
    yasr.headerEl.remove();
    yasr.rootEl.className = "";
    yasr.on("drawn", () => drawn(page_of(tab), yasqe));
    yasqe.showNotification = () => {};
    /* the editor takes the room that the field had, so that nothing moves */
    yasqe.getWrapperElement().style.minHeight = room;
    /* keys reach what scrolls */
    const scroller = yasqe.getScrollerElement();
    yasqe.on("update", () => (scroller.tabIndex = scroller.scrollHeight > scroller.offsetHeight ? 0 : -1));
    yasqe.on("change", () => {
      if (tab !== current) return;
      field.value = yasqe.getValue();
      changed();
    });
    /* what is typed calls for completions; moving about with arrows does not */
    yasqe.on("inputRead", (_, change) => {
      if (change.origin === "+input" && /[\p{L}:]/u.test(change.text.join(""))) yasqe.autocomplete(false);
    });
  };

  const place = (tab) => {
    const page = page_of(tab);
    byId("found-area").replaceChildren(tab.getYasr().rootEl);
    byId("chosen-example").replaceChildren(...(page?.chosen ?? []));
    document.title = page?.title ?? words.title;
    /* Enter in a field presses the first button of the form that sends it */
    for (const one of form.querySelectorAll("button:not([type])")) one.type = "button";
  };

  const shown = (tab) => {
    equip(tab);
    current = tab;
    field.value = tab.getQuery();
    place(tab);
    if (!isReady) return;
    changed();
    selected(page_of(tab)?.search);
  };

  const show = (tab, page, search) => {
    if (!tab_of(tab.getId())) return; // closed meanwhile
    keep(tab);
    pages.set(tab.getYasr(), { ...page, search });
    if (tab === current) place(tab);
    tab.getYasr().setResponse({ data: { head: { vars: [] } }, contentType: "text/html" });
  };

  const isUntouched = (tab) => {
    const { name, opened, yasqe } = kept(tab);
    return !yasqe.value.trim() || (opened?.value === yasqe.value && opened.name === name);
  };

  /* A name that somebody gave stays; one of an example goes with it. */
  const write = (tab, value, title, isBack = false) => {
    tab.select();
    if (tab.getQuery().trim() === value.trim()) return;
    const told = kept(tab);
    const isAnew = !isBack && isUntouched(tab);
    tab.setQuery(value);
    if (told.name === told.opened.name && (title || told.opened.title)) tab.setName(title ?? yasgui.createTabName());
    if (isAnew) told.opened = { value, title, name: told.name };
    keep(tab);
  };

  const bar = element("div", { className: "bar" });
  const host = element("div", { id: "editor" });
  field.after(host);

  const build = () =>
    new Yasgui(host, {
      persistenceId: key,
      tabName: words.tab,
      autofocus: false,
      populateFromUrl: false,
      contextMenuContainer: bar,
      requestConfig: { endpoint: form.action.split("#")[0] },
    });

  const show_of_yasgui = Yasgui.Tab.prototype.show;
  Yasgui.Tab.prototype.show = function () {
    show_of_yasgui.call(this);
    shown(this);
  };

  let yasgui;
  try {
    yasgui = build();
  } catch {
    /* what the browser remembers is of no use */
    localStorage.removeItem(`${key}_config`);
    host.replaceChildren();
    yasgui = build();
  }
  if (!yasgui.getTab()) yasgui.addTab(true);
  yasgui.createTabName = (name = words.tab, number = 1) => {
    const numbered = number > 1 ? `${name} ${number}` : name;
    return yasgui.tabNameTaken(numbered) ? yasgui.createTabName(name, number + 1) : numbered;
  };
  const list = yasgui.tabElements;
  const { tabContextMenu: menu, _tabsListEl: strip } = list;
  const links = () => [...strip.querySelectorAll("[role=tab]")];
  /* what had the focus may be gone */
  const focused = () => {
    if (document.activeElement === document.body) strip.querySelector("[aria-selected=true]").focus();
  };

  /* Names, roles, keys. */

  const dress = (id) => {
    const one = list.get(id);
    const { renameEl: name, tabEl } = one;
    Object.assign(tabEl.querySelector(".closeTab"), { title: words.tabClose, textContent: "" });
    /* the field for a name stands beside the tabs: none can be in a tab, nor one of the form */
    Object.assign(name, { hidden: true, autocomplete: "off", ariaLabel: words.tabRename });
    name.setAttribute("form", "");
    bar.prepend(name);
    one.startRename = () => {
      name.value = yasgui.getTab(id).getName();
      name.hidden = false;
      name.select();
    };
    name.addEventListener("keyup", (event) => {
      if (event.key === "Escape") name.value = yasgui.getTab(id).getName();
      if (["Enter", "Escape"].includes(event.key)) tabEl.firstChild.focus();
    });
    name.addEventListener("blur", () => {
      name.hidden = true;
      if (!name.value.trim()) yasgui.getTab(id)?.setName(yasgui.createTabName());
    });
  };

  const draw_of_list = list.drawTab;
  list.drawTab = (id, index) => {
    draw_of_list.call(list, id, index);
    dress(id);
  };
  Object.keys(list._tabs).forEach(dress);

  /* a tab list holds tabs alone: the button for a new one and the menu stand beside it */
  strip.ariaLabel = words.tabs;
  strip.querySelector(".addTab").parentElement.hidden = true;
  const button = (title, textContent, clicked) => {
    const made = element("button", { type: "button", title, ariaLabel: title, textContent });
    made.onclick = clicked;
    bar.append(made);
    return made;
  };
  button(words.tabNew, "+", () => {
    yasgui.addTab(true);
    current.getYasqe().focus();
  });
  const more = button(words.tabMenu, "⋯", (event) => {
    if (menu.contextEl?.isConnected) menu.closeConfigMenu();
    else menu.openConfigMenu(current.getId(), list.get(current.getId()), event);
  });
  Object.assign(more, { ariaHasPopup: "menu", ariaExpanded: false });
  new MutationObserver(() => (more.ariaExpanded = bar.contains(menu.contextEl))).observe(bar, { childList: true });
  strip.after(bar);

  strip.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const link = all.at(next % all.length);
    link.click();
    link.focus();
  }, true);

  const open_of_menu = menu.openConfigMenu;
  menu.openConfigMenu = (...of) => {
    menu.closeConfigMenu();
    open_of_menu.apply(menu, of);
    const box = menu.contextEl.firstChild;
    Object.assign(box, { role: "menu", ariaLabel: words.tabMenu });
    const names = [words.tabNew, words.tabRename, words.tabCopy, words.tabClose, words.tabOthers, words.tabReopen];
    const items = [...box.querySelectorAll("li")];
    items.forEach((item, at) =>
      Object.assign(item, { textContent: names[at], tabIndex: -1, role: "menuitem", ariaDisabled: item.matches(".disabled") }),
    );
    const usable = items.filter((item) => !item.matches(".disabled"));
    /* at the end of a stroke, which else would end in the field that a name is written in */
    let pressed = null;
    box.onkeyup = (event) => {
      if (event.target !== pressed) return;
      pressed.click();
      focused();
    };
    box.onkeydown = (event) => {
      const at = usable.indexOf(event.target);
      const next = { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key];
      if (next !== undefined) usable.at(next % usable.length).focus();
      else if (["Enter", " "].includes(event.key)) pressed = event.target;
      else if (event.key === "Escape" || event.key === "Tab") {
        menu.closeConfigMenu();
        more.focus();
      } else return;
      event.preventDefault();
    };
    usable[0].focus();
  };
  /* its own way is to be gone at any key */
  document.removeEventListener("keyup", menu.closeConfigMenu);

  yasgui.on("tabClose", (_, tab) => {
    list.get(tab.getId()).renameEl.remove();
    queueMicrotask(() => {
      if (!links().length) yasgui.addTab(true);
      focused();
    });
  });

  const tab_of = (id) => (id ? yasgui.getTab(id) : undefined);

  const open = (value) => {
    const back = tab_of(history.state?.tab);
    /* back at the address that was left, or reloaded, what was not run is there */
    if (back && kept(back).left === location.search && !history.state.isBack) {
      back.select();
      return;
    }
    const title = served.chosen[0]?.querySelector("h2")?.textContent;
    const all = yasgui.persistentConfig.getTabs().map(tab_of);
    const same = all.find((tab) => kept(tab).yasqe.value.trim() === value.trim());
    const tab = same ?? back ?? (isUntouched(current) ? current : null);
    if (tab) {
      write(tab, value, title, tab === back);
      return;
    }
    const name = title ?? yasgui.createTabName();
    yasgui.addTab(true, { name, yasqe: { value }, opened: { value, title, name } });
  };

  const { opened } = kept(current);
  if ("asked" in words) open(field.defaultValue);
  else if (isUntouched(current) && opened.isFirst) {
    write(current, field.defaultValue);
    kept(current).opened.isFirst = true;
  }
  field.hidden = true;
  field.required = false;
  byId("query-label").hidden = true;
  show(current, served, location.search);
  isReady = true;
  history.replaceState({ tab: current.getId() }, "");
  window.onpagehide = () => {
    kept(current).left = location.search;
    keep(current);
  };

  return {
    tab: () => current,
    show,
    /* Turn to the tab whose answer has an address; whether there is one. */
    turn: (id, search) => {
      const tab = tab_of(id);
      if (!tab || page_of(tab)?.search !== search) return false;
      isReady = false;
      tab.select();
      isReady = true;
      changed();
      return true;
    },
  };
};
