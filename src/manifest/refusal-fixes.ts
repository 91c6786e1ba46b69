// Edits for what the API server refuses most often: a name with capitals, a word that is none, a request above its
// limit, a mount without its volume, a selector that selects nothing, an object that must be there first.
import { parseYaml } from '#yaml/parse-yaml.ts'
import { createPlaces } from '#yaml/positions.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import type { Diagnostic, Range, YamlDocument, YamlPath } from '#yaml/types.ts'
import type { QuickFix } from './types.ts'
import { inFlow, insertField, quoted, valueAt } from './field-edits.ts'
import { closest } from './suggest.ts'

interface Problem {
  readonly message: string
  readonly range: Range
  readonly text: string
  /** The field of the refusal. */
  readonly path: YamlPath
  readonly match: RegExpExecArray
}

interface Rule {
  readonly pattern: RegExp
  fix(problem: Problem): readonly QuickFix[]
}

const FIELD = /^([a-zA-Z][\w.[\]/-]*): /

const replace = (title: string, range: Range, newText: string): readonly QuickFix[] => [
  { title, edits: [{ range, newText }] },
]

const RULES: readonly Rule[] = [
  {
    pattern: /Unsupported value: "([^"]*)": supported values: (.+)$/,
    fix({ range, match }) {
      const found = match[1] ?? ''
      const supported = [...(match[2] ?? '').matchAll(/"([^"]+)"/g)].map(([, word = '']) => word)
      const same = supported.find((word) => word.toLowerCase() === found.toLowerCase())
      const only = supported.length === 1 ? supported[0] : undefined
      const wanted = same ?? only ?? closest(found, supported)
      return wanted === undefined ? [] : replace(`Change to ${wanted}`, range, wanted)
    },
  },
  {
    pattern:
      /Invalid value: "([^"]+)": (?:a lowercase RFC 1123|a DNS-1035|must contain only alpha-numeric)/,
    fix({ range, match, text }) {
      const found = match[1] ?? ''
      const fixed = found
        .toLowerCase()
        .replaceAll(/[^a-z0-9.-]+/g, '-')
        .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
      const isThere = text.slice(range.start.offset, range.end.offset).includes(found)
      if (fixed === '' || fixed === found || !isThere) return []
      return replace(`Change to ${fixed}`, range, fixed)
    },
  },
  {
    pattern: /^quantities must match/,
    fix({ range, text }) {
      const found = text.slice(range.start.offset, range.end.offset)
      const fixed = found.replace(
        /^(["']?[\d.]+) ?(k|m|g|t)i?b(["']?)$/i,
        (_, amount: string, unit: string, quote: string) =>
          `${amount}${unit.toUpperCase()}i${quote}`,
      )
      return fixed === found ? [] : replace(`Change to ${fixed}`, range, fixed)
    },
  },
  {
    pattern:
      /resources\.requests: Invalid value: "[^"]*": must be less than or equal to (\S+) limit of (\S+)$/,
    fix({ text, range, path, match }) {
      const [, resource = '', limit = ''] = match
      const place = documentAt(text, range)?.ranges.valueAt([...path, resource])
      return place === undefined ? [] : replace(`Request ${limit}`, place, quoted(limit))
    },
  },
  {
    pattern: /volumeMounts\[\d+\]\.name: Not found: "([^"]+)"/,
    fix: ({ text, range, path, match }) => mountFixes(text, range, path, match[1] ?? ''),
  },
  {
    pattern:
      /^spec\.template\.metadata\.labels: Invalid value: .*`selector` does not match template `labels`/,
    fix({ text, range }) {
      const document = documentAt(text, range)
      const wanted = valueAt(document?.value, ['spec', 'selector', 'matchLabels'])
      const place = document?.ranges.valueAt(['spec', 'template', 'metadata', 'labels'])
      if (typeof wanted !== 'object' || wanted === null || place === undefined) return []
      const labels = valueAt(document?.value, ['spec', 'template', 'metadata', 'labels'])
      const both = { ...(labels as object | null), ...wanted }
      return replace('Give the template the labels of the selector', place, inFlow(both))
    },
  },
  {
    pattern: /^spec\.selector: Required value$/,
    fix({ text, range }) {
      const document = documentAt(text, range)
      const labels = valueAt(document?.value, ['spec', 'template', 'metadata', 'labels'])
      if (typeof labels !== 'object' || labels === null) return []
      const line = `selector: {matchLabels: ${inFlow(labels)}}`
      return insertInto(text, document, ['spec'], 'Select the labels of the template', line)
    },
  },
  {
    pattern: /\.name: Required value$/,
    fix({ text, range, path }) {
      const container = /^(?:initC|c)ontainers$/.test(String(path.at(-3)))
      if (!container) return []
      const parent = path.slice(0, -1)
      const document = documentAt(text, range)
      const image = valueAt(document?.value, [...parent, 'image'])
      const name = nameOfImage(typeof image === 'string' ? image : '')
      return insertInto(text, document, parent, `Call it ${name}`, `name: ${name}`)
    },
  },
  {
    pattern: /^metadata\.name: Required value/,
    fix({ text, range }) {
      const document = documentAt(text, range)
      const kind = valueAt(document?.value, ['kind'])
      const name = typeof kind === 'string' ? `my-${kind.toLowerCase()}` : 'my-object'
      if (valueAt(document?.value, ['metadata']) !== undefined)
        return insertInto(text, document, ['metadata'], `Call it ${name}`, `name: ${name}`)
      return insertInto(text, document, [], `Call it ${name}`, `metadata: {name: ${name}}`)
    },
  },
  {
    pattern: /error looking up service account ([^/\s]+)\/([^\s:]+):/,
    fix({ text, match }) {
      const [, namespace = '', name = ''] = match
      return inFront(text, `Create the ServiceAccount ${name}`, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      })
    },
  },
  {
    pattern: /no PriorityClass with name ([^\s"]+) was found/,
    fix({ text, match }) {
      const [, name = ''] = match
      return inFront(text, `Create the PriorityClass ${name}`, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value: 1000,
      })
    },
  },
]

