let field, offer;

const begin = async () => {
  const found = document.querySelector("[data-offer]");
  if (found === field) return;
  field = found;
  offer?.abort();
  const { signal } = offer = new AbortController();
  try {
    if (!found || !await PublicKeyCredential.isConditionalMediationAvailable()) return;
    const json = await (await fetch(found.dataset.offer)).json();
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
    found.value = JSON.stringify(await navigator.credentials.get({ mediation: "conditional", publicKey, signal }));
    found.form.keep.disabled = !document.getElementById("keep").checked;
    found.form.requestSubmit();
  } catch {}
};

begin();
document.addEventListener("htmx:after:swap", begin);
