// What somebody sees here: one page to sign in and to consent, and one for an error. Nothing comes from outside.

const STYLE = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 2rem auto; padding: 0 1rem; }
  label, input, button { font: inherit; }
  .box { display: block; width: 100%; box-sizing: border-box; min-height: 2.75rem; margin-bottom: 1rem; }
  button { min-height: 2.75rem; padding: 0 1.5rem; }`;

// No form-action: it would also forbid the way back to the portal, which follows the form.
export const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (heading, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body><main><h1>${heading}</h1>${main}</main></body>
</html>`;

export const signIn = ({ brand, tick }) => page(`Sign in to ${brand}`, `
<form method="post">
<label for="account">Account</label> <input class="box" id="account" name="account" autocomplete="off" required>
<label for="first_name">First name</label> <input class="box" id="first_name" name="first_name" autocomplete="off">
<label for="last_name">Last name</label> <input class="box" id="last_name" name="last_name" autocomplete="off">
<p><input type="checkbox" id="ticked" name="ticked"> <label for="ticked">${tick}</label></p>
<p><button>Continue</button> <button name="cancel" value="1" formnovalidate>Cancel</button></p>
</form>`);

export const problem = ({ brand }, { error, error_description }) => page(`${brand} can’t sign you in`, `
<p>${escaped(error)}: ${escaped(error_description ?? "")}</p>`);
