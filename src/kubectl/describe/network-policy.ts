// Follows describeNetworkPolicy of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '#api/generated/types.ts'
import { formatLabelSelector as selectorText } from '#api/meta/label-selector-text.ts'
import { formatLabelSelector } from '../printers/label-selector.ts'
import { NONE, printAnnotationsMultiline, printLabelsMultiline } from './common.ts'
import type { Writer } from './writer.ts'

const INDENT = '    '

interface Rule {
  readonly ports: readonly NetworkPolicyPort[] | undefined
  readonly peers: readonly NetworkPolicyPeer[] | undefined
}

/** A NetworkPolicy: whom it is about, and what it lets through. */
export function describeNetworkPolicy(writer: Writer, { metadata, spec }: NetworkPolicy): void {
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `Created on:\t${goTime(metadata.creationTimestamp ?? '')}`)
  printLabelsMultiline(writer, 'Labels', metadata.labels)
  printAnnotationsMultiline(writer, 'Annotations', metadata.annotations)
  writer.line(0, 'Spec:')
  writer.write(1, 'PodSelector: ')
  const selector = selectorText(spec?.podSelector)
  writer.line(
    2,
    selector === ''
      ? '<none> (Allowing the specific traffic to all pods in this namespace)'
      : selector,
  )
  const types = spec?.policyTypes ?? []
  if (types.includes('Ingress')) {
    writer.line(1, 'Allowing ingress traffic:')
    const rules = (spec?.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from }))
    describeRules(writer, rules, INGRESS)
  } else writer.line(1, 'Not affecting ingress traffic')
  if (types.includes('Egress')) {
    writer.line(1, 'Allowing egress traffic:')
    const rules = (spec?.egress ?? []).map(({ ports, to }) => ({ ports, peers: to }))
    describeRules(writer, rules, EGRESS)
  } else writer.line(1, 'Not affecting egress traffic')
  writer.line(1, `Policy Types: ${types.join(', ') || NONE}`)
}

interface Words {
  readonly peer: string
  readonly isolated: string
  readonly any: string
}

const INGRESS: Words = {
  peer: 'From',
  isolated: '<none> (Selected pods are isolated for ingress connectivity)',
  any: 'From: <any> (traffic not restricted by source)',
}
const EGRESS: Words = {
  peer: 'To',
  isolated: '<none> (Selected pods are isolated for egress connectivity)',
  any: 'To: <any> (traffic not restricted by destination)',
}

function describeRules(writer: Writer, rules: readonly Rule[], words: Words): void {
  const line = (text: string): void => writer.line(0, `${INDENT}${text}`)
  if (rules.length === 0) line(words.isolated)
  for (const [index, { ports = [], peers = [] }] of rules.entries()) {
    if (ports.length === 0) line('To Port: <any> (traffic allowed to all ports)')
    for (const { port, endPort, protocol = 'TCP' } of ports)
      line(
        endPort === undefined
          ? `To Port: ${port ?? '<nil>'}/${protocol}`
          : `To Port Range: ${port ?? '<nil>'}-${endPort}/${protocol}`,
      )
    if (peers.length === 0) line(words.any)
    for (const peer of peers) {
      line(`${words.peer}:`)
      describePeer(writer, peer)
    }
    if (index < rules.length - 1) line('----------')
  }
}

function describePeer(
  writer: Writer,
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
): void {
  if (namespaceSelector !== undefined)
    writer.line(1, `${INDENT}NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`)
  if (podSelector !== undefined)
    writer.line(1, `${INDENT}PodSelector: ${formatLabelSelector(podSelector)}`)
  if (namespaceSelector !== undefined || podSelector !== undefined || ipBlock === undefined) return
  writer.line(1, `${INDENT}IPBlock:`)
  writer.line(2, `${INDENT}CIDR: ${ipBlock.cidr}`)
  writer.line(2, `${INDENT}Except: ${(ipBlock.except ?? []).join(', ')}`)
}

/** '2026-01-01 11:40:00 +0000 UTC', as Go prints a time by itself. */
function goTime(time: string): string {
  return `${time.replace('T', ' ').replace(/Z$/, '')} +0000 UTC`
}
