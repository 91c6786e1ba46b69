// Whoever compares a kind with a name of one knows something that is true of that kind only. Such knowledge stands in
// the kind's homes; every other file that has some is here, with its reason, and the list only shrinks.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KINDS } from '#api/meta/object.ts'

const HOMES = ['apiserver/registry/', 'api/', 'kubectl/printers/', 'picture/kinds/']

const REASONS: Readonly<Record<string, readonly string[]>> = {
  'a controller or a plugin is about these kinds': [
    'controllers/',
    'apiserver/admission/limit-ranger.ts',
    'apiserver/admission/pod-security.ts',
    'apiserver/admission/resource-quota.ts',
  ],
  'the verb is about this kind: a Node is cordoned, a Pod may be deleted without grace': [
    'cluster/machine/',
    'kubectl/',
  ],
  'upstream names the kind in a rule for all: Events own nothing, a Namespace may be immortal': [
    'apiserver/admission/namespace-lifecycle.ts',
    'apiserver/validation/validate-object-meta.ts',
    'apiserver/validation/volume/validate-persistent-volume-claim.ts',
  ],
  'a selector of Pods has indexes': ['apiserver/storage/store.ts'],
  'a Node of the files is a machine, a new Namespace gets its contents, the end of a run is told in Pods and Events':
    [
      'cli/main.ts',
      'cluster/carry-out.ts',
      'cluster/cluster.ts',
      'cluster/dry-run.ts',
      'cluster/dry-run-quotas.ts',
      'cluster/service-directory.ts',
      'scenario/missing-namespaces.ts',
      'scenario/parse-scenario.ts',
    ],
  'what came from a living cluster is read before it is an object of ours': ['scenario/dump/'],
  'who is on a machine finds Nodes by name, and reads what its kubelet heard of Pods and Events': [
    'cluster/terminal/node/',
  ],
  'advice is about certain kinds': [
    'manifest/lint.ts',
    'manifest/lint-references.ts',
    'manifest/lint-selectors.ts',
    'manifest/lint-workloads.ts',
  ],
  'Nodes of the files become those of another tool': ['export/clusters.ts'],
  'the STATUS that a Pod has in kubectl is expected of it, and quoted': [
    'scenario/expect/holds.ts',
    'scenario/lesson/evidence.ts',
  ],
  'definitions bring kinds': ['manifest/check-files.ts', 'scenario/unknown-types.ts'],
  'of thousands of Pods the page gets no more than it shows, and their picture is that of so many':
    ['playground/crowd-of.ts', 'playground/drawn-of.ts'],
  'the picture is made of Pods on Nodes; all other kinds are in picture/kinds': [
    'picture/canvas/graph-of.ts',
    'picture/canvas/movement.ts',
    'picture/canvas/pod/pod-model.ts',
    'picture/canvas/pod/pod-sources.ts',
    'picture/canvas/seat-happenings.ts',
    'picture/inspector/events-of.ts',
    'picture/inspector/overview-of.ts',
    'picture/inspector/subject.ts',
    'picture/outline/outline-of.ts',
    'picture/relations/relations-of.ts',
    'picture/timeline/lanes-of.ts',
    'picture/timeline/owners.ts',
    'picture/words/own-object.ts',
    'picture/words/what-goes-on.ts',
    'view/inspector/NodeStatus.tsx',
  ],
}

const COMPARISON = new RegExp(
  String.raw`\bkind\b\s*[!=]==\s*'(${Object.keys(KINDS).join('|')})'|\bcase '(${Object.keys(KINDS).join('|')})':`,
)
/** Whether a file of the product that is no home knows a kind by its name. */
const knowsKind = (path: string, text: string): boolean =>
  !HOMES.some((home) => path.startsWith(home)) && COMPARISON.test(text)

const SRC = import.meta.dirname
const isProduct = (path: string): boolean =>
  /\.tsx?$/.test(path) && !/\.test\.|(^|\/)(testing|generated)\//.test(path)
const KNOWING = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => isProduct(path) && knowsKind(path, readFileSync(join(SRC, path), 'utf8')))
const ALLOWED = Object.values(REASONS).flat()

/** An entry is a file, or a folder with a slash at its end. */
const isMeant = (path: string, entry: string): boolean =>
  entry.endsWith('/') ? path.startsWith(entry) : path === entry

test('a comparison with the name of a kind stands in a home of that kind, or has its reason here', () => {
  const strays = KNOWING.filter((path) => !ALLOWED.some((entry) => isMeant(path, entry)))
  expect(strays).toEqual([])
})

test('no comparison is excused that is gone', () => {
  const idle = ALLOWED.filter((entry) => !KNOWING.some((path) => isMeant(path, entry)))
  expect(idle).toEqual([])
})

test('a planted comparison is caught, and only outside the homes', () => {
  for (const line of ["if (object.kind === 'Pod') x()", "    case 'Deployment':"]) {
    expect(knowsKind('scheduler/planted.ts', line)).toBe(true)
    expect(knowsKind('apiserver/registry/core/pod/planted.ts', line)).toBe(false)
  }
  expect(knowsKind('scheduler/planted.ts', "if (object.kind === 'Sandbox') x()")).toBe(false)
})
