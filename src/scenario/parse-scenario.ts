// A tree of files to what a cluster is made from, with everything that is wrong on the way.
import { CONTROL_PLANE_LABEL } from '#api/core/control-plane.ts'
import { isSpare } from '#cluster/machine/machines.ts'
import { unknownTypes } from './unknown-types.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { isSafePath } from '#lib/safe-path.ts'
import {
  type Admit,
  type CheckedFiles,
  checkFiles,
  type CheckedObject,
} from '#manifest/check-files.ts'
import { type DecodeFile, decodeFile } from '#manifest/decode-file.ts'
import { missingReferences } from '#manifest/lint-references.ts'
import type { FileDiagnostic, Source, TextFile } from '#manifest/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import type { Range, Severity, YamlPath } from '#yaml/types.ts'
import { checkKubeletConfig, KUBELET_CONFIG_PATH } from '#cluster/machine/check-kubelet-config.ts'
import { decodeStaticPod } from './decode-static-pod.ts'
import { readYaml } from './read-yaml.ts'
import { aboutHooks, isOtherHook } from './helm-hooks.ts'
import { asCreated, missingNamespaces } from './missing-namespaces.ts'
import { isStaticPodFile, roleOf } from './paths.ts'
import { readScenario, SCENARIO_FILE } from './read-scenario.ts'
import type { Action, Scenario, ScenarioFile } from './types.ts'

const MAX_FILES = 1000
const MEBIBYTE = 1_048_576
const MAX_TOTAL_TEXT = 32 * MEBIBYTE
const MAX_NODES = 5000
/** Pods that are applied, and those that controllers are asked for. */
const MAX_PODS = 50_000
const MAX_OBJECTS = 60_000

interface NodeFile {
  readonly node: string
  /** Absolute, on the node's disk. */
  readonly path: string
  readonly content: string
}

export interface ParsedScenario {
  readonly scenario: Scenario
  /** From cluster.yaml and from the manifests of time zero; empty means the default cluster. */
  readonly nodes: readonly ApiObject[]
  readonly nodeFiles: readonly NodeFile[]
  /** What is applied at time zero, in the order of paths and documents. */
  readonly objects: readonly CheckedObject[]
  /** The objects of each file that an action applies. */
  readonly applied: ReadonlyMap<string, readonly CheckedObject[]>
  /** The texts that an action may read by their paths: all but the scenario itself. */
  readonly texts: ReadonlyMap<string, string>
  readonly diagnostics: readonly FileDiagnostic[]
}

/**
 * Reads a scenario. Never throws: what cannot be used is left out and said as an error. Bounds: 1000 files,
 * 32 MiB of text together, 5000 Nodes, 50000 Pods with those of controllers, 60000 objects, 200 actions.
 */
export function parseScenario(files: readonly ScenarioFile[], decode?: DecodeFile): ParsedScenario {
  return readTree(files, null, decode)
}

export interface ReadOptions {
  /** Creates each Namespace that an object names and that is not there. */
  readonly createNamespaces?: boolean
}

/** Decodes a text once; what was taken from a living cluster becomes what can be created. */
function remembered(decode: DecodeFile): DecodeFile {
  const known = new Map<TextFile, ReturnType<DecodeFile>>()
  return (file) => {
    const before = known.get(file)
    if (before !== undefined) return before
    const { documents, ...rest } = decode(file)
    const made = documents.map((document) => ({
      ...document,
      objects: document.objects.map((one) => ({ ...one, object: asCreated(one.object) })),
    }))
    const decoded = { ...rest, documents: made }
    known.set(file, decoded)
    return decoded
  }
}

function textsOf(files: readonly ScenarioFile[]): ReadonlyMap<string, string> {
  return new Map(files.flatMap(({ path, text }) => (path === SCENARIO_FILE ? [] : [[path, text]])))
}

function checkedLater(
  file: ScenarioFile,
  admit: Admit | null,
  check: (some: readonly ScenarioFile[]) => CheckedFiles,
): { readonly path: string; readonly checked: CheckedFiles } {
  admit?.later?.()
  return { path: file.path, checked: check([file]) }
}

