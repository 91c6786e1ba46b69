// The names of the kinds that are stored and shown, and that little or nothing acts on: one line each.
// Follows ShortNames and Categories of pkg/registry/<group>/<kind>/storage/storage.go (v1.36).
import type {
  APIService,
  CertificateSigningRequest,
  ClusterRole,
  ClusterRoleBinding,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  CustomResourceDefinition,
  DeviceClass,
  Endpoints,
  EndpointSlice,
  FlowSchema,
  Ingress,
  IngressClass,
  IPAddress,
  Lease,
  LimitRange,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  NetworkPolicy,
  PodTemplate,
  PriorityLevelConfiguration,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  ResourceSlice,
  Role,
  RoleBinding,
  RuntimeClass,
  ServiceCIDR,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../generated/types.ts'
import {
  type GroupKind,
  kindInfo,
  type KindInfo,
  type KindNames,
  type TypedObject,
} from './kind-info.ts'

function stored<T extends TypedObject>(
  groupKind: GroupKind,
  names: Partial<KindNames<T>> = {},
): KindInfo<T> {
  const [kind = ''] = groupKind.split('.')
  return kindInfo<T>(groupKind, kind as T['kind'], { podSpecPath: null, ...names })
}

const POLICIES = { categories: ['api-extensions'], isFreeForm: true }
const FREE = { isFreeForm: true }

export const STORED_KINDS = {
  Endpoints: stored<Endpoints>('Endpoints', {
    shortNames: ['ep'],
    deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  }),
  EndpointSlice: stored<EndpointSlice>('EndpointSlice.discovery.k8s.io'),
  LimitRange: stored<LimitRange>('LimitRange', { shortNames: ['limits'] }),
  ResourceQuota: stored<ResourceQuota>('ResourceQuota', { shortNames: ['quota'] }),
  PodTemplate: stored<PodTemplate>('PodTemplate', { podSpecPath: ['template', 'spec'] }),
  Ingress: stored<Ingress>('Ingress.networking.k8s.io', { shortNames: ['ing'] }),
  IngressClass: stored<IngressClass>('IngressClass.networking.k8s.io'),
  NetworkPolicy: stored<NetworkPolicy>('NetworkPolicy.networking.k8s.io', {
    shortNames: ['netpol'],
  }),
  IPAddress: stored<IPAddress>('IPAddress.networking.k8s.io', { shortNames: ['ip'] }),
  ServiceCIDR: stored<ServiceCIDR>('ServiceCIDR.networking.k8s.io'),
  Role: stored<Role>('Role.rbac.authorization.k8s.io'),
  RoleBinding: stored<RoleBinding>('RoleBinding.rbac.authorization.k8s.io'),
  ClusterRole: stored<ClusterRole>('ClusterRole.rbac.authorization.k8s.io'),
  ClusterRoleBinding: stored<ClusterRoleBinding>('ClusterRoleBinding.rbac.authorization.k8s.io'),
  RuntimeClass: stored<RuntimeClass>('RuntimeClass.node.k8s.io'),
  Lease: stored<Lease>('Lease.coordination.k8s.io'),
  CSIDriver: stored<CSIDriver>('CSIDriver.storage.k8s.io'),
  CSINode: stored<CSINode>('CSINode.storage.k8s.io'),
  CSIStorageCapacity: stored<CSIStorageCapacity>('CSIStorageCapacity.storage.k8s.io'),
  VolumeAttachment: stored<VolumeAttachment>('VolumeAttachment.storage.k8s.io'),
  VolumeAttributesClass: stored<VolumeAttributesClass>('VolumeAttributesClass.storage.k8s.io', {
    shortNames: ['vac'],
  }),
  MutatingWebhookConfiguration: stored<MutatingWebhookConfiguration>(
    'MutatingWebhookConfiguration.admissionregistration.k8s.io',
    POLICIES,
  ),
  ValidatingWebhookConfiguration: stored<ValidatingWebhookConfiguration>(
    'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
    POLICIES,
  ),
  MutatingAdmissionPolicy: stored<MutatingAdmissionPolicy>(
    'MutatingAdmissionPolicy.admissionregistration.k8s.io',
    POLICIES,
  ),
  MutatingAdmissionPolicyBinding: stored<MutatingAdmissionPolicyBinding>(
    'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
    POLICIES,
  ),
  ValidatingAdmissionPolicy: stored<ValidatingAdmissionPolicy>(
    'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
    POLICIES,
  ),
  ValidatingAdmissionPolicyBinding: stored<ValidatingAdmissionPolicyBinding>(
    'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
    POLICIES,
  ),
  CustomResourceDefinition: stored<CustomResourceDefinition>(
    'CustomResourceDefinition.apiextensions.k8s.io',
    { shortNames: ['crd', 'crds'], ...POLICIES },
  ),
  APIService: stored<APIService>('APIService.apiregistration.k8s.io', POLICIES),
  CertificateSigningRequest: stored<CertificateSigningRequest>(
    'CertificateSigningRequest.certificates.k8s.io',
    { shortNames: ['csr'], ...FREE },
  ),
  FlowSchema: stored<FlowSchema>('FlowSchema.flowcontrol.apiserver.k8s.io', FREE),
  PriorityLevelConfiguration: stored<PriorityLevelConfiguration>(
    'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
    FREE,
  ),
  DeviceClass: stored<DeviceClass>('DeviceClass.resource.k8s.io', FREE),
  ResourceClaim: stored<ResourceClaim>('ResourceClaim.resource.k8s.io', FREE),
  ResourceClaimTemplate: stored<ResourceClaimTemplate>(
    'ResourceClaimTemplate.resource.k8s.io',
    FREE,
  ),
  ResourceSlice: stored<ResourceSlice>('ResourceSlice.resource.k8s.io', FREE),
} as const
