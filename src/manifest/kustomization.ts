// The file of kustomize: known by its name, as kustomize finds it, and what of it changes other manifests.
// kustomize fills in apiVersion and kind where they are missing (api/types/kustomization.go, FixKustomizationPostUnmarshalling).
import { simplified } from '#lib/simplified.ts'
import type { YamlDocument } from '#yaml/types.ts'

simplified(
  'kustomize',
  'of a folder of kustomize the files below resources are read; what its other fields change is not done',
)

/** Fields that change the manifests, and are not followed. */
export const KUSTOMIZE_CHANGES: readonly string[] = [
  'commonAnnotations',
  'commonLabels',
  'components',
  'configMapGenerator',
  'helmCharts',
  'images',
  'labels',
  'namePrefix',
  'namespace',
  'nameSuffix',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'replacements',
  'replicas',
  'secretGenerator',
  'transformers',
]

/** Whether a file is kustomize's own, by its name; also where its folders were joined to it with dashes. */
export function isKustomization(path: string): boolean {
  return /(?:^|[/-])(?:kustomization\.ya?ml|Kustomization)$/.test(path)
}

/** The document with the apiVersion and kind that kustomize gives it where it has none of its own. */
export function asKustomization(document: YamlDocument): YamlDocument {
  const { value } = document
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return document
  const defaults = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }
  return { ...document, value: { ...defaults, ...value } }
}

/** The sentence on a field that is not followed. */
export const notFollowed = (field: string): string =>
  `kustomize changes the manifests by ${field}, and that is not done here: paste what kubectl kustomize prints`
