/*
 * A form that holds [data-passkey] is sent once the browser has made ("create") or used ("get") a passkey for it (W3C
 * WebAuthn 3). The part of the page it stands in is hidden, and the one after it says so, where a browser can't.
 */
const Key = window.PublicKeyCredential;
let asking = false;

/* Browsers before 2025 neither read nor write the JSON themselves. */
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const read = (kind, json) => {
  const native = kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (Key[native]) return Key[native](json);
  const named = (one) => ({ ...one, id: decode(one.id) });
  const { challenge, user, excludeCredentials } = json;
  const more = user && { user: named(user), excludeCredentials: excludeCredentials.map(named) };
  return { ...json, challenge: decode(challenge), ...more };
};

const write = (credential) => {
  try {
    return JSON.stringify(credential.toJSON());
  } catch { // there is none, or a password manager stands in for the browser and has not got it right
    const { id, type, response: said } = credential;
    const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = Object.fromEntries(names.filter((name) => said[name]).map((name) => [name, encode(said[name])]));
    return JSON.stringify({ id, rawId: id, type, response });
  }
};

const place = (field) => field.closest("form").parentElement;

/* Nothing, or what came of asking, by the name of the error. */
const note = (field, name) => {
  const notes = [...place(field).querySelectorAll("[data-on]")];
  const shown = name && (notes.find(({ dataset }) => dataset.on === name) || notes.at(-1));
  for (const one of notes) one.hidden = one !== shown;
};

const ask = async (field) => {
  const { passkey: kind, options } = field.dataset;
  asking = true;
  note(field);
  try {
    const answer = await fetch(options, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload(); // signed out meanwhile, or to be confirmed again
    field.value = write(await navigator.credentials[kind]({ publicKey: read(kind, await answer.json()) }));
    field.form.requestSubmit();
  } catch (error) {
    note(field, error.name);
  } finally {
    asking = false;
  }
};

/* Before anybody else hears of it. What is missing in the form is said before a passkey is made for nothing. */
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[data-passkey]");
  const empty = [...event.target.querySelectorAll("[aria-required]")].some(({ value }) => !value.trim());
  if (!field || field.value || empty) return;
  event.preventDefault();
  event.stopPropagation();
  if (!asking) ask(field);
}, true);

const begin = () => {
  const field = document.querySelector("[data-passkey]");
  if (!Key || !field) return;
  place(field).hidden = false;
  place(field).nextElementSibling.hidden = true;
};

begin();
document.addEventListener("htmx:after:swap", begin);
