// ConfigMaps and Secrets. Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type { ConfigMap, Secret } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { printHead } from './common.ts'
import type { Writer } from './writer.ts'

const TOKEN_TYPE = 'kubernetes.io/service-account-token'

const sorted = (data: Readonly<Record<string, string>> | undefined) =>
  Object.entries(data ?? {}).toSorted(([a], [b]) => compareText(a, b))

/** A ConfigMap with all that it holds. */
export function describeConfigMap(writer: Writer, { metadata, data, binaryData }: ConfigMap): void {
  printHead(writer, metadata)
  writer.line(0, '\nData\n====')
  for (const [key, text] of sorted(data)) writer.line(0, `${key}:\n----\n${text}\n`)
  writer.line(0, '\nBinaryData\n====')
  for (const [key, text] of sorted(binaryData)) writer.line(0, `${key}: ${bytesOf(text)} bytes`)
  writer.line(0, '')
}

/** A Secret: how much it holds, and not what. */
export function describeSecret(writer: Writer, { metadata, type = '', data }: Secret): void {
  printHead(writer, metadata)
  writer.line(0, `\nType:\t${type}`)
  writer.line(0, '\nData\n====')
  for (const [key, text] of sorted(data))
    writer.line(
      0,
      key === 'token' && type === TOKEN_TYPE
        ? `${key}:\t${plainOf(text)}`
        : `${key}:\t${bytesOf(text)} bytes`,
    )
}

/** The number of bytes that base64 stands for. */
function bytesOf(base64: string): number {
  const text = base64.replaceAll(/\s/g, '')
  return Math.floor((text.replace(/=+$/, '').length * 3) / 4)
}

function plainOf(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0)
  return new TextDecoder().decode(bytes)
}
