// One of the four: a certified provider with an answer of its own to who somebody is.

import { generateKeyPair, randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { Provider, errors } from "oidc-provider";
import { KINDS, meet, subjectOf } from "./kinds.mjs";
import { POLICY, problem, signIn } from "./pages.mjs";

const SECONDS = { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 };
const METADATA = "/.well-known/openid-configuration";

export async function makeIssuer(name, issuer, callbacks) {
  const kind = KINDS[name];
  const client = { client_id: `portal-at-${name}`, client_secret: randomBytes(24).toString("base64url") };
  const people = new Map();
  const provider = new Provider(issuer, {
    ...configuration(name, kind, await privateKey()),
    clients: [{ ...client, redirect_uris: [`${issuer}/nowhere`], ...(kind.me && { scope: kind.scopes.join(" ") }) }],
    findAccount: (ctx, accountId) => people.has(accountId) && {
      accountId,
      claims: () => ({ sub: accountId, ...kind.says?.(people.get(accountId)) }),
    },
    ...(kind.me && { discovery: { userinfo_endpoint: `${issuer}/me` } }),
  });
  // Portals come with ports of their own; each address is registered whole, and compared whole.
  provider.Client.prototype.redirectUriAllowed = (uri) => callbacks.has(uri);
  if (kind.introduction) provider.on("authorization.success", introduce(kind, people));
  provider.use(forgetting);
  provider.use(interaction(provider, name, people));
  if (kind.me) provider.use(plainOAuth(provider, kind, people));
  return { provider, client };
}

function configuration(name, kind, key) {
  return {
    claims: kind.claims,
    scopes: ["openid", ...(kind.scopes ?? [])],
    conformIdTokenClaims: false, // what a scope asks for stands in the id_token, as it does at all of these
    cookies: { keys: [randomBytes(24).toString("hex")], names: cookieNames(name) },
    extraParams: { nonce: (ctx) => checkRequest(kind, ctx.oidc.params) },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false }, userinfo: { enabled: !kind.me } },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    renderError: (ctx, out) => show(ctx, problem(kind, out)),
    ttl: SECONDS,
  };
}

// Browsers share cookies between the ports of a host: the four and the portal must not meet.
const cookieNames = (name) => ({
  session: `${name}_session`,
  interaction: `${name}_interaction`,
  resume: `${name}_resume`,
});

async function privateKey() {
  const { privateKey: key } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...key.export({ format: "jwk" }), use: "sig", alg: "RS256" };
}

// Stricter than the standard, so that a portal which forgets its nonce is found out.
function checkRequest(kind, params) {
  const fault = kind.check?.(params);
  if (fault) throw new errors.InvalidRequest(fault);
  if (params.scope?.split(" ").includes("openid") && !params.nonce) throw new errors.InvalidRequest("nonce is missing");
}

function introduce(kind, people) {
  return (ctx, answer) => {
    const person = people.get(ctx.oidc.session.accountId);
    if (!person.introduced) answer.user = kind.introduction(person);
    person.introduced = true;
  };
}

// Nobody stays signed in: the cookie of the session, which is set on the way back, never reaches the browser.
async function forgetting(ctx, next) {
  await next();
  if (ctx.path.startsWith("/auth/")) ctx.remove("Set-Cookie");
}

function show(ctx, html) {
  ctx.set("Content-Security-Policy", POLICY);
  ctx.type = "html";
  ctx.body = html;
}

// Whoever is typed there signs in, and consents to all that was asked.
function interaction(provider, name, people) {
  const kind = KINDS[name];
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== "POST") return show(ctx, signIn(kind));
    const form = Object.fromEntries(new URLSearchParams(await text(ctx.req)));
    const result = form.cancel
      ? { error: kind.refusal ?? "access_denied", error_description: "The user said no." }
      : await consent(provider, params, person(name, people, form));
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  };
}

function person(name, people, form) {
  const account = form.account.trim().toLowerCase();
  const accountId = subjectOf(name, account);
  if (!people.has(accountId)) people.set(accountId, meet({ ...form, account }));
  return accountId;
}

async function consent(provider, { client_id: clientId, scope }, accountId) {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}

function plainOAuth(provider, kind, people) {
  return async (ctx, next) => {
    if (ctx.path === "/me") return me(ctx, provider, kind, people);
    await next();
    if (ctx.path === METADATA) ctx.body.scopes_supported = kind.scopes;
  };
}

// As the Graph API: the id always, of the rest what `fields` names.
async function me(ctx, provider, kind, people) {
  const given = ctx.query.access_token ?? ctx.get("Authorization").replace(/^Bearer /i, "");
  const token = given && await provider.AccessToken.find(given);
  if (!token) {
    ctx.status = 401;
    ctx.body = { error: { message: "Invalid OAuth access token.", type: "OAuthException", code: 190 } };
    return;
  }
  const wanted = (ctx.query.fields ?? "name").split(",");
  const all = Object.entries(kind.me(people.get(token.accountId)));
  ctx.body = { ...Object.fromEntries(all.filter(([field]) => wanted.includes(field))), id: token.accountId };
}
