// The search of the bar above every page, and what single keys do. The words are those of the screen (top_bar.py).
(() => {
  const page = document.documentElement;
  // The language of the page is that of the bar, which the server draws.
  const tell = () => {
    const { lang } = document.querySelector(".bar") ?? {};
    if (lang && page.lang !== lang) page.lang = lang;
  };
  new MutationObserver(tell).observe(page, { childList: true, subtree: true, attributeFilter: ["lang"] });
  // The circle with initials is for the eye, and what opens below a button is called as the button: Streamlit calls it
  // by the Markdown of its words.
  const nameMenus = () => {
    document.querySelectorAll("[class*=st-key-sign_in_menu] button strong:not([aria-hidden])")
      .forEach((initials) => initials.setAttribute("aria-hidden", "true"));
    const opened = document.querySelector("[data-testid=stPopoverBody]");
    const words = opened && document.querySelector("[data-testid=stPopoverButton][aria-expanded=true] p")?.cloneNode(true);
    words?.querySelectorAll("[aria-hidden=true]").forEach((each) => each.remove());
    const name = words?.textContent.trim();
    if (name && opened.getAttribute("aria-label") !== name) opened.setAttribute("aria-label", name);
    document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]") // which has a name
      .forEach((field) => field.setAttribute("role", "group"));
  };
  new MutationObserver(nameMenus).observe(page, { childList: true, subtree: true, attributeFilter: ["aria-expanded"] });
  const words = () => window.coachingTopBar.words[page.lang.slice(0, 2)] ?? window.coachingTopBar.words.en;

  // What Streamlit says itself it says in English: here it is said in the language of the page, but not within what
  // people wrote.
  const NAMES = ["aria-label", "aria-valuetext", "title", "placeholder"];
  const WRITTEN =
    "[data-testid=stMarkdownContainer]:not([data-testid=stFileUploaderDropzone] *), [data-testid=stText], [data-tag], .stHtml, textarea, script, style";
  const OPTIONS = /^(Past |No results$)/; // which options of fields are Streamlit's: all others are what people wrote
  const inLong = (part, dates, language) => dates.map((date) => date.toLocaleDateString(language, { [part]: "long" }));
  const OF_MONTHS = [...Array(12).keys()].map((month) => new Date(2000, month));
  const OF_WEEKDAYS = [...Array(7).keys()].map((day) => new Date(2000, 0, 2 + day)); // the first is a Sunday
  const MONTHS = inLong("month", OF_MONTHS, "en"), WEEKDAYS = inLong("weekday", OF_WEEKDAYS, "en");
  // A day as English readers write it, in whatever order, or only a part of it.
  const DAY = new RegExp(`\\b(?:(\\d\\d?) )?(${MONTHS.join("|")})\\b(?: (\\d\\d?)\\b)?(?:,? (\\d{4})\\b)?`, "g");
  const WEEKDAY = new RegExp(`\\b(${WEEKDAYS.join("|")})\\b`, "g");
  const inDays = (text) => text
    .replace(WEEKDAY, (weekday) => inLong("weekday", OF_WEEKDAYS, page.lang)[WEEKDAYS.indexOf(weekday)])
    .replace(DAY, (whole, before, month, after, year) => {
      const day = before ?? after;
      return new Date(year ?? 2000, MONTHS.indexOf(month), day ?? 1).toLocaleDateString(page.lang, {
        month: "long", ...(day && { day: "numeric" }), ...(year && { year: "numeric" }) });
    });
  const known = {}; // by language
  const DAY_IS_CHOSEN = "{what} selected"; // of anything else somebody may have written so
  const REMOVED = "Remove {what}"; // of what the reader has chosen in a field
  const inLanguage = (text, isDay = false, isTag = false) => {
    const language = page.lang.slice(0, 2);
    const said = known[language] ??= (window.coachingTopBar.words[language]?.streamlit ?? []).map(([english, ours]) => {
      const escaped = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
      return [new RegExp(`^${escaped.replace("{what}", "(.+)")}$`), ours, english === DAY_IS_CHOSEN, english === REMOVED];
    });
    const fits = ([each, , ofDays, ofTags]) => (isDay || !ofDays) && isTag === ofTags && each.test(text);
    const [pattern, ours] = said.find(fits) ?? [];
    const what = pattern?.exec(text)[1] ?? "";
    return pattern && ours.replace("{what}", (isTag ? what : inDays(what)).replace(/\$/g, "$$$$"));
  };
  // A day of a calendar, which may begin or end what is chosen, and be the first or the last one that can be chosen.
  const OF_GRID = /^(?:(Selected Range: .+? \d{4}), )?(.*?)(?:, (First available date))?(?:, (Last available date))?$/;
  const inGrid = (text) => {
    const [range, day, ...ends] = OF_GRID.exec(text).slice(1);
    const said = [range?.replace(" to ", " – "), ...ends].map((each) => each && inLanguage(each));
    return [said[0], inLanguage(day, true) ?? inDays(day), ...said.slice(1)].filter(Boolean).join(", ");
  };
  // By node, of each of its attributes (its text: ""), what Streamlit said and what was said instead: in another language
  // that is said anew.
  const changed = new WeakMap();
  const isOfDays = (node, name) => ( // of a date field or its calendar
    name === "aria-valuetext" || (name === "aria-label" && node.closest("[role=grid]")));
  const isOfTag = (node, name) => name === "aria-label" && node.matches("[data-tag] button");
  const say = (node, name, text, write) => {
    const before = changed.get(node)?.[name];
    const english = before?.ours === text ? before.english : text;
    const ours = page.lang.startsWith("en") ? english
      : isOfDays(node, name) ? inGrid(english) : inLanguage(english.trim(), false, isOfTag(node, name)) ?? english;
    if (ours === text) return;
    changed.set(node, { ...changed.get(node), [name]: { english, ours } });
    write(ours);
  };
  const sayName = (one, name) => {
    if (!one.hasAttribute(name)) return;
    const text = one.getAttribute(name);
    if (one.closest("[data-tag]") && text === one.textContent) return; // what somebody wrote, and the reader has chosen
    say(one, name, text, (ours) => one.setAttribute(name, ours));
  };
  const sayText = (node) => {
    const around = node.parentElement;
    if (node.data.length >= 100 || around?.closest(WRITTEN)) return;
    if (around?.closest("[role=option]") && !OPTIONS.test(node.data) && !changed.has(node)) return;
    say(node, "", node.data, (ours) => { node.data = ours; });
  };
  const sayWithin = (node) => {
    if (node.nodeType === Node.TEXT_NODE) sayText(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    NAMES.forEach((name) => sayName(node, name));
    node.querySelectorAll(NAMES.map((name) => `[${name}]`).join()).forEach((one) => NAMES.forEach((name) => sayName(one, name)));
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) sayText(texts.currentNode);
  };
  new MutationObserver((changes) => {
    if (page.lang.startsWith("en") && !changes.some(({ attributeName }) => attributeName === "lang")) return;
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (attributeName === "lang") sayWithin(document.body);
      else if (type === "attributes") sayName(target, attributeName);
      else if (type === "characterData") sayText(target);
      else addedNodes.forEach(sayWithin);
    }
  }).observe(page, { childList: true, subtree: true, characterData: true, attributeFilter: [...NAMES, "lang"] });
  const OFF = "coaching-keys-off";
  const TYPED_IN = "input, textarea, select, [contenteditable=true], [role=textbox], [role=combobox], [role=listbox], [role=menu]";
  const search = () => document.querySelector(".bar input");

  const follow = (address) => {
    const link = document.body.appendChild(Object.assign(document.createElement("a"), { href: address }));
    link.click(); // history.js leads on
    link.remove();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.(".bar input")) return;
    const { page, name } = event.target.dataset;
    follow(`${page}?${new URLSearchParams({ [name]: event.target.value.trim() })}`);
    event.target.value = "";
    event.target.blur();
  });

  // The one place where it is said what changed: aloud, and for a moment at the edge of the page.
  let silent = 0;
  window.coachingSay = (text, isShown = true) => {
    const said = document.querySelector(".told-now") ?? document.body.appendChild(make("div", { className: "told-now", role: "status" }));
    said.classList.toggle("quiet", !isShown);
    said.textContent = text;
    clearTimeout(silent);
    silent = setTimeout(() => { said.textContent = ""; }, 4000);
  };
  // What is said at the edge of the page when something was done. Streamlit puts it where no screen reader looks.
  const heard = new WeakSet();
  new MutationObserver(() => {
    const done = [...document.querySelectorAll("[data-testid=stToastContainer] [data-testid=stToastText]")];
    const unheard = done.filter((each) => !heard.has(each));
    unheard.forEach((each) => heard.add(each));
    if (unheard.length) window.coachingSay(unheard.map((each) => each.textContent).join(" "), false);
  }).observe(document.body ?? page, { childList: true, subtree: true });
  // The address of this page for somebody else: without who is signed in here.
  document.addEventListener("click", async (event) => {
    if (!event.target.closest?.(".bar .copy")) return;
    const address = new URL(location.href);
    window.coachingAddresses.always.forEach((name) => address.searchParams.delete(name));
    window.coachingSay((await copied(address.href)) ? words().copied : address.href);
  });
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // a page without TLS may only copy what is selected
      const field = document.body.appendChild(make("textarea", { value: text }));
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };
  // How many a list has left after it was filtered.
  let [where, counted] = ["", ""];
  new MutationObserver(() => {
    if (document.querySelector(".stApp")?.dataset.testScriptState !== "notRunning") return;
    const count = document.querySelector('[class*="st-key-count_"] p')?.textContent ?? "";
    if (count && where === location.pathname && count !== counted) window.coachingSay(count, false);
    [where, counted] = [location.pathname, count];
  }).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });

  // Whoever came signed out to the demo is shown around on their first page, once in this browser.
  const SHOWN = "coaching-tour";
  const kept = (change) => { try { return change(localStorage); } catch { return "seen"; } };
  const newcomer = () => document.querySelector(".stMain .bar[data-demo] strong") && document.querySelector(".stMain h1");
  // What the tour says first is true of the page to which the product's name leads.
  const isHome = () => {
    const home = document.querySelector(".stMain .bar a");
    return home && (location.pathname.endsWith("/") || new URL(home.href).pathname === location.pathname);
  };
  const showAround = () => {
    let step = 0;
    const said = words();
    const text = make("p", {});
    const place = make("h2", { tabIndex: -1 });
    const next = make("button", { type: "button" }, said.tourNext);
    const panel = make("dialog", { className: "tour", ariaLabel: said.tourTitle }, place, text, next,
      make("button", { type: "button", onclick: () => panel.remove() }, said.tourEnd));
    const draw = () => {
      place.textContent = `${said.tourTitle} · ${said.tourOf.replace("{step}", step + 1).replace("{last}", said.tour.length)}`;
      text.textContent = said.tour[step];
      next.hidden = step + 1 === said.tour.length;
      place.focus();
    };
    next.onclick = () => { step += 1; draw(); };
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") panel.remove(); });
    // Whoever presses something else is on the way, and nothing may lie over where that leads.
    const onTheWay = (event) => {
      if (panel.contains(event.target)) return;
      document.removeEventListener("click", onTheWay, true);
      panel.remove();
    };
    document.addEventListener("click", onTheWay, true);
    document.querySelector(".stApp").appendChild(panel).show();
    draw();
  };
  const lookForNewcomers = () => {
    const known = kept((store) => store.getItem(SHOWN));
    if (!known && newcomer()) kept((store) => store.setItem(SHOWN, "begins"));
    if (known !== "begins" || newcomer() || !isHome()) return;
    kept((store) => store.setItem(SHOWN, "seen"));
    showAround();
  };
  // The bar is drawn a moment after the server has answered: the script that draws it may still be on its way.
  new MutationObserver(() => {
    if (kept((store) => store.getItem(SHOWN)) !== "seen") [0, 300, 1000, 3000].forEach((wait) => setTimeout(lookForNewcomers, wait));
  }).observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });

  // A link of the page by its words, also within a table.
  const linkCalled = (names) => {
    const main = document.querySelector("[data-testid=stMain]");
    const trees = [main, ...[...main.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
    const links = trees.flatMap((tree) => [...tree.querySelectorAll("a[href]")]);
    const said = (link) => (link.querySelector("p") ?? link).textContent.trim();
    return names.map((name) => links.find((link) => said(link) === name)).find(Boolean);
  };
  const press = (link) => { if (link) window.coachingFollow(link); };
  const keys = {
    "?": () => help().showModal(),
    "/": () => search()?.focus(),
    n: () => press(linkCalled(words().next)),
    p: () => press(linkCalled(words().previous)),
    c: () => press(linkCalled(words().compare)),
    b: () => press([...document.querySelectorAll(".crumbs a")].at(-1)),
  };

  const isOff = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
  const switchOff = (off) => { try { localStorage.setItem(OFF, off ? "yes" : "no"); } catch { /* for this page only */ } };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.composedPath().some((node) => node.matches?.(TYPED_IN))) return;
    if (document.querySelector("dialog[open], [role=dialog]") || !keys[event.key]) return;
    if (isOff() && event.key !== "?") return;
    event.preventDefault();
    keys[event.key]();
  });

  const make = (tag, attributes, ...children) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.append(...children);
    return node;
  };
  function help() {
    const said = words();
    const found = document.querySelector("dialog.keys");
    if (found?.ariaLabel === said.title) return found;
    found?.remove();
    const box = make("input", { type: "checkbox", checked: !isOff(), onchange: () => switchOff(!box.checked) });
    const rows = Object.entries(said.keys).map(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, does)]);
    const close = make("button", { type: "button", onclick: () => dialog.close() }, said.close);
    const dialog = make("dialog", { className: "keys", ariaLabel: said.title },
      make("h2", {}, said.title), make("dl", {}, ...rows.flat()), make("label", {}, box, ` ${said.on}`), close);
    return document.querySelector(".stApp").appendChild(dialog);
  }
})();