/** The same with the API server's answers: `admit` sees the objects in the order of their time. */
export function readTree(
  files: readonly ScenarioFile[],
  admit: Admit | null,
  decodeOnce: DecodeFile = decodeFile,
  options: ReadOptions = {},
): ParsedScenario {
  const decode = remembered(decodeOnce)
  const bounded = boundFiles(files)
  const { usable } = bounded
  const text = usable.find(({ path }) => path === SCENARIO_FILE)?.text ?? ''
  const { scenario: read, diagnostics: own, actions } = readScenario(text)
  const later = new Set(filesAppliedBy(read.actions))
  const present = new Set(usable.map(({ path }) => path))
  const missing = actions.flatMap(({ action, index }) =>
    filesOf(action)
      .filter((file) => !present.has(file))
      .map((file) => ({ file, index })),
  )
  const check = (some: readonly ScenarioFile[]): CheckedFiles => checkFiles(some, admit, decode)
  const cluster = checkCluster(usable, check)
  const atZero = usable
    .filter(({ path }) => roleOf(path).role === 'manifest' && !later.has(path))
    .toSorted((a, b) => compareText(a.path, b.path))
  const laterFiles = [...later].flatMap((path) => usable.filter((file) => file.path === path))
  const decoded = [...atZero, ...laterFiles].flatMap((file) =>
    decode(file).documents.flatMap(({ objects }) =>
      objects.map((one) => ({ ...one, path: file.path })),
    ),
  )
  const advice = [...aboutHooks(decoded), ...withoutReferences(decoded, text)]
  const brought = missingNamespaces(decoded, options.createNamespaces ?? false)
  for (const { object } of brought.objects) admit?.(object)
  const start = check(atZero)
  const rest = laterFiles.map((file) => checkedLater(file, admit, check))
  const [manifestNodes, others] = splitNodes(start.objects)
  const installed = others.filter(({ object }) => !isOtherHook(object))
  const limited = limitObjects([...brought.objects, ...installed], rest)
  const nodes = limitNodes([...cluster.nodes, ...manifestNodes])
  const scenario: Scenario = {
    ...read,
    title: read.title === '' ? titleOf(others) : read.title,
  }
  return {
    scenario,
    nodes: nodes.kept.map(({ object }) => object),
    nodeFiles: nodeFilesOf(usable),
    objects: limited.objects,
    applied: limited.applied,
    texts: textsOf(usable),
    diagnostics: [
      ...bounded.diagnostics,
      ...own,
      ...missing.map(({ file, index }) => missingFile(text, file, index)),
      ...unknownTypes(
        text,
        actions,
        decoded.map(({ object }) => object),
      ),
      ...cluster.diagnostics,
      ...start.diagnostics,
      ...brought.diagnostics,
      ...advice,
      ...rest.flatMap(({ checked }) => checked.diagnostics),
      ...limited.diagnostics,
      ...homelessControlPlane(text, read, nodes.kept),
      ...nodes.diagnostics,
      ...usable.flatMap((file) => (later.has(file.path) ? [] : otherFile(file))),
    ],
  }
}

/** What Pods name and no file brings; a name that stands in scenario.yaml may be that of something made there. */
function withoutReferences(
  decoded: readonly Omit<CheckedObject, 'refused'>[],
  text: string,
): readonly FileDiagnostic[] {
  return missingReferences(decoded, (name) => text.includes(name)).flatMap(
    ({ index, path, severity, message }) => {
      const one = decoded[index]
      if (one === undefined) return []
      return [
        { path: one.path, severity, source: 'lint', message, range: one.ranges.nearest(path) },
      ]
    },
  )
}

/** In the order of time; actions of one time in the order of the file. */
function filesAppliedBy(actions: Scenario['actions']): readonly string[] {
  return actions.toSorted((a, b) => a.atMs - b.atMs).flatMap(filesOf)
}

function filesOf(action: Action): readonly string[] {
  return action.verb === 'apply' ? action.files : []
}

const TOP: Range = {
  start: { offset: 0, line: 1, column: 1 },
  end: { offset: 0, line: 1, column: 1 },
}

const about = (
  path: string,
  severity: Severity,
  source: Source,
  message: string,
): FileDiagnostic => ({
  path,
  severity,
  source,
  message,
  range: TOP,
})

