// The search of the bar above every page, and what single keys do. The words are those of the screen (top_bar.py).
(() => {
  const { words } = window.coachingTopBar;
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
    n: () => press(linkCalled(words.next)),
    p: () => press(linkCalled(words.previous)),
    c: () => press(linkCalled(words.compare)),
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
    const found = document.querySelector("dialog.keys");
    if (found) return found;
    const box = make("input", { type: "checkbox", checked: !isOff(), onchange: () => switchOff(!box.checked) });
    const rows = Object.entries(words.keys).map(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, does)]);
    const close = make("button", { type: "button", onclick: () => dialog.close() }, words.close);
    const dialog = make("dialog", { className: "keys", ariaLabel: words.title },
      make("h2", {}, words.title), make("dl", {}, ...rows.flat()), make("label", {}, box, ` ${words.on}`), close);
    return document.querySelector(".stApp").appendChild(dialog);
  }
})();
