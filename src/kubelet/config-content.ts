// The content of ConfigMaps and Secrets as containers see it.
import type { ConfigMap, Secret } from '#api/generated/types.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Text from base64; '' when it is not base64. Bytes that are no UTF-8 become U+FFFD. */
export function decodeBase64(text: string): string {
  const compact = text.replaceAll(/\s/g, '')
  if (!BASE64.test(compact)) return ''
  const bytes = Uint8Array.from(atob(compact), (char) => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

/** Keys and values, `binaryData` included, in the order in which they are written. */
export function configMapContent(configMap: ConfigMap): Readonly<Record<string, string>> {
  return { ...configMap.data, ...decodeAll(configMap.binaryData) }
}

/** Keys and decoded values. */
export function secretContent(secret: Secret): Readonly<Record<string, string>> {
  return { ...decodeAll(secret.data), ...secret.stringData }
}

function decodeAll(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]))
}
