// Of kinds without a description of their own: all of their fields.
// Follows genericDescriber of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { servedObject } from '../served.ts'
import { printHead } from './common.ts'
import type { Writer } from './writer.ts'

type Fields = Readonly<Record<string, unknown>>

const SKIPPED = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
])

/** An object by its fields, in the order of their names. */
export function describeGeneric(writer: Writer, object: ApiObject): void {
  printHead(writer, object.metadata)
  describeFields(writer, 0, servedObject(object), '')
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function describeFields(writer: Writer, level: number, fields: Fields, prefix: string): void {
  for (const [field, value] of Object.entries(fields).toSorted(([a], [b]) => compareText(a, b))) {
    const path = `${prefix}.${field}`
    if (SKIPPED.has(path)) continue
    const label = smartLabelFor(field)
    if (isFields(value)) {
      writer.line(level, `${label}:`)
      describeFields(writer, level + 1, value, path)
    } else if (Array.isArray(value)) {
      writer.line(level, `${label}:`)
      for (const item of value) {
        if (isFields(item)) describeFields(writer, level + 1, item, path)
        else writer.line(level + 1, plainText(item))
      }
    } else writer.line(level, `${label}:\t${plainText(value)}`)
  }
}

function plainText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(' ')}]`
  if (value === null || value === undefined) return '<nil>'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID'])

/** 'creationTimestamp' becomes 'Creation Timestamp'; what has other characters stays. */
export function smartLabelFor(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+/gu) ?? []
  const merged: string[] = []
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? ''
    const next = parts[index + 1] ?? ''
    const isAcronym = part.length >= 2 && part === part.toUpperCase() && part !== part.toLowerCase()
    if (isAcronym && /^\p{Lu}/u.test(next)) {
      merged.push(part + next)
      index += 1
    } else merged.push(part)
  }
  return merged.map(wordLabel).join(' ')
}

function wordLabel(word: string): string {
  if (ACRONYMS.has(word.toUpperCase())) return word.toUpperCase()
  return word === word.toLowerCase() ? word.slice(0, 1).toUpperCase() + word.slice(1) : word
}
