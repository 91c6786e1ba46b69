// An edit of the manifests as something that is done later: what was there before stays as it was, and what is new or
// changed is applied, what is gone deleted, at its time.
import type { ApiObject } from '#api/meta/object.ts'
import { infoOf } from '#api/meta/object.ts'
import { checkFiles } from '#manifest/check-files.ts'
import { splitDocuments } from '#yaml/split-documents.ts'
import type { ScenarioFile } from './types.ts'
import { addAction } from './write-action.ts'

/** The files as they were before the edit, with the edit as actions at `atMs`. The same files when nothing differs. */
export function applyLater(
  before: readonly ScenarioFile[],
  after: readonly ScenarioFile[],
  atMs: number,
): readonly ScenarioFile[] {
  const changed = after.flatMap((file) => {
    const old = before.find(({ path }) => path === file.path)?.text ?? ''
    const text = changedDocuments(old, file.text)
    return text === '' ? [] : [{ path: file.path, text }]
  })
  const taken = new Set([...before, ...after].map(({ path }) => path))
  let files = before
  for (const { path, text } of changed) {
    const later = freePath(path, atMs, taken)
    taken.add(later)
    files = addAction([...files, { path: later, text }], { verb: 'apply', atMs, files: [later] })
  }
  for (const { kind, metadata } of goneObjects(before, after)) {
    const { name = '', namespace = 'default' } = metadata
    files = addAction(files, { verb: 'delete', atMs, namespace, resources: [{ kind, name }] })
  }
  return files
}

/** The documents of a text that another one does not have, as they are written. */
function changedDocuments(before: string, after: string): string {
  const known = new Set(splitDocuments(before).pieces.map(({ text }) => text.trim()))
  return splitDocuments(after)
    .pieces.map(({ text }) => text.trim())
    .filter((text) => !known.has(text))
    .map((text) => `${text}\n`)
    .join('---\n')
}

/** 'manifests/shop-at-21s.yaml', with a number where there is such a file. */
function freePath(path: string, atMs: number, taken: ReadonlySet<string>): string {
  const [, stem = path, ending = ''] = /^(.*?)(?:-at-\d+s(?:-\d+)?)?(\.[a-z]+)?$/.exec(path) ?? []
  const at = `${stem}-at-${Math.floor(atMs / 1000)}s`
  for (let count = 1; ; count += 1) {
    const free = `${at}${count === 1 ? '' : `-${count}`}${ending || '.yaml'}`
    if (!taken.has(free)) return free
  }
}

/** What the files made before and make no longer. */
function goneObjects(
  before: readonly ScenarioFile[],
  after: readonly ScenarioFile[],
): readonly ApiObject[] {
  const [old, now] = [before, after].map((files) =>
    checkFiles(
      files.filter(({ path }) => path.startsWith('manifests/')),
      null,
    ).objects.map(({ object }) => object),
  )
  const left = new Set((now ?? []).map(nameOf))
  return (old ?? []).filter((object) => !left.has(nameOf(object)))
}

function nameOf({ kind, metadata: { name, namespace } }: ApiObject): string {
  return infoOf(kind).namespaced ? `${kind}/${namespace ?? 'default'}/${name}` : `${kind}/${name}`
}
