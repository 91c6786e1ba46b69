// Writes what would let a Pod fit into the files: its own fields, or those of the template that it was made from, one more
// node, and what is done to a node as an action.
import type { Node, PodSpec } from '#api/generated/types.ts'
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { keyOf, type ObjectKey } from '#api/meta/object.ts'
import {
  type FitChange,
  isPodFitChange,
  type PodFitChange,
  tolerationOf,
  withFitChange,
} from '#api/scheduler/fit-change.ts'
import { defaultNodes } from '#cluster/default-nodes.ts'
import { equal } from '#lib/equal.ts'
import type { CheckedObject } from '#manifest/check-files.ts'
import { addItem, type Edited, removeField, setField } from '#manifest/field-edits.ts'
import type { TextEdit } from '#manifest/types.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import type { YamlPath } from '#yaml/types.ts'
import { CLUSTER_FILE } from './paths.ts'
import { parseScenario } from './parse-scenario.ts'
import type { Action, ScenarioFile } from './types.ts'
import { addAction } from './write-action.ts'

export interface WantedFit {
  /** The Pod, and those that own it one above the other: the first that stands in the files is changed. */
  readonly keys: readonly ObjectKey[]
  readonly changes: readonly FitChange[]
  /** When nodes are changed, in virtual milliseconds. */
  readonly atMs: number
}

/** The files with all changes; those that cannot be written are left out. */
export function writeFit(
  files: readonly ScenarioFile[],
  { keys, changes, atMs }: WantedFit,
): readonly ScenarioFile[] {
  return changes.reduce((now, change) => {
    if (isPodFitChange(change)) return changePod(now, keys, change)
    return change.kind === 'node' ? addNode(now, change.node) : addAction(now, doing(change, atMs))
  }, files)
}

/** What a person would do to a node. */
function doing(change: Extract<FitChange, { kind: 'label' | 'uncordon' }>, atMs: number): Action {
  const { nodeName } = change
  if (change.kind === 'uncordon') return { verb: 'uncordon', atMs, nodes: [nodeName] }
  return {
    verb: 'label',
    atMs,
    namespace: 'default',
    resources: [{ kind: 'Node', name: nodeName }],
    labels: Object.entries(change.labels).map(([key, value]) => `${key}=${value}`),
    overwrite: true,
  }
}

/** A node among those that are written down; the usual ones come with it where none is. */
function addNode(files: readonly ScenarioFile[], node: Node): readonly ScenarioFile[] {
  const { nodes } = parseScenario(files)
  const before = files.find(({ path }) => path === CLUSTER_FILE)?.text ?? ''
  const documents = [...(nodes.length === 0 ? defaultNodes() : []), written(node)].map(printYaml)
  const head = before.trim() === '' ? '' : `${before.trimEnd()}\n---\n`
  const file = { path: CLUSTER_FILE, text: head + documents.join('---\n') }
  const others = files.filter(({ path }) => path !== CLUSTER_FILE)
  return [...others, file]
}

/** What its kubelet reports by itself is left out. */
function written({ apiVersion, kind, metadata, spec, status }: Node): Node {
  const { name, labels = {} } = metadata
  const own = Object.entries(labels).filter(([key]) => !/^(?:beta\.)?kubernetes\.io\//.test(key))
  return {
    apiVersion,
    kind,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(own.length === 0 ? {} : { labels: Object.fromEntries(own) }),
    },
    ...(spec?.taints === undefined ? {} : { spec: { taints: spec.taints } }),
    ...(status?.capacity === undefined ? {} : { status: { capacity: status.capacity } }),
  }
}

