// PodTemplates. Follows pkg/registry/core/podtemplate/strategy.go (v1.36).
import type { PodTemplate } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { simplified } from '#lib/simplified.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { validatePodTemplate } from '../../../validation/pod/validate-pod.ts'
import { podTemplateWarnings } from '../../../warnings/pod-warnings.ts'
import { storedStrategy } from '../../stored-strategy.ts'

simplified(
  'pod-templates',
  'a PodTemplate is stored and shown; nothing uses it, as in Kubernetes itself.',
  {
    fields: ['PodTemplate.template'],
  },
)

const PATH = rootPath('template')

export const podTemplateStrategy = storedStrategy<PodTemplate>(STORED_KINDS.PodTemplate, {
  counted: ({ template }) => template,
  setDefaults: (object) => ({
    ...object,
    template: {
      ...setDefaultsPodTemplate(object.template ?? {}),
      metadata: object.template?.metadata ?? {},
    },
  }),
  validate: ({ template = {} }) => validatePodTemplate(template, PATH),
  warningsOnCreate: ({ template = {} }) => podTemplateWarnings(template, PATH),
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : podTemplateWarnings(next.template ?? {}, PATH),
})
