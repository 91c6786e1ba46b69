// What a container was given: its command, amounts, environment and mounts.
import type { Container, EnvFromSource, EnvVar } from '#api/generated/types.ts'
import { Facts, type Fact } from './Facts.tsx'

/** The parts of a container's specification; nothing where it says nothing of them. */
export function ContainerSpec({ container }: { readonly container: Container }) {
  const command = [...(container.command ?? []), ...(container.args ?? [])]
  const { requests, limits } = container.resources ?? {}
  return (
    <>
      <Facts
        title="Specification"
        facts={[
          command.length === 0 ? null : ['Command', <code key="c">{command.join(' ')}</code>],
          amountFact('Requests', requests),
          amountFact('Limits', limits),
        ]}
      />
      <Facts
        title="Environment"
        facts={[
          ...(container.envFrom ?? []).map((source): Fact => ['all of', sourceText(source)]),
          ...(container.env ?? []).map((variable): Fact => [variable.name, valueText(variable)]),
        ]}
      />
      <Facts
        title="Mounts"
        facts={(container.volumeMounts ?? []).map((m): Fact => [
          m.mountPath,
          `volume ${m.name}${m.subPath ? `, of it ${m.subPath}` : ''}${m.readOnly === true ? ', read-only' : ''}`,
        ])}
      />
    </>
  )
}

function amountFact(
  name: string,
  list: Readonly<Record<string, string | number>> | undefined,
): Fact | null {
  const entries = Object.entries(list ?? {})
  if (entries.length === 0) return null
  return [name, entries.map(([resource, amount]) => `${resource} ${amount}`).join(', ')]
}

function sourceText({ configMapRef, secretRef, prefix }: EnvFromSource): string {
  const source =
    configMapRef === undefined
      ? `Secret ${secretRef?.name ?? ''}`
      : `ConfigMap ${configMapRef.name ?? ''}`
  return prefix ? `${source}, each with ${prefix} before its name` : source
}

/** The value as it is written, or where it comes from. */
function valueText({ value, valueFrom }: EnvVar): string {
  if (valueFrom === undefined) return value === undefined || value === '' ? '(empty)' : value
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom
  if (configMapKeyRef !== undefined)
    return `${configMapKeyRef.key} of ConfigMap ${configMapKeyRef.name ?? ''}`
  if (secretKeyRef !== undefined) return `${secretKeyRef.key} of Secret ${secretKeyRef.name ?? ''}`
  if (fieldRef !== undefined) return `${fieldRef.fieldPath} of the Pod`
  return resourceFieldRef === undefined ? '' : `${resourceFieldRef.resource} of the container`
}
