// Steps through the dates of a chart without a request: every line and row carries its state at each step, one
// letter each. Without this script the dates are links, which lead to the same.
"use strict";

// Two charts side by side show the same place of their pictures.
(() => {
  const frames = [...document.querySelectorAll("[data-beside]")];
  for (const frame of frames) {
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
    frame.addEventListener("scroll", () => {
      for (const other of frames) if (other.scrollLeft !== frame.scrollLeft) other.scrollLeft = frame.scrollLeft;
    });
  }
})();

(() => {
  const slider = document.getElementById("chart-slider");
  const range = document.getElementById("chart-step");
  const table = document.getElementById("chart-table");
  const steps = [...document.querySelectorAll("#chart-stretches a")];
  if (!slider || !range || !table || steps.length < 2) return;

  const states = { c: "certain", k: "known", p: "possible", a: "absent" };
  const names = Object.values(states);
  const drawn = [...document.querySelectorAll("#chart [data-s]")];
  const lines = [...document.querySelectorAll("#chart .tie > title")];
  // what the name of a line that is uncertain ends in
  const doubt = (title) => title.closest("svg").dataset.then || "";
  const named = new Map(lines.map((title) => {
    const words = title.textContent, end = doubt(title);
    return [title, end && words.endsWith(end) ? words.slice(0, -end.length) : words];
  }));
  const rows = [...table.querySelectorAll("tr[data-s]")];
  const counts = document.getElementById("chart-counts");
  const marked = document.querySelectorAll(".steps [aria-current]");
  const titles = ["chart-when", "chart-step-words"].map((id) => document.getElementById(id));
  const shown = titles[1].textContent;
  const captions = [table.caption, document.getElementById("chart-title")].map((one) => [one, one.textContent]);
  const [then, last] = ["then", "last"].map((name) => document.querySelector(`.lead-${name}`));
  // they tell of the date that the page came with
  const passed = [counts, document.querySelector(".steps .around")];
  const printed = document.querySelector(".printed");
  // things, downloads, citation, languages and the other chart are those of the date that is shown
  const dated = [...document.querySelectorAll(
    "[rel~=alternate], a[type], a[href*='cite?of='], a[data-dated], " +
    "a[href^='id/'], a[href*='/id/'], a[href^='things/'], a[href*='/things/']", // the page may be made light
  )];

  // The same address at another date; one without a date is as last known.
  const at = (address, day) => {
    const url = new URL(address, location.href), of = url.searchParams.get("of");
    if (of) url.searchParams.set("of", at(of, day));
    else if (day) url.searchParams.set("at", day);
    else url.searchParams.delete("at");
    return url.pathname + url.search;
  };

  // How the page is cited at another date, as the server writes it.
  const { cited, citedThen, then: citedAt } = slider.dataset;
  const citation = (day) => day ? citedThen.replaceAll(citedAt, day) : cited;

  let waiting; // browsers allow an address to change so often only

  const become = (element, name) => {
    element.classList.remove(...names);
    element.classList.add(name);
  };

  const show = (place) => {
    const step = steps[place];
    for (const one of drawn) become(one, states[one.dataset.s[place]]);
    for (const title of lines) title.textContent = named.get(title) + (title.closest(".possible") ? doubt(title) : "");
    for (const row of rows) {
      const name = states[row.dataset.s[place]];
      become(row, name);
      row.querySelector(".state").textContent = table.dataset[name];
    }
    for (const title of titles) title.textContent = step.textContent;
    for (const [one, words] of captions) one.textContent = words.replace(shown, step.textContent);
    for (const link of dated) link.setAttribute("href", at(link.getAttribute("href"), step.dataset.at));
    then.hidden = !step.dataset.at;
    last.hidden = !then.hidden;
    range.setAttribute("aria-valuetext", step.textContent);
    document.getElementById("chart-at").value = step.dataset.at;
    for (const one of marked) one.removeAttribute("aria-current");
    for (const one of passed) one?.remove();
    if (printed) printed.textContent = citation(step.dataset.at);
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", step.href), 300);
  };

  const frame = document.getElementById("chart");
  frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2; // where there is no room for all of it
  range.addEventListener("input", () => show(Number(range.value)));
  range.setAttribute("aria-valuetext", titles[1].textContent);
  slider.hidden = false;
})();
