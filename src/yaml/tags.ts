// Explicit tags (`!!str 12`) as sigs.k8s.io/yaml v1.6 takes them; tags of applications are ignored.
import { resolvePlain } from './scalars.ts'

type Tagged =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

const LONG = 'tag:yaml.org,2002:'

/** `!!str` of `!!str`, `!<tag:yaml.org,2002:str>`; any other tag as written. */
export function shortTag(raw: string): string {
  const tag = raw.startsWith('!<') ? raw.slice(2, -1) : raw
  return tag.startsWith(LONG) ? `!!${tag.slice(LONG.length)}` : tag
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  '!!int': (value) => Number.isInteger(value) || typeof value === 'bigint',
  '!!float': (value) => typeof value === 'number',
  '!!bool': (value) => typeof value === 'boolean',
  '!!null': (value) => value === null,
}

/** The value of a scalar with a tag, or the sentence that says why it has none. */
export function scalarOfTag(tag: string, text: string): Tagged {
  if (tag === '!!binary') return decodeBinary(text)
  const check = Object.hasOwn(CHECKS, tag) ? CHECKS[tag] : undefined
  if (check === undefined) return { ok: true, value: text }
  const value = resolvePlain(text)
  if (check(value)) return { ok: true, value }
  return { ok: false, message: `cannot decode "${text.slice(0, 60)}" as a ${tag}` }
}

function decodeBinary(text: string): Tagged {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll(/\s/g, '')), (char) => char.charCodeAt(0))
    return { ok: true, value: new TextDecoder().decode(bytes) }
  } catch {
    return { ok: false, message: '!!binary value contains invalid base64 data' }
  }
}
