// An Ingress that names no class gets the default one.
// Follows plugin/pkg/admission/network/defaultingressclass/admission.go (v1.36).
import type { IngressClass } from '#api/generated/types.ts'
import { CLASS_ANNOTATION } from '../registry/networking/validate-ingress.ts'
import { pluginFor } from './admission-types.ts'
import { newestOf } from './newest-of.ts'

const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class'

const isDefaultClass = ({ metadata }: IngressClass): boolean =>
  metadata.annotations?.[IS_DEFAULT] === 'true'

export const defaultIngressClass = pluginFor({
  name: 'DefaultIngressClass',
  kinds: ['Ingress'],
  operations: ['CREATE'],
  admit({ object, context }) {
    const annotation = object.metadata.annotations?.[CLASS_ANNOTATION]
    if (object.spec?.ingressClassName !== undefined || annotation !== undefined) return { object }
    const classes = context.list?.('IngressClass') ?? []
    const name = newestOf(classes.filter(isDefaultClass))?.metadata.name
    if (name === undefined) return { object }
    return { object: { ...object, spec: { ...object.spec, ingressClassName: name } } }
  },
})
