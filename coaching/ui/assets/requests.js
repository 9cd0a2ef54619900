// What an agent has asked coaching for, each with a way to take it back. What it draws cells with is in cells.js.
export default function ({ data: [{ requests, words }], parentElement, setTriggerValue }) {
  const holder = parentElement.querySelector(".holder") ?? parentElement.appendChild(make("section", { class: "holder" }));
  holder.send = setTriggerValue; // this run's, for what the last one drew
  const drawn = JSON.stringify(requests);
  if (holder.drawn === drawn) return; // drawn already: a rerun does not take the focus away
  const line = (one) => {
    const back = make("button", { type: "button", class: "button", "aria-label": `${words.back}: ${one.about}` }, words.back);
    back.addEventListener("click", () => holder.send("asked", one.id));
    return make("li", {}, make("div", {}, make("a", { class: "name", href: one.address, dir: "auto" }, one.about),
      ...cells.tags(one.areas), one.note ? make("p", { dir: "auto" }, one.note) : null,
      make("small", { dir: "auto" }, one.said), one.coaching ? make("a", { href: one.coaching }, words.open) : null),
    one.open ? back : null);
  };
  holder.replaceChildren(make("h2", {}, words.asked), make("ul", {}, ...requests.map(line)));
  holder.drawn = drawn;
}
