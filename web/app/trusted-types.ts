/**
 * The page's policy takes no plain string where a browser with Trusted Types would run it. What the page runs by an
 * address are its own workers; there is no policy for markup or source text, so nothing can make any.
 * @see https://www.w3.org/TR/trusted-types/
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

// "default" is the policy that the browser asks for plain strings, so that workers begin as the bundler knows them;
// workers that begin others have one of their own.
trustedTypes?.createPolicy('default', {
  createScriptURL(address) {
    if (new URL(address, location.href).origin !== location.origin)
      throw new TypeError(`${address} is not a program of this page.`);
    return address;
  },
});
