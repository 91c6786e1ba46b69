// Kinds that configure the server itself, or devices: they are stored as they come.
import type {
  APIService,
  CertificateSigningRequest,
  DeviceClass,
  FlowSchema,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  PriorityLevelConfiguration,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '#api/generated/types.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { simplified } from '#lib/simplified.ts'
import { storedStrategy } from './stored-strategy.ts'
import { noErrors } from './strategy.ts'

simplified(
  'server-configuration',
  'webhooks, admission policies, APIServices, FlowSchemas, certificates and device claims are stored and shown as they come: they are not checked, and nothing follows from them.',
  {
    fields: [
      'MutatingWebhookConfiguration.webhooks',
      'ValidatingWebhookConfiguration.webhooks',
      'MutatingAdmissionPolicy.spec',
      'MutatingAdmissionPolicyBinding.spec',
      'ValidatingAdmissionPolicy.spec',
      'ValidatingAdmissionPolicyBinding.spec',
      'APIService.spec',
      'CertificateSigningRequest.spec',
      'FlowSchema.spec',
      'PriorityLevelConfiguration.spec',
      'DeviceClass.spec',
      'ResourceClaim.spec',
      'ResourceClaimTemplate.spec',
      'ResourceSlice.spec',
    ],
  },
)

const counted = ({ spec }: { readonly spec?: unknown }): unknown => spec
const validate = noErrors
const rules = { validate }
const counting = { ...rules, counted }

export const uncheckedStrategies = {
  'MutatingWebhookConfiguration.admissionregistration.k8s.io':
    storedStrategy<MutatingWebhookConfiguration>(STORED_KINDS.MutatingWebhookConfiguration, {
      ...rules,
      counted: ({ webhooks }) => webhooks,
    }),
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io':
    storedStrategy<ValidatingWebhookConfiguration>(STORED_KINDS.ValidatingWebhookConfiguration, {
      ...rules,
      counted: ({ webhooks }) => webhooks,
    }),
  'MutatingAdmissionPolicy.admissionregistration.k8s.io': storedStrategy<MutatingAdmissionPolicy>(
    STORED_KINDS.MutatingAdmissionPolicy,
    counting,
  ),
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io':
    storedStrategy<MutatingAdmissionPolicyBinding>(
      STORED_KINDS.MutatingAdmissionPolicyBinding,
      counting,
    ),
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io':
    storedStrategy<ValidatingAdmissionPolicy>(STORED_KINDS.ValidatingAdmissionPolicy, counting),
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io':
    storedStrategy<ValidatingAdmissionPolicyBinding>(
      STORED_KINDS.ValidatingAdmissionPolicyBinding,
      counting,
    ),
  'APIService.apiregistration.k8s.io': storedStrategy<APIService>(STORED_KINDS.APIService, rules),
  'CertificateSigningRequest.certificates.k8s.io': storedStrategy<CertificateSigningRequest>(
    STORED_KINDS.CertificateSigningRequest,
    rules,
  ),
  'FlowSchema.flowcontrol.apiserver.k8s.io': storedStrategy<FlowSchema>(
    STORED_KINDS.FlowSchema,
    counting,
  ),
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io':
    storedStrategy<PriorityLevelConfiguration>(STORED_KINDS.PriorityLevelConfiguration, counting),
  'DeviceClass.resource.k8s.io': storedStrategy<DeviceClass>(STORED_KINDS.DeviceClass, counting),
  'ResourceClaim.resource.k8s.io': storedStrategy<ResourceClaim>(STORED_KINDS.ResourceClaim, rules),
  'ResourceClaimTemplate.resource.k8s.io': storedStrategy<ResourceClaimTemplate>(
    STORED_KINDS.ResourceClaimTemplate,
    rules,
  ),
  'ResourceSlice.resource.k8s.io': storedStrategy<ResourceSlice>(
    STORED_KINDS.ResourceSlice,
    counting,
  ),
}
