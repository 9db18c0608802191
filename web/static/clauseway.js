// What script adds to pages that work without it: suggestions while typing, and sorting and filtering of tables.
"use strict";

const status = document.createElement("div");
status.className = "unseen";
status.setAttribute("role", "status");
document.body.append(status);

// ---- suggestions: a combobox with a list, as the ARIA authoring practices have it ------------------------------

const WAIT_MS = 80;

class Combobox {
  constructor(input, number) {
    this.input = input;
    this.type = input.dataset.suggest;
    this.found = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    const frame = document.createElement("span");
    frame.className = "combo";
    const focused = document.activeElement === input; // moving an element takes its focus away
    input.replaceWith(frame);
    frame.append(input, this.list);
    if (focused) input.focus();
    for (const [name, text] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(name, text);
    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  // of a list of names parted by commas the last one is being typed
  get many() { return ["economies", "agreements", "clauses"].includes(this.type); }
  get typed() { return (this.many ? this.input.value.split(",").pop() : this.input.value).trim(); }

  askSoon() {
    clearTimeout(this.timer);
    this.under?.abort();
    if (!this.typed) return this.close();
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.under = new AbortController();
    const query = new URLSearchParams({ q: this.typed.slice(0, 100), type: this.type });
    try {
      const answer = await fetch(`/suggest?${query}`, { signal: this.under.signal });
      if (answer.ok) this.show(await answer.json());
      else this.close();
    } catch (fault) {
      if (fault.name !== "AbortError") this.close();
    }
  }

  show(found) {
    if (document.activeElement !== this.input) return;
    this.found = found;
    this.list.replaceChildren(...found.map((each, n) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const note = document.createElement("span");
      note.className = "small";
      note.textContent = [this.type === "any" ? each.kind : "", each.note].filter(Boolean).join(" · ");
      option.append(each.name, " ", note);
      return option;
    }));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.mark(-1);
    status.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
  }

  mark(n) {
    this.active = n;
    [...this.list.children].forEach((option, m) => option.setAttribute("aria-selected", String(m === n)));
    if (n < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", this.list.children[n].id);
    this.list.children[n].scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.timer);
    this.under?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  key(event) {
    const open = !this.list.hidden;
    const count = this.list.children.length;
    if (event.isComposing) return; // an input method is choosing characters
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.typed ? this.ask() : undefined;
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = this.active + step; // one step beyond either end leads back to the field
      this.mark(next >= count ? -1 : next < -1 ? count - 1 : next);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }

  choose(n) {
    const each = this.found[n];
    if (this.type === "any") {
      location.assign(each.address);
      return;
    }
    const before = this.many ? this.input.value.split(",").slice(0, -1).map((part) => part.trim()) : [];
    this.input.value = [...before, each.key].join(",");
    this.close();
    status.textContent = `${each.name} chosen`;
  }
}

document.querySelectorAll("input[data-suggest]").forEach((input, number) => new Combobox(input, number));

// ---- tables: sort by a column, filter by words ----------------------------------------------------------------

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function valueOf(row, column) {
  const text = row.cells[column].textContent.trim();
  return { text, number: Number(text.replaceAll(",", "").replace(/\s*%$/, "")) };
}

function sort(table, head, column) {
  const numeric = head.classList.contains("n");
  const was = head.getAttribute("aria-sort");
  // numbers begin with the largest, words with A
  const now = was ? (was === "ascending" ? "descending" : "ascending") : numeric ? "descending" : "ascending";
  const sign = now === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, whole: valueOf(row, 0).text === "all", ...valueOf(row, column) }));
  rows.sort((a, b) => {
    if (a.whole || b.whole) return Number(a.whole) - Number(b.whole); // the row of totals stays below the others
    if (!a.text || !b.text) return Number(!a.text) - Number(!b.text); // what is not known stands last either way
    const numbers = numeric && !Number.isNaN(a.number) && !Number.isNaN(b.number);
    return sign * (numbers ? a.number - b.number : order.compare(a.text, b.text));
  });
  body.append(...rows.map((each) => each.row));
  table.querySelectorAll("thead th").forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", now);
  status.textContent = `Sorted by ${head.textContent.trim()}, ${now}`;
}

function addSorting(table) {
  const heads = table.querySelectorAll("thead th");
  if (table.tBodies[0].rows.length < 2 || table.querySelector("[colspan]")) return;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head, column));
  });
}

function addFilter(place) {
  const rows = [...document.getElementById(place.dataset.filters).tBodies[0].rows];
  const id = `filter-${place.dataset.filters}`;
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = "Only rows with";
  const input = document.createElement("input");
  input.id = id;
  input.type = "search";
  input.autocomplete = "off";
  const count = document.createElement("span");
  count.className = "small";
  count.setAttribute("role", "status");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
  });
  place.append(label, input, count);
}

document.querySelectorAll("table.rows").forEach(addSorting);
document.querySelectorAll("[data-filters]").forEach(addFilter);

// ---- menu: on a narrow screen its line is scrolled to where the reader is ---------------------------------------

const current = document.querySelector(".top nav [aria-current]");
if (current) {
  const line = current.closest("ul");
  const start = current.offsetLeft - line.offsetLeft;
  if (start + current.offsetWidth > line.clientWidth - 40) line.scrollLeft = start - 48;
}
