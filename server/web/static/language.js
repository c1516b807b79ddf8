/* Who has chosen a language keeps it: links and forms of a page that was asked for in one lead to pages in it.
   Without this script the language of the browser counts on the next page. */

"use strict";

(() => {
  const name = "lang";
  const chosen = new URLSearchParams(location.search).get(name);
  if (!chosen) return;
  const isPage = (url) =>
    url.origin === location.origin &&
    !url.searchParams.has(name) &&
    !/\/(static|data|tables)\/|\.[a-z0-9]+$/i.test(url.pathname);
  for (const link of document.querySelectorAll("a[href]")) {
    const isInside = link instanceof SVGElement;
    const url = new URL(isInside ? link.href.baseVal : link.href, location.href);
    if (url.pathname === location.pathname && url.hash && !url.search) continue; // a place on this page
    if (!isPage(url)) continue;
    url.searchParams.set(name, chosen);
    link.setAttribute("href", url.pathname + url.search + url.hash);
  }
  for (const form of document.querySelectorAll("form[method=get]")) {
    if (form.elements.namedItem(name)) continue;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = chosen;
    form.append(field);
  }
})();