function changePod(
  files: readonly ScenarioFile[],
  keys: readonly ObjectKey[],
  change: PodFitChange,
): readonly ScenarioFile[] {
  const found = placeOf(files, keys)
  if (found === null) return files
  const { checked, key } = found
  const { spec, path } = podSpecOf(checked.object) ?? {}
  const text = files.find((file) => file.path === checked.path)?.text
  if (spec === undefined || path === undefined || text === undefined) return files
  const wanted = withFitChange(spec, change)
  const edits = editsOf({ text, value: checked.object, ranges: checked.ranges }, path, spec, change)
  const changed = (now: string): readonly ScenarioFile[] =>
    files.map((file) => (file.path === checked.path ? { ...file, text: now } : file))
  const edited = edits === null ? files : changed(withEdits(text, edits))
  const now = placeOf(edited, [key])
  const isIt = now !== null && equal(podSpecOf(now.checked.object)?.spec, wanted)
  return isIt ? edited : changed(printedAnew(text, checked, path, wanted))
}

function placeOf(
  files: readonly ScenarioFile[],
  keys: readonly ObjectKey[],
): { readonly checked: CheckedObject; readonly key: ObjectKey } | null {
  const { objects, applied } = parseScenario(files)
  const all = [...objects, ...[...applied.values()].flat()]
  for (const key of keys) {
    const checked = all.find(({ object }) => keyOf(object) === key)
    if (checked !== undefined) return { checked, key }
  }
  return null
}

/** As a person would write it; null where the text has no place for it. */
function editsOf(
  edited: Edited,
  prefix: YamlPath,
  spec: PodSpec,
  change: PodFitChange,
): readonly TextEdit[] | null {
  const edits = editsIn(edited, prefix, spec, change)
  return edits.some((edit) => edit === null) ? null : edits.filter((edit) => edit !== null)
}

function editsIn(
  edited: Edited,
  prefix: YamlPath,
  ...[spec, change]: readonly [PodSpec, PodFitChange]
): readonly (TextEdit | null)[] {
  switch (change.kind) {
    case 'request': {
      const container = change.container === '' ? [] : containerPath(spec, change.container)
      const path = [...prefix, ...container, 'resources', 'requests', change.resource]
      return [setField(edited, path, change.to)]
    }
    case 'toleration':
      return [addItem(edited, [...prefix, 'tolerations'], tolerationOf(change.taint))]
    case 'selector':
      return Object.keys(change.labels).length === Object.keys(spec.nodeSelector ?? {}).length
        ? [removeField(edited, [...prefix, 'nodeSelector'])]
        : Object.keys(change.labels).map((key) =>
            removeField(edited, [...prefix, 'nodeSelector', key]),
          )
    case 'affinity': {
      const required = 'requiredDuringSchedulingIgnoredDuringExecution'
      return [removeField(edited, [...prefix, 'affinity', change.of, required])]
    }
    case 'spread': {
      const path = [...prefix, 'topologySpreadConstraints', change.index, 'whenUnsatisfiable']
      return [setField(edited, path, 'ScheduleAnyway')]
    }
    case 'hostPort': {
      const path = containerPath(spec, change.container)
      const ports = [...(spec.initContainers ?? []), ...spec.containers].find(
        ({ name }) => name === change.container,
      )?.ports
      return (ports ?? []).flatMap(({ hostPort }, index) =>
        hostPort === change.port
          ? [removeField(edited, [...prefix, ...path, 'ports', index, 'hostPort'])]
          : [],
      )
    }
  }
}

function containerPath({ containers, initContainers = [] }: PodSpec, name: string): YamlPath {
  const index = containers.findIndex((container) => container.name === name)
  if (index >= 0) return ['containers', index]
  return ['initContainers', initContainers.findIndex((container) => container.name === name)]
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.range.start.offset - a.range.start.offset)
    .reduce(
      (now, { range, newText }) =>
        now.slice(0, range.start.offset) + newText + now.slice(range.end.offset),
      text,
    )
}

/** The object with the new spec, in the place of the old one. */
function printedAnew(
  text: string,
  { object, ranges }: CheckedObject,
  path: readonly string[],
  spec: PodSpec,
): string {
  const { start, end } = ranges.valueAt([]) ?? ranges.nearest([])
  return text.slice(0, start.offset) + printYaml(put(object, path, spec)) + text.slice(end.offset)
}

function put(at: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  const fields = typeof at === 'object' && at !== null ? at : {}
  const inner: unknown = (fields as Readonly<Record<string, unknown>>)[step]
  return { ...fields, [step]: put(inner, rest, value) }
}