/** The fixes for a refusal of the API server; empty when a person has to decide. */
export function refusalFixes({ message, range }: Diagnostic, text: string): readonly QuickFix[] {
  const path = pathOf(FIELD.exec(message)?.[1] ?? '')
  for (const { pattern, fix } of RULES) {
    const match = pattern.exec(message)
    const fixes = match === null ? [] : fix({ message, range, text, path, match })
    if (fixes.length > 0) return fixes
  }
  return []
}

/** `spec.containers[0].name` as steps. */
function pathOf(field: string): YamlPath {
  return [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) =>
    index === undefined ? (key ?? '') : Number(index),
  )
}

function documentAt(text: string, { start }: Range): YamlDocument | undefined {
  const { documents } = parseYaml(text)
  return documents.findLast(({ range }) => range.start.offset <= start.offset) ?? documents[0]
}

function mountFixes(text: string, range: Range, path: YamlPath, name: string): readonly QuickFix[] {
  const document = documentAt(text, range)
  const end = path.findLastIndex((step) => step === 'initContainers' || step === 'containers')
  const spec = path.slice(0, Math.max(0, end))
  const volumes = valueAt(document?.value, [...spec, 'volumes'])
  const names = Array.isArray(volumes)
    ? (volumes as readonly unknown[]).flatMap((one) =>
        typeof one === 'object' && one !== null && 'name' in one ? String(one.name) : [],
      )
    : []
  const similar = closest(name, names)
  const renamed = similar === undefined ? [] : replace(`Change to ${similar}`, range, similar)
  if (volumes !== undefined) return renamed
  const line = `volumes: [{name: ${name}, emptyDir: {}}]`
  return [...renamed, ...insertInto(text, document, spec, `Add the volume ${name}`, line)]
}

/** The fix that puts a field in front of the first one of a mapping. */
function insertInto(
  text: string,
  document: YamlDocument | undefined,
  parent: YamlPath,
  title: string,
  field: string,
): readonly QuickFix[] {
  const edit = document === undefined ? null : insertField({ ...document, text }, parent, field)
  return edit === null ? [] : [{ title, edits: [edit] }]
}

/** An object in front of all that is applied; none in front of JSON. */
function inFront(text: string, title: string, object: object): readonly QuickFix[] {
  if (text.trimStart().startsWith('{')) return []
  const newText = `${printYaml(object)}${text.startsWith('---') ? '' : '---\n'}`
  return [{ title, edits: [{ range: createPlaces(text).range(0, 0), newText }] }]
}

/** 'nginx' of 'docker.io/library/nginx:1.27'. */
function nameOfImage(image: string): string {
  const last = image.split('/').at(-1)?.split(/[:@]/)[0] ?? ''
  const name = last.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-')
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) ? name : 'app'
}
