/** Request bodies as the AWS SDK for Go writes them, which Terraform uses. */

/** Parameters by their full names, in alphabetical order, with `+` for a space. */
export function goForm(action: string, parameters: Readonly<Record<string, string | number>> = {}): string {
  const all = { ...parameters, Action: action, Version: '2016-11-15' };
  return Object.entries(all)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .sort()
    .join('&');
}

/** As url.QueryEscape of Go does, which also encodes the characters that encodeURIComponent leaves. */
const encode = (text: string) =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
