// An Ingress that names no class gets the default one.
// Follows plugin/pkg/admission/network/defaultingressclass/admission.go (v1.36).
import type { IngressClass } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { pluginFor } from './admission-types.ts'

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class'
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

/** Of several the newest, then the first by name. */
function defaultClass(classes: readonly IngressClass[]): IngressClass | undefined {
  const timeOf = ({ metadata }: IngressClass): string => metadata.creationTimestamp ?? ''
  const nameOf = ({ metadata }: IngressClass): string => metadata.name ?? ''
  return classes
    .filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true')
    .toSorted((a, b) => compareText(timeOf(b), timeOf(a)) || compareText(nameOf(a), nameOf(b)))[0]
}

export const defaultIngressClass = pluginFor({
  name: 'DefaultIngressClass',
  kinds: ['Ingress'],
  operations: ['CREATE'],
  admit({ object, context }) {
    const annotation = object.metadata.annotations?.[CLASS_ANNOTATION]
    if (object.spec?.ingressClassName !== undefined || annotation !== undefined) return { object }
    const name = defaultClass(context.list?.('IngressClass') ?? [])?.metadata.name
    if (name === undefined) return { object }
    return { object: { ...object, spec: { ...object.spec, ingressClassName: name } } }
  },
})