/** Drops files that are too many, too long, doubled, or whose path could lead outside the tree. */
function boundFiles(files: readonly ScenarioFile[]): {
  readonly usable: readonly ScenarioFile[]
  readonly diagnostics: readonly FileDiagnostic[]
} {
  const usable: ScenarioFile[] = []
  const diagnostics: FileDiagnostic[] = []
  const seen = new Set<string>()
  let total = 0
  for (const file of files.slice(0, MAX_FILES)) {
    const problem = !isSafePath(file.path)
      ? 'this path cannot be used: a path is relative and has no . or .. in it'
      : seen.has(file.path)
        ? 'there are two files with this path: only the first is used'
        : total + file.text.length > MAX_TOTAL_TEXT
          ? `all files together have more than ${MAX_TOTAL_TEXT / MEBIBYTE} MiB of text: this one is left out`
          : null
    seen.add(file.path)
    if (problem === null) {
      usable.push(file)
      total += file.text.length
    } else diagnostics.push(about(file.path.slice(0, 200), 'error', 'yaml', problem))
  }
  const extra = files[MAX_FILES]
  if (extra !== undefined) {
    const message = `only the first ${MAX_FILES} of ${files.length} files are used`
    diagnostics.push(about(extra.path.slice(0, 200), 'error', 'yaml', message))
  }
  return { usable, diagnostics }
}

/** The static Pods of the control plane need a machine. */
function homelessControlPlane(
  text: string,
  { controlPlane }: Scenario,
  nodes: readonly CheckedObject[],
): readonly FileDiagnostic[] {
  const members = nodes.filter(({ object }) => object.kind !== 'Node' || !isSpare(object))
  if (controlPlane !== 'kubeadm' || members.length === 0) return []
  if (members.some(({ object }) => object.metadata.labels?.[CONTROL_PLANE_LABEL] !== undefined))
    return []
  const range = parseYaml(text).documents[0]?.ranges.nearest(['controlPlane']) ?? TOP
  const message = `controlPlane: kubeadm needs a Node with the label ${CONTROL_PLANE_LABEL}: without one, scheduler and controllers work by themselves`
  return [{ path: SCENARIO_FILE, severity: 'error', source: 'scope', message, range }]
}

function missingFile(text: string, file: string, index: number): FileDiagnostic {
  const document = parseYaml(text).documents[0]
  const range = document?.ranges.nearest(['actions', index, 'apply']) ?? TOP
  const message = `the path "${file}" does not exist`
  return { path: SCENARIO_FILE, severity: 'error', source: 'yaml', message, range }
}

function checkCluster(
  files: readonly ScenarioFile[],
  check: (files: readonly ScenarioFile[]) => CheckedFiles,
): { readonly nodes: readonly CheckedObject[]; readonly diagnostics: readonly FileDiagnostic[] } {
  const file = files.find(({ path }) => roleOf(path).role === 'cluster')
  if (file === undefined) return { nodes: [], diagnostics: [] }
  const { objects, diagnostics } = check([file])
  const others = objects.filter(({ object }) => object.kind !== 'Node')
  const misplaced = others.map(({ object, ranges }): FileDiagnostic => {
    const message = `cluster.yaml holds the Nodes: put this ${object.kind} into manifests/`
    const range = ranges.nearest(['kind'])
    return { path: file.path, severity: 'error', source: 'yaml', message, range }
  })
  const nodes = objects.filter(({ object, refused }) => object.kind === 'Node' && !refused)
  return { nodes, diagnostics: [...diagnostics, ...misplaced] }
}

/** Nodes among the manifests are machines of the cluster too, as in `podscape run nodes.yaml pod.yaml`. */
function splitNodes(
  objects: readonly CheckedObject[],
): readonly [nodes: readonly CheckedObject[], others: readonly CheckedObject[]] {
  const nodes = objects.filter(({ object, refused }) => object.kind === 'Node' && !refused)
  return [nodes, objects.filter(({ object }) => object.kind !== 'Node')]
}

