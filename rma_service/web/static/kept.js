// Keeps what was typed when a session ends under it, in this tab only, until it is there again; and
// leads whoever adds a fault tag on into it.
"use strict";

const KEPT = "kept-form";
const SIGN_IN = "/sign-in";

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string");
}

function keep(form) {
  const kept = {
    person: document.body.dataset.person,
    page: location.pathname,
    action: form.getAttribute("action"),
    fields: fieldsOf(form),
  };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

function tell(text) {
  const note = document.createElement("div");
  note.className = "said info";
  note.setAttribute("role", "status");
  note.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.getElementById("content").prepend(note);
}

function fill(form, fields) {
  const boxes = form.querySelectorAll("input[type=checkbox], input[type=radio]");
  boxes.forEach((box) => { box.checked = fields.some(([name, value]) => box.name === name && box.value === value); });
  fields.forEach(([name, value]) => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLElement && !["checkbox", "radio", "hidden"].includes(field.type)) {
      field.value = value;
    }
  });
}

// The server draws a form with more fault tags than the empty one has: it takes none away here.
function askForAll(form, fields) {
  const token = form.elements.namedItem("csrf").value;
  const whole = document.createElement("form");
  whole.method = "post";
  whole.action = form.getAttribute("action");
  [...fields.filter(([name]) => name !== "key"), ["csrf", token], ["key", form.elements.namedItem("key").value],
    ["remove", "none"]].forEach(([name, value]) => {
    whole.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  });
  document.body.append(whole);
  whole.submit();
}

function restore(kept) {
  const forms = [...document.querySelectorAll("form[data-kept]")].filter(
    (each) => each.getAttribute("action") === kept.action);
  const whole = forms.find((form) => kept.fields.every(([name]) => form.elements.namedItem(name)));
  const growing = forms.find((form) => form.querySelector("button[name=add]"));
  if (whole) {
    whole.closest("details")?.setAttribute("open", "");
    fill(whole, kept.fields);
    tell("Your session had ended. What you entered is here again; nothing of it was sent.");
  } else if (growing) {
    askForAll(growing, kept.fields);
  }
}

function look() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (location.pathname === SIGN_IN) {
    if (kept) {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, away: true }));
      tell("What you entered is kept in this tab; it is there again after you sign in.");
    }
    return;
  }
  sessionStorage.removeItem(KEPT);
  if (kept && kept.away && kept.page === location.pathname && kept.person === document.body.dataset.person) {
    restore(kept);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-kept]")) {
    keep(event.target);
  } else if (event.target.matches("form[action='/sign-out']")) {
    sessionStorage.removeItem(KEPT);
  }
}, true);

// A piece of a page that is asked for after the session ended would be the page to sign in.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname !== SIGN_IN) {
    return;
  }
  event.detail.shouldSwap = false;
  const form = event.detail.elt.closest("form[data-kept]");
  if (form) {
    keep(form);
  }
  location.assign(`${SIGN_IN}?said=ended&next=${encodeURIComponent(location.pathname + location.search)}`);
});

// Whoever adds a fault tag goes on in it.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "tags") {
    event.detail.target.lastElementChild.querySelector("input:not([type=hidden])").focus();
  }
});

look();
