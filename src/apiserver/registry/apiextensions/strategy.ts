// CustomResourceDefinitions. Follows k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go and
// etcd.go, and pkg/apis/apiextensions/v1/defaults.go (v1.36).
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '#api/generated/types.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { timeOf } from '#api/meta/time.ts'
import { simplified } from '#lib/simplified.ts'
import type { AdmissionWarning } from '../../admit-types.ts'
import { goQuote } from '#lib/go-quote.ts'
import { storedStrategy } from '../stored-strategy.ts'
import type { Strategy } from '../strategy.ts'
import { extensions } from './late.ts'

simplified(
  'custom-resources',
  'objects of a CustomResourceDefinition are checked by its schema, stored and shown, and nothing acts on them.',
  { fields: ['CustomResourceDefinition.spec'] },
)
simplified(
  'definition-webhooks',
  'objects are converted between the versions of a definition by their apiVersion alone, also where it names a webhook.',
  { fields: ['CustomResourceConversion.webhook'] },
)

/** Holds a definition until the objects of its kind are gone. */
const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

type Spec = CustomResourceDefinition['spec']

/** Any field may be missing where nobody has checked a definition yet. */
const specOf = ({ spec }: CustomResourceDefinition): Partial<Spec> =>
  (spec as Spec | undefined) ?? {}

const storageVersion = (definition: CustomResourceDefinition): readonly string[] =>
  (specOf(definition).versions ?? [])
    .filter(({ storage }) => storage)
    .map(({ name }) => name)
    .slice(0, 1)

/** A webhook listens where HTTPS does. */
function withPort(conversion: CustomResourceConversion): CustomResourceConversion {
  const { webhook } = conversion
  const service = webhook?.clientConfig?.service
  if (service === undefined || service.port !== undefined) return conversion
  const clientConfig = { ...webhook?.clientConfig, service: { ...service, port: 443 } }
  const { conversionReviewVersions = [] } = webhook ?? {}
  return { ...conversion, webhook: { conversionReviewVersions, ...webhook, clientConfig } }
}

function setDefaults(definition: CustomResourceDefinition): CustomResourceDefinition {
  const { names, conversion } = specOf(definition)
  const { spec, status = {} } = definition
  const { kind = '', singular = '', listKind = '' } = names ?? {}
  const stored = status.storedVersions ?? []
  return {
    ...definition,
    spec: {
      ...spec,
      conversion: withPort(conversion ?? { strategy: 'None' }),
      ...(names === undefined
        ? {}
        : {
            names: {
              ...names,
              singular: singular === '' ? kind.toLowerCase() : singular,
              listKind: listKind === '' && kind !== '' ? `${kind}List` : listKind,
            },
          }),
    },
    ...(stored.length > 0 || definition.status === undefined
      ? {}
      : { status: { ...status, storedVersions: storageVersion(definition) } }),
  }
}

/** The condition among others, in its own place. Its time is kept where its status does not change. */
function withCondition(
  conditions: readonly CustomResourceDefinitionCondition[],
  condition: CustomResourceDefinitionCondition,
  nowMs: number,
): readonly CustomResourceDefinitionCondition[] {
  const old = conditions.find(({ type }) => type === condition.type)
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : undefined
  const next = { ...condition, lastTransitionTime: lastTransitionTime ?? timeOf(nowMs) }
  return old === undefined
    ? [...conditions, next]
    : conditions.map((one) => (one === old ? next : one))
}

const warned = (formats: readonly string[]): readonly AdmissionWarning[] =>
  formats.map((format) => ({ message: `unrecognized format ${goQuote(format)}`, path: undefined }))

const stored = storedStrategy<CustomResourceDefinition>(STORED_KINDS.CustomResourceDefinition, {
  counted: ({ spec }) => spec,
  setDefaults,
  prepareForCreate: (definition) => ({
    ...definition,
    status: {
      acceptedNames: { kind: '', plural: '' },
      storedVersions: storageVersion(definition),
    },
  }),
  takesAnyFinalizer: true,
  validate: (definition) => extensions().validateDefinition(definition),
  updateChecks: ['metadata', 'change'],
  validateChange: (next, old) => extensions().validateDefinitionChange(next, old),
  warningsOnCreate: (definition) => warned(extensions().unknownFormats(definition)),
  warningsOnUpdate: (next, old) => {
    const before = new Set(extensions().unknownFormats(old))
    return warned(
      extensions()
        .unknownFormats(next)
        .filter((format) => !before.has(format)),
    )
  },
})

export const definitionStrategy: Strategy<CustomResourceDefinition> = {
  ...stored,
  // Defaults hold for what a request of the status leaves empty as well.
  prepareForStatusUpdate: (next) => setDefaults(next),
  prepareForUpdate(next, old) {
    const counted = stored.prepareForUpdate(next, old)
    const before = counted.status?.storedVersions ?? []
    const added = storageVersion(counted).filter((version) => !before.includes(version))
    return added.length === 0
      ? counted
      : { ...counted, status: { ...counted.status, storedVersions: [...before, ...added] } }
  },
  /** The first request only begins the clean-up, whatever it says of dependents (etcd.go of its registry). */
  takesPropagation: ({ metadata }) => metadata.deletionTimestamp !== undefined,
  checkGracefulDelete(definition, _graceSeconds, nowMs) {
    const { metadata, status } = definition
    if (metadata.deletionTimestamp !== undefined) return null
    const finalizers = metadata.finalizers ?? []
    return {
      ...definition,
      metadata: {
        ...metadata,
        deletionTimestamp: timeOf(nowMs),
        finalizers: finalizers.includes(CLEANUP_FINALIZER)
          ? finalizers
          : [...finalizers, CLEANUP_FINALIZER],
      },
      status: {
        ...status,
        conditions: withCondition(
          status?.conditions ?? [],
          {
            type: 'Terminating',
            status: 'True',
            reason: 'InstanceDeletionPending',
            message:
              'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
          },
          nowMs,
        ),
      },
    }
  },
}