function limitNodes(nodes: readonly CheckedObject[]): {
  readonly kept: readonly CheckedObject[]
  readonly diagnostics: readonly FileDiagnostic[]
} {
  const first = nodes[MAX_NODES]
  if (first === undefined) return { kept: nodes, diagnostics: [] }
  const range = first.ranges.nearest(['kind'])
  const said = { path: first.path, range, message: TOO_MANY_NODES }
  return {
    kept: nodes.slice(0, MAX_NODES),
    diagnostics: [{ ...said, severity: 'error', source: 'scope' }],
  }
}

function nodeFilesOf(files: readonly ScenarioFile[]): readonly NodeFile[] {
  return files.flatMap(({ path, text }) => {
    const role = roleOf(path)
    return role.role === 'node-file'
      ? [{ node: role.node, path: role.nodePath, content: text }]
      : []
  })
}

/** Static Pod files and files that nothing uses. */
function otherFile(file: ScenarioFile): readonly FileDiagnostic[] {
  const role = roleOf(file.path)
  if (role.role === 'other') {
    const message = 'nothing applies this file: move it into manifests/, or name it in an action'
    return [about(file.path, 'info', 'scope', message)]
  }
  if (role.role !== 'node-file') return []
  if (role.nodePath === KUBELET_CONFIG_PATH)
    return checkKubeletConfig(file.text, readYaml).map(({ severity, message }) =>
      about(file.path, severity, 'api', message),
    )
  if (!isStaticPodFile(role.nodePath)) return []
  const parsed = parseYaml(file.text).diagnostics.map(
    ({ severity, message, range }): FileDiagnostic => {
      return { path: file.path, severity, source: 'yaml', message, range }
    },
  )
  if (parsed.some(({ severity }) => severity === 'error')) return parsed
  const decoded = decodeStaticPod(file.text, role.nodePath)
  if (!('error' in decoded)) return parsed
  const message = `the kubelet of ${role.node} ignores this file: ${decoded.error}`
  return [...parsed, about(file.path, 'error', 'api', message)]
}

interface AppliedFile {
  readonly path: string
  readonly checked: { readonly objects: readonly CheckedObject[] }
}

/** Keeps the run bounded. What is beyond a bound is left out, and an error says where and why. */
function limitObjects(
  start: readonly CheckedObject[],
  rest: readonly AppliedFile[],
): Pick<ParsedScenario, 'objects' | 'applied' | 'diagnostics'> {
  const diagnostics: FileDiagnostic[] = []
  const said = new Set<string>()
  let objectsLeft = MAX_OBJECTS
  let podsLeft = MAX_PODS
  const refuse = (checked: CheckedObject, path: YamlPath, message: string): boolean => {
    const range = checked.ranges.nearest(path)
    // Once for each bound: the first object says where it begins.
    if (!said.has(message))
      diagnostics.push({ path: checked.path, severity: 'error', source: 'scope', message, range })
    said.add(message)
    return false
  }
  const keep = (checked: CheckedObject): boolean => {
    // What controllers are asked for comes as quickly as they may make it, and ends with the limits of the run.
    const pods = checked.object.kind === 'Pod' ? 1 : 0
    if (objectsLeft < 1) return refuse(checked, ['kind'], TOO_MANY_OBJECTS)
    if (pods > podsLeft) return refuse(checked, ['kind'], TOO_MANY_PODS)
    objectsLeft -= 1
    podsLeft -= pods
    return true
  }
  const objects = start.filter(keep)
  const applied = new Map(rest.map(({ path, checked }) => [path, checked.objects.filter(keep)]))
  return { objects, applied, diagnostics }
}

const leftOut = (what: string, most: number): string =>
  `a scenario has at most ${most} ${what}: this one and those after it are left out`
const TOO_MANY_OBJECTS = leftOut('objects', MAX_OBJECTS)
const TOO_MANY_PODS = leftOut('Pods', MAX_PODS)
const TOO_MANY_NODES = leftOut('Nodes', MAX_NODES)

/** A tree without a title is named after the first thing that runs, where nothing does after what it applies first. */
function titleOf(objects: readonly CheckedObject[]): string {
  const runs = objects.find(({ object }) => infoOf(object.kind).podSpecPath !== null)
  const first = (runs ?? objects[0])?.object
  return first?.metadata.name === undefined ? 'Untitled' : `${first.kind} ${first.metadata.name}`
}
