/**
 * With Trusted Types, browsers refuse plain strings that they would run. The page runs nothing by address but its own
 * workers; without a policy for markup and source text, nobody can create these.
 * @see https://www.w3.org/TR/trusted-types/
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

// The browser applies the policy "default" to plain strings, so workers can start in the form that bundlers recognise.
// Workers that start workers need a policy of their own.
trustedTypes?.createPolicy('default', {
  createScriptURL(address) {
    if (new URL(address, location.href).origin !== location.origin)
      throw new TypeError(`${address} is not a program of this page.`);
    return address;
  },
});
