// How the four differ in what they ask for, and in what they say of a person:
// { account, email, firstName, lastName, ticked, introduced }. A name that has no "@" is an account without an email.

import { createHash } from "node:crypto";

const sha256 = (text, encoding = "hex") => createHash("sha256").update(text).digest(encoding);
const digits = (hash, length) => BigInt(`0x${hash}`).toString().slice(0, length);

// Facebook leaves out what it does not know, and so do the others.
const known = (claims) => Object.fromEntries(Object.entries(claims).filter(([, value]) => value));

const names = ({ firstName, lastName }) => known({
  given_name: firstName,
  family_name: lastName,
  name: `${firstName} ${lastName}`.trim(),
});

export const KINDS = {
  google: {
    brand: "Google",
    tick: "Leave my email unverified",
    claims: { email: ["email", "email_verified"], profile: ["given_name", "family_name", "name"] },
    subject: (hash) => digits(hash, 21),
    says: (person) => ({
      ...names(person),
      ...(person.email && { email: person.email, email_verified: !person.ticked }),
    }),
  },

  // Names never stand in its id_token: they are posted once, beside the code (introduction below).
  apple: {
    brand: "Apple",
    tick: "Hide my email",
    refusal: "user_cancelled_authorize",
    claims: { email: ["email", "email_verified", "is_private_email"], name: [] },
    subject: (hash) => `001234.${hash.slice(0, 32)}.0837`,
    says: (person) => person.email && {
      email: mailbox(person),
      email_verified: "true", // the words, as Apple writes them
      ...(person.ticked && { is_private_email: "true" }),
    },
    check({ scope = "", response_mode }) {
      if (/\b(name|email)\b/.test(scope) && response_mode !== "form_post") {
        return "response_mode must be form_post when name or email scope is requested.";
      }
    },
    introduction: (person) => JSON.stringify({
      name: { firstName: person.firstName, lastName: person.lastName },
      email: mailbox(person),
    }),
  },

  // Says nothing of whether the email was verified, but for an optional claim of the tenant's domain.
  microsoft: {
    brand: "Microsoft",
    tick: "My organization owns my email’s domain",
    claims: { openid: ["sub", "tid", "oid"], profile: ["name", "preferred_username"], email: ["email", "xms_edov"] },
    subject: (hash) => sha256(`pairwise ${hash}`, "base64url"),
    says: (person) => ({
      tid: "3f0c7c1e-59e5-4b0e-9d2a-6a1f5c0b7e42",
      oid: sha256(person.account).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, "$1-$2-4$3-8$4-$5"),
      preferred_username: person.account,
      ...known({ name: names(person).name, email: person.email, xms_edov: person.email && person.ticked }),
    }),
  },

  // Plain OAuth 2.0: no id_token, and /me says who it is.
  facebook: {
    brand: "Facebook",
    tick: "Share my email",
    claims: {},
    scopes: ["email", "public_profile"],
    subject: (hash) => digits(hash, 17),
    me: (person) => known({
      first_name: person.firstName,
      last_name: person.lastName,
      name: names(person).name,
      email: person.ticked && person.email,
    }),
  },
};

// Somebody as they are first seen; they stay so, whatever is typed the next time.
export function meet({ account, first_name, last_name, ticked }) {
  const email = account.includes("@") ? account : "";
  return { account, email, firstName: first_name.trim(), lastName: last_name.trim(), ticked: Boolean(ticked), introduced: false };
}

export const subjectOf = (name, account) => KINDS[name].subject(sha256(`${name} ${account}`));

const mailbox = ({ account, email, ticked }) => (
  email && ticked ? `${sha256(account).slice(0, 10)}@privaterelay.appleid.com` : email
);
